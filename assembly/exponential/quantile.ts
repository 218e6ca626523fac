/**
 * Quantiles: the value of nearest rank, several in one pass over the buckets, from the most negative to the most
 * positive.
 */
import { BLOCK, blockCount, nearestRank } from '../counting';
import { add } from '../counter';
import { Exponential } from './layout';
import { representative } from './mapping';
import { Window } from '../window';

/** Where the pass stands. */
let rank: u64 = 0;
let seen: u64 = 0;
let next: usize = 0;
let end: usize = 0;

/** Replaces the n quantiles at `at`, ascending in [0, 1], by their values. The histogram is not empty. */
export function quantiles(histogram: Exponential, at: usize, n: i32): void {
  next = at;
  end = at + (usize(n) << 3);
  seen = 0;
  while (next < end && load<f64>(next) <= 0) answer(histogram.min);
  aim(histogram);
  descend(histogram, histogram.negative);
  if (next < end && passes(histogram.zeroCount)) settle(histogram, 0);
  ascend(histogram, histogram.positive);
  while (next < end) answer(histogram.max);
}

function answer(value: f64): void {
  store<f64>(next, value);
  next += 8;
}

/** The rank of the next quantile. */
function aim(histogram: Exponential): void {
  if (next < end) rank = nearestRank(load<f64>(next), histogram.count);
}

/** Passes `count` values; true if a quantile is among them. */
// @ts-ignore: decorator
@inline
function passes(count: u64): bool {
  seen = add(seen, count);
  return rank <= seen;
}

/** Answers the quantiles whose rank has been passed with what stands for the values passed last. */
function settle(histogram: Exponential, value: f64): void {
  // The ends are known exactly; a bucket's representative may lie outside of what was recorded.
  const within = min(max(value, histogram.min), histogram.max);
  while (next < end && rank <= seen) {
    answer(rank == histogram.count ? histogram.max : within);
    aim(histogram);
  }
}

/** Whole blocks are passed by until one holds the rank; only that one is walked. */
function ascend(histogram: Exponential, window: Window): void {
  for (let block = 0; block < window.length && next < end; block += BLOCK) {
    const upTo = add(seen, blockCount(window, block));
    if (upTo < rank) {
      seen = upTo;
      continue;
    }
    for (let i = block, last = block + BLOCK; i < last && next < end; i++) {
      if (passes(window.count(i))) settle(histogram, representative(window.start + i, histogram.scale));
    }
  }
}

/** Negative values: the largest magnitude is the smallest value. */
function descend(histogram: Exponential, window: Window): void {
  for (let i = window.length - 1; i >= 0 && next < end; i--) {
    if (passes(window.count(i))) settle(histogram, -representative(window.start + i, histogram.scale));
  }
}
