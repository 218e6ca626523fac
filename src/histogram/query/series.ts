import { explicitSeries } from '../explicit/explicit-series.ts';
import { exponentialSeries } from '../exponential/exponential-series.ts';
import { hdrSeries } from '../hdr/hdr-series.ts';
import type { BucketSnapshot } from './cells.ts';
import type { BucketSeries } from './iterate.ts';

/**
 * The buckets of a snapshot of any layout, for `recordedValues`, `allValues`, `linearBucketValues`,
 * `logarithmicBucketValues` and `percentiles`. Where the layout is known, its own function is smaller.
 *
 * @throws HISTOGRAM_SNAPSHOT
 * @example
 * for (const { valueIteratedTo, percentile } of percentiles(seriesOf(snapshot), 5)) …
 */
export function seriesOf(snapshot: BucketSnapshot): BucketSeries {
  switch (snapshot?.layout) {
    case 'explicit':
      return explicitSeries(snapshot);
    case 'hdr':
      return hdrSeries(snapshot);
    default:
      return exponentialSeries(snapshot);
  }
}
