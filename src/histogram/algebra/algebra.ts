/** Queries and sums of snapshots, for whoever holds no histogram. The work is the kernel's. */
import { Histogram } from '../exponential/exponential.ts';
import { withZeroThreshold } from '../exponential/zero-threshold.ts';
import { type ExponentialSnapshot, validSnapshot } from '../snapshot.ts';

/**
 * One snapshot that equals recording everything in one histogram, in whatever order and grouping. Exact for counts;
 * the scale is the coarsest of the parts, or coarser where they spread wider than the smallest `maxBuckets` among
 * them. Of unequal zero thresholds, the largest holds for all. Without parts: an empty snapshot.
 *
 * @throws HISTOGRAM_SNAPSHOT
 */
export function mergeSnapshots(snapshots: Iterable<ExponentialSnapshot>): ExponentialSnapshot {
  const parts = Array.from(snapshots, validSnapshot);
  const maxBuckets = parts.reduce((least, part) => Math.min(least, part.maxBuckets), Infinity);
  const threshold = parts.reduce((most, part) => Math.max(most, part.zeroThreshold), 0);
  const [first] = parts;
  const whole = first ? new Histogram({ scale: first.scale, maxBuckets }) : new Histogram();
  try {
    for (const part of parts) whole.merge(part);
    return withZeroThreshold(whole.snapshot(), threshold);
  } finally {
    whole.dispose();
  }
}

/** `Histogram.quantiles` of a snapshot. @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_QUANTILE_RANGE */
export function quantilesOf(snapshot: ExponentialSnapshot, qs: readonly number[]): number[] {
  return reading(snapshot, (histogram) => histogram.quantiles(qs));
}

/**
 * The cumulative counts at each upper bound `le`, as a classic Prometheus histogram has them; without +Inf, which
 * is `count`. A value is counted on the wrong side of a bound only if it lies within (base - 1) / (base + 1) of it.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_BOUND
 */
export function bucketCounts(snapshot: ExponentialSnapshot, bounds: readonly number[]): number[] {
  return reading(snapshot, (histogram) => histogram.countsAtOrUnder(bounds));
}

function reading<T>(snapshot: ExponentialSnapshot, read: (histogram: Histogram) => T): T {
  const histogram = Histogram.from(snapshot);
  try {
    return read(histogram);
  } finally {
    histogram.dispose();
  }
}
