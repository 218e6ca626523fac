/**
 * How many values of an exponential snapshot lie at or under a bound. Exact at bounds that the values were counted in.
 * At any other the exponential bucket that holds the bound counts as under it, drawn in to the exact counts above and
 * beneath: never too low, too high only by values of that bucket, and never falling as the bound rises.
 *
 * With base 2, the values 3 and 5 and the bound 4 counted exactly, of the buckets (2, 4] and (4, 8]:
 *
 *     at or under    2.5    4    4.5        2.5: the bucket (2, 4] holds it, so 3 counts as under it
 *     estimate         1    1      2        4.5: the bucket (4, 8] holds it, so 5 counts as under it
 *
 * What is recorded live is asked for the same in the kernel, assembly/exponential/rank.ts; a test holds both equal.
 */
import { ascendingOrder } from '../base/doubles.ts';
import { bucketIndex, bucketLowerBound, MIN_ZERO_THRESHOLD } from './bucket-bounds.ts';
import { type ExplicitBuckets, type ExponentialSnapshot, restoreExponential } from './snapshot.ts';

/** Answers for one snapshot, in the order of the bounds. */
export type CountsAtOrUnder = (snapshot: ExponentialSnapshot) => number[];

/**
 * For many snapshots: where a bound falls among the buckets depends on the scale alone, and is found once (measured:
 * 0.4 us a snapshot for 14 bounds). Takes snapshots from JSON as well; does not check them.
 *
 * @param bounds no NaN.
 */
export function countsAtOrUnder(bounds: readonly number[]): CountsAtOrUnder {
  const order = ascendingOrder(bounds);
  if (order === undefined) return ascendingCounts(bounds);
  const counts = ascendingCounts(order.map((i) => bounds[i] as number));
  return (snapshot) => {
    const ascending = counts(snapshot);
    const answers = new Array<number>(bounds.length);
    order.forEach((at, i) => {
      answers[at] = ascending[i] as number;
    });
    return answers;
  };
}

function ascendingCounts(bounds: readonly number[]): CountsAtOrUnder {
  const placesByScale = new Map<number, readonly Place[]>();
  return (given) => {
    const exact = given.explicit && exactCounts(bounds, given.explicit);
    if (exact !== undefined) return exact;
    const snapshot = restoreExponential(given);
    const { explicit, scale } = snapshot;
    let places = placesByScale.get(scale);
    if (places === undefined) {
      places = bounds.map((bound) => placeOf(bound, scale));
      placesByScale.set(scale, places);
    }
    const counts = estimates(snapshot, places);
    return explicit === undefined ? counts : drawnIn(counts, bounds, explicit);
  };
}

/** Cumulative counts where the bounds are the first ones of the explicit buckets, as they nearly always are: without a search. */
function exactCounts(
  bounds: readonly number[],
  { bounds: own, counts }: ExplicitBuckets,
): number[] | undefined {
  const cumulative = new Array<number>(bounds.length);
  let total = 0;
  for (let i = 0; i < bounds.length; i++) {
    if (bounds[i] !== own[i]) return undefined;
    total += counts[i] as number;
    cumulative[i] = total;
  }
  return cumulative;
}

/** Which buckets count as under a bound: those that lie under it, and the one that holds it. */
interface Place {
  readonly bound: number;
  /** The index of the innermost negative bucket that does not: with a larger one they do. */
  readonly negativeAbove: number;
  /** The index of the last positive bucket that does. */
  readonly positiveUpTo: number;
}

function placeOf(bound: number, scale: number): Place {
  const magnitude = Math.abs(bound);
  let index = bucketIndex(Math.max(magnitude, MIN_ZERO_THRESHOLD), scale);
  // Among subnormal numbers, where the kernel's table ends.
  if (magnitude <= bucketLowerBound(index, scale)) index--;
  return {
    bound,
    // Bucket i holds -base^(i+1), but not -base^i.
    negativeAbove: bound < 0 ? index - 1 : -Infinity,
    positiveUpTo: bound > 0 ? index : -Infinity,
  };
}

/** One walk from the most negative bucket to the largest positive one. */
function estimates(snapshot: ExponentialSnapshot, places: readonly Place[]): number[] {
  const { count, min, max, zeroCount, zeroThreshold, positive, negative } = snapshot;
  let seen = 0;
  let negatives = negative.counts.length;
  let positives = 0;
  let hasZeros = false;
  return places.map(({ bound, negativeAbove, positiveUpTo }) => {
    if (bound >= max) return count;
    // Also where there are no values, and the minimum is NaN.
    if (!(bound >= min)) return 0;
    const first = Math.max(0, negativeAbove + 1 - negative.offset);
    while (negatives > first) seen += negative.counts[--negatives] as number;
    if (!hasZeros && bound >= -zeroThreshold) {
      hasZeros = true;
      seen += zeroCount;
    }
    const end = Math.min(positive.counts.length, positiveUpTo + 1 - positive.offset);
    while (positives < end) seen += positive.counts[positives++] as number;
    return seen;
  });
}

/** Estimates between the exact counts above and beneath them; exact ones at the explicit buckets' own bounds. */
export function drawnIn(
  counts: readonly number[],
  asked: readonly number[],
  { bounds, counts: inBuckets }: ExplicitBuckets,
): number[] {
  let seen = 0;
  const exact = Array.from(inBuckets, (count) => (seen += count));
  return asked.map((bound, i) => {
    const above = bounds.findIndex((one) => one > bound);
    const bucket = above === -1 ? bounds.length : above;
    const beneath = exact[bucket - 1] ?? 0;
    if (bounds[bucket - 1] === bound) return beneath;
    return Math.min(Math.max(counts[i] as number, beneath), exact[bucket] as number);
  });
}
