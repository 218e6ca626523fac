/** How many values of an exponential snapshot lie where. */
import { countAtBounds } from '../base/bounds.ts';
import { countsAtOrUnder } from './at-or-under.ts';
import { bucketIndex } from './bucket-bounds.ts';
import type { ExponentialSnapshot } from './snapshot.ts';

/**
 * From `low` to `high`, both included: every bucket counts that overlaps the range, so never too low. Values are left
 * out that lie outside of it by the explicit buckets.
 */
export function exponentialCountBetween(snapshot: ExponentialSnapshot, low: number, high: number): number {
  // Nothing lies in a range that ends before it begins, however wide the buckets are.
  if (low > high) return 0;
  return (countsAtOrUnder([high])(snapshot)[0] as number) - countBelow(snapshot, low);
}

/** How many values are known to lie below a number: never too high. */
function countBelow(snapshot: ExponentialSnapshot, low: number): number {
  const { count, min, max, positive, negative, explicit } = snapshot;
  // What may be at or above it is, seen from the other side, what may be at or under it.
  const mirrored = { ...snapshot, min: -max, max: -min, positive: negative, negative: positive };
  const { explicit: _, ...buckets } = mirrored;
  const below = count - (countsAtOrUnder([-low])(buckets)[0] as number);
  if (explicit === undefined) return below;
  const exact = explicit.counts.reduce(
    (sum, one, i) => ((explicit.bounds[i] ?? Infinity) < low ? sum + one : sum),
    0,
  );
  return Math.max(below, exact);
}

/** In the bucket that holds the value; of the two kinds of buckets, that which holds fewer. */
export function exponentialCountAt(snapshot: ExponentialSnapshot, value: number): number {
  const { explicit } = snapshot;
  const inBucket = bucketCount(snapshot, value);
  return explicit === undefined ? inBucket : Math.min(inBucket, countAtBounds(explicit, value));
}

function bucketCount(snapshot: ExponentialSnapshot, value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return 0;
  if (magnitude <= snapshot.zeroThreshold) return snapshot.zeroCount;
  const { offset, counts } = value > 0 ? snapshot.positive : snapshot.negative;
  return counts[bucketIndex(magnitude, snapshot.scale) - offset] ?? 0;
}
