/** The buckets of an exponential snapshot, as iterators see them. */

import type { BucketRange } from '../base/bucket-range.ts';
import { type BucketSeries, edgeSeries } from '../base/bucket-series.ts';
import { bucketLowerBound } from './bucket-bounds.ts';
import { type ExponentialSnapshot, validSnapshot } from './snapshot.ts';

/**
 * The buckets from the most negative to the largest positive in use, those without values between them included, and
 * always the zero bucket. What lies between the zero bucket and the innermost bucket in use of either sign counts as
 * one bucket without values.
 *
 * @throws HISTOGRAM_SNAPSHOT
 * @example
 * for (const { valueIteratedTo, percentile } of percentiles(exponentialSeries(snapshot), 5)) …
 */
export function exponentialSeries(snapshot: ExponentialSnapshot): BucketSeries {
  const { scale, count, min, zeroCount, zeroThreshold, positive, negative } = validSnapshot(snapshot);
  const below = edgesOf(negative, scale).map((edge) => -edge);
  const edges = [
    ...below.reverse(),
    min < 0 ? -zeroThreshold : 0,
    zeroThreshold,
    ...edgesOf(positive, scale),
  ];
  const counts = [
    ...Array.from(negative.counts).reverse(),
    ...(negative.counts.length > 0 ? [0] : []),
    zeroCount,
    ...(positive.counts.length > 0 ? [0] : []),
    ...positive.counts,
  ];
  // A bucket holds its bound farther from zero.
  return edgeSeries(edges, counts, count, (value) => value <= 0);
}

/** The bounds of the buckets of a range, ascending. */
function edgesOf({ offset, counts }: BucketRange, scale: number): number[] {
  if (counts.length === 0) return [];
  return Array.from({ length: counts.length + 1 }, (_, i) => bucketLowerBound(offset + i, scale));
}
