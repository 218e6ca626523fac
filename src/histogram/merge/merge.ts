/** Queries and sums of snapshots, for whoever holds no histogram. The work is the kernel's. */

import { equalBounds } from '../base/bounds.ts';
import { Histogram } from '../exponential/histogram.ts';
import {
  type ExplicitBuckets,
  type ExponentialSnapshot,
  restoreSnapshot,
  validSnapshot,
} from '../exponential/snapshot.ts';
import { withZeroThreshold } from '../exponential/zero-threshold.ts';

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
    const merged = withZeroThreshold(whole.snapshot(), threshold);
    const explicit = mergedExplicit(parts);
    return explicit === undefined ? merged : Object.freeze({ ...merged, explicit });
  } finally {
    whole.dispose();
  }
}

/**
 * Explicit buckets of all parts: at the bounds that all of them have, counts stay exact. An empty part says nothing about
 * bounds; one that was not counted in any leaves none.
 */
function mergedExplicit(parts: readonly ExponentialSnapshot[]): ExplicitBuckets | undefined {
  const filled = parts.filter(({ count }) => count > 0);
  const all = (filled.length > 0 ? filled : parts).map(({ explicit }) => explicit);
  const [first] = all;
  if (first === undefined || all.includes(undefined)) return undefined;
  const buckets = all as ExplicitBuckets[];
  const bounds = buckets.every((one) => equalBounds(one.bounds, first.bounds))
    ? first.bounds
    : first.bounds.filter((bound) => buckets.every((one) => one.bounds.includes(bound)));
  if (bounds.length === 0) return undefined;
  const counts = new Float64Array(bounds.length + 1);
  for (const one of buckets) {
    one.counts.forEach((count, i) => {
      // Into the bucket of the first common bound that is not under its own.
      const upper = one.bounds[i] ?? Infinity;
      const found = bounds === one.bounds ? i : bounds.findIndex((bound) => bound >= upper);
      const at = found === -1 ? bounds.length : found;
      counts[at] = (counts[at] as number) + count;
    });
  }
  return { bounds, counts };
}

/** `Histogram.quantiles` of a snapshot. @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_QUANTILE_RANGE */
export function quantilesOf(snapshot: ExponentialSnapshot, qs: readonly number[]): number[] {
  return reading(snapshot, (histogram) => histogram.quantiles(qs));
}

/**
 * The cumulative counts at each upper bound `le`, as a classic Prometheus histogram has them; without +Inf, which
 * is `count`. Exact at bounds that the histogram was made with. At others the bucket that holds the bound counts as under
 * it: never too low, and too high only by values of that one bucket.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_BOUND
 */
export function bucketCounts(snapshot: ExponentialSnapshot, bounds: readonly number[]): number[] {
  const counts = reading(snapshot, (histogram) => histogram.countsAtOrUnder(bounds));
  const { explicit } = restoreSnapshot(snapshot);
  if (explicit === undefined) return counts;
  return bounds.map((bound, i) => exactCount(explicit, bound) ?? (counts[i] as number));
}

/** Values at or under one of the bounds; undefined for any other bound. */
function exactCount({ bounds, counts }: ExplicitBuckets, bound: number): number | undefined {
  const at = bounds.indexOf(bound);
  return at === -1 ? undefined : counts.slice(0, at + 1).reduce((sum, count) => sum + count, 0);
}

function reading<T>(snapshot: ExponentialSnapshot, read: (histogram: Histogram) => T): T {
  const histogram = Histogram.from(snapshot);
  try {
    return read(histogram);
  } finally {
    histogram.dispose();
  }
}
