/**
 * Classic buckets out of exponential ones, for many series of one metric.
 *
 * Where a bound falls among the buckets depends on the scale alone, so the kernel is asked once per bound and
 * scale; after that a series is one walk over its counts. The numbers are those of `bucketCounts`, which measured
 * 7 us a series against 0.4 us here, and which still serves what this walk does not cover: negative values.
 */

import { type BucketRange, bucketCounts, type ExponentialSnapshot, Histogram } from '../histogram/index.ts';
import { restoreExponential } from '../histogram/inner.ts';

export type ClassicBuckets = (snapshot: ExponentialSnapshot) => readonly number[];

/** @param bounds ascending, without +Inf */
export function classicBuckets(bounds: readonly number[]): ClassicBuckets {
  const lastUnderByScale = new Map<number, readonly number[]>();
  return (given) => {
    const snapshot = restoreExponential(given);
    const { explicit } = snapshot;
    // Counted in the very buckets.
    if (explicit !== undefined && bounds.every((bound, i) => bound === explicit.bounds[i])) {
      let seen = 0;
      return bounds.map((_, i) => (seen += explicit.counts[i] as number));
    }
    if (snapshot.negative.counts.length > 0 || explicit !== undefined)
      return bucketCounts(copyOf(snapshot), bounds);
    const lastUnder = lastUnderByScale.get(snapshot.scale);
    if (lastUnder !== undefined) return walk(snapshot, bounds, lastUnder);
    const copy = copyOf(snapshot);
    const found = bounds.map((bound) => lastBucketUnder(bound, snapshot.scale));
    lastUnderByScale.set(snapshot.scale, found);
    return walk(copy, bounds, found);
  };
}

/** What is read in place is written over as soon as the kernel is asked for anything. */
function copyOf(snapshot: ExponentialSnapshot): ExponentialSnapshot {
  const kept = ({ offset, counts }: BucketRange): BucketRange => ({ offset, counts: counts.slice() });
  return { ...snapshot, positive: kept(snapshot.positive), negative: kept(snapshot.negative) };
}

function walk(
  { count, min, max, zeroCount, positive }: ExponentialSnapshot,
  bounds: readonly number[],
  lastUnder: readonly number[],
): number[] {
  const cumulative = new Array<number>(bounds.length);
  const { counts, offset } = positive;
  let seen = zeroCount;
  let next = 0;
  for (let i = 0; i < bounds.length; i++) {
    const bound = bounds[i] as number;
    if (bound >= max) {
      cumulative[i] = count;
    } else if (!(bound >= min) || bound < 0) {
      // The zero bucket may hold values under 0, but stands for 0. The comparisons fail for an empty series.
      cumulative[i] = 0;
    } else {
      const end = Math.min(counts.length, (lastUnder[i] as number) - offset + 1);
      while (next < end) seen += counts[next++] as number;
      cumulative[i] = seen;
    }
  }
  return cumulative;
}

/** The index of the last positive bucket that counts as under the bound: the one that holds it. */
function lastBucketUnder(bound: number, scale: number): number {
  const histogram = new Histogram({ scale });
  histogram.record(bound);
  const holding = histogram.snapshot();
  histogram.dispose();
  // No bucket is under a bound that is negative or too small for one.
  if (holding.positive.counts.length === 0) return Number.NEGATIVE_INFINITY;
  // The bucket that holds the bound counts as under it: no count is ever too low.
  return holding.positive.offset;
}
