import { wrongValue } from '../../errors.ts';
import { trimmed } from '../base/bucket-range.ts';
import { missedByBucket, missedCount, missedSum } from '../base/missed.ts';
import type { ExplicitSnapshot } from '../explicit/snapshot.ts';
import { bucketIndex, bucketLowerBound, MIN_ZERO_THRESHOLD } from '../exponential/bucket-bounds.ts';
import { coarsened, coarseningTo } from '../exponential/buckets.ts';
import type { ExponentialSnapshot } from '../exponential/snapshot.ts';
import { validOf } from '../layouts.ts';
import { type Bin, binsOf } from '../query/bins.ts';

/**
 * The snapshot as if every value in it had been recorded with `recordWithExpectedInterval`, each taken as what stands
 * for its bucket. Correct once only: while recording, or afterwards.
 *
 * The work is B log B for B buckets, whatever the interval. `HdrHistogram` has a method of its own.
 *
 * @param expectedInterval In the unit of the values, above 2^-1022 and at least 2^-50 of the largest value.
 * @throws HISTOGRAM_INTERVAL, HISTOGRAM_SNAPSHOT
 */
export function correctedForInterval<S extends ExponentialSnapshot | ExplicitSnapshot>(
  given: S,
  expectedInterval: number,
): S {
  const snapshot = validOf(given);
  const bins = binsOf(snapshot);
  const longest = bins.at(-1)?.value ?? 0;
  requireInterval(expectedInterval, longest);
  const long = bins.filter(({ value }) => missedCount(value, expectedInterval) > 0);
  if (long.length === 0) return snapshot;
  const corrected =
    snapshot.layout === 'explicit'
      ? explicitCounts(snapshot, long, expectedInterval)
      : exponentialCounts(snapshot, long, expectedInterval);
  const missed = long.map(({ value, count }) => ({
    count: count * missedCount(value, expectedInterval),
    sum: count * missedSum(value, expectedInterval),
    least: expectedInterval + (value % expectedInterval),
  }));
  // Where the missed values lie in the explicit buckets of an exponential snapshot is not known exactly.
  const { explicit: _, ...rest } = snapshot as ExponentialSnapshot;
  const whole = {
    ...rest,
    ...corrected,
    count: missed.reduce((sum, { count }) => sum + count, snapshot.count),
    sum: missed.reduce((sum, part) => sum + part.sum, snapshot.sum),
    min: missed.reduce((least, part) => Math.min(least, part.least), snapshot.min),
  };
  return Object.freeze(whole) as ExponentialSnapshot | ExplicitSnapshot as S;
}

function explicitCounts({ bounds, counts }: ExplicitSnapshot, long: readonly Bin[], interval: number) {
  const missed = missedByBucket(long, [...bounds, Infinity], interval);
  return { counts: counts.map((count, i) => count + (missed[i] as number)) };
}

function exponentialCounts(snapshot: ExponentialSnapshot, long: readonly Bin[], interval: number) {
  const { scale, maxBuckets, positive } = snapshot;
  const first = bucketIndex(interval, scale);
  const last = positive.offset + positive.counts.length - 1;
  const edges = Array.from({ length: last - first + 1 }, (_, i) => bucketLowerBound(first + i + 1, scale));
  const missed = missedByBucket(long, edges, interval);
  const start = Math.min(first, positive.offset);
  const counts = new Float64Array(last - start + 1);
  counts.set(missed, first - start);
  positive.counts.forEach((count, i) => {
    const at = positive.offset + i - start;
    counts[at] = (counts[at] as number) + count;
  });
  const buckets = { ...snapshot, positive: trimmed(start, counts) };
  return coarsened(buckets, coarseningTo(buckets, maxBuckets));
}

function requireInterval(interval: number, longest: number): void {
  const least = Math.max(MIN_ZERO_THRESHOLD, longest * 2 ** -50);
  if (typeof interval === 'number' && interval > least && interval < Infinity) return;
  throw wrongValue(
    'HISTOGRAM_INTERVAL',
    'expectedInterval',
    `a number above ${least}`,
    interval,
    'Pass the time between two measurements, in the unit of the values.',
  );
}
