import type { BucketSeries } from '../base/bucket-series.ts';
import { type BucketSnapshot, bucketLayoutOf } from '../layouts.ts';

/**
 * The buckets of a snapshot of any layout, for `recordedValues`, `allValues`, `linearBucketValues`,
 * `logarithmicBucketValues` and `percentiles`. Where the layout is known, its own function is smaller.
 *
 * @throws HISTOGRAM_SNAPSHOT
 * @example
 * for (const { valueIteratedTo, percentile } of percentiles(seriesOf(snapshot), 5)) …
 */
export function seriesOf(snapshot: BucketSnapshot): BucketSeries {
  return bucketLayoutOf(snapshot).series(snapshot);
}
