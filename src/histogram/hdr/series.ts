/** The buckets of an HDR snapshot, as iterators see them. */

import type { BucketSeries } from '../base/bucket-series.ts';
import { HdrBuckets } from './buckets.ts';
import { type HdrSnapshot, validHdrSnapshot } from './snapshot.ts';

/**
 * The buckets of a snapshot from 0 to `highestTrackable`, those without values included.
 *
 * @throws HISTOGRAM_SNAPSHOT
 * @example
 * for (const { valueIteratedTo, percentile } of percentiles(hdrSeries(snapshot), 5)) …
 */
export function hdrSeries(snapshot: HdrSnapshot): BucketSeries {
  const { count, counts: range } = validHdrSnapshot(snapshot);
  const buckets = new HdrBuckets(snapshot);
  return {
    totalCount: count,
    length: buckets.length,
    isWhole: true,
    countAt: (index) => range.counts[index - range.offset] ?? 0,
    lowestAt: (index) => buckets.lowestAt(index),
    highestAt: (index) => buckets.highestAt(index),
    lowestEquivalentValue: (value) =>
      value < 2 ** 63 ? buckets.lowestAt(buckets.indexOf(Math.max(value, 0))) : value,
  };
}
