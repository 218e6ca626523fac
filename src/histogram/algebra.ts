/** Queries and sums of snapshots, for whoever holds no histogram. The work is the kernel's. */
import { Histogram } from './exponential.ts';
import type { ExponentialSnapshot } from './snapshot.ts';

/**
 * One snapshot that equals recording everything in one histogram. Exact for counts; the scale is the coarsest of
 * the parts, or coarser where they spread wide. Without parts: an empty snapshot.
 *
 * @throws HISTOGRAM_SNAPSHOT
 */
export function mergeSnapshots(snapshots: Iterable<ExponentialSnapshot>): ExponentialSnapshot {
  let whole: Histogram | undefined;
  try {
    for (const snapshot of snapshots) {
      if (whole) whole.merge(snapshot);
      else whole = Histogram.from(snapshot);
    }
    whole ??= new Histogram();
    return whole.snapshot();
  } finally {
    whole?.dispose();
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
