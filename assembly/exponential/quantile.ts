/**
 * Quantiles: the value of nearest rank, several in one pass over the buckets, from the most negative to the most
 * positive. The minimum and the maximum answer for 0 and for the last rank where they are values; where they are only
 * bounds, the end of a bucket would be twice as far from the value as what stands for the bucket.
 */
import { BLOCK, blockCount, bucketOfNth, nearestRank } from '../counting';
import { add } from '../counter';
import { Exponential } from './layout';
import { centre, lowerBound } from './mapping';
import { Window } from '../window';

/** The quantile to answer next, where the quantiles end, and its rank. */
let next: usize = 0;
let end: usize = 0;
let rank: u64 = 0;
/** How many values the pass has left behind. */
let seen: u64 = 0;

/** Replaces the n quantiles at `at`, ascending in [0, 1], by their values. The histogram is not empty. */
export function quantiles(histogram: Exponential, at: usize, n: i32): void {
  next = at;
  end = at + (usize(n) << 3);
  seen = 0;
  if (histogram.min != histogram.minBound) {
    for (; next < end && load<f64>(next) <= 0; next += 8) store<f64>(next, histogram.min);
  }
  aim(histogram);
  if (histogram.negative.length) descend(histogram, histogram.negative);
  seen = add(seen, histogram.zeroCount);
  while (next < end && rank <= seen) answer(histogram, 0);
  if (histogram.positive.length) ascend(histogram, histogram.positive);
  for (; next < end; next += 8) store<f64>(next, histogram.max);
}

/** Takes up the next quantile. */
function aim(histogram: Exponential): void {
  if (next < end) rank = nearestRank(load<f64>(next), histogram.count);
}

/** Answers a quantile whose rank lies among values that `value` stands for. */
function answer(histogram: Exponential, value: f64): void {
  // What stands for a bucket may lie outside of what was recorded.
  if (value < histogram.min) value = histogram.min;
  if (value > histogram.max || isLast(histogram)) value = histogram.max;
  store<f64>(next, value);
  next += 8;
  aim(histogram);
}

/** Whether the rank is that of the maximum, and the maximum a value. */
function isLast(histogram: Exponential): bool {
  return rank == histogram.count && histogram.max != histogram.maxBound;
}

/** Whole blocks are passed by until one holds the rank; only that one is walked. */
function ascend(histogram: Exponential, window: Window): void {
  const middle = centre(histogram.scale);
  for (let block = 0; block < window.length && next < end;) {
    const upTo = add(seen, blockCount(window, block));
    if (upTo < rank) {
      seen = upTo;
      block += BLOCK;
    } else {
      const index = window.start + bucketOfNth(window, block, rank - seen);
      answer(histogram, lowerBound(index, histogram.scale) * middle);
    }
  }
}

/** Negative values: the largest magnitude is the smallest value. */
function descend(histogram: Exponential, window: Window): void {
  const middle = centre(histogram.scale);
  for (let i = window.length - 1; i >= 0 && next < end; i--) {
    seen = add(seen, window.count(i));
    while (next < end && rank <= seen)
      answer(histogram, -lowerBound(window.start + i, histogram.scale) * middle);
  }
}
