/**
 * Quantiles: the value of nearest rank, max(1, ceil(q * count)), several in one pass over the buckets, from the
 * most negative to the most positive. q is taken one unit in the last place lower, so that 0.07 of 100 values
 * means the seventh and not, by the rounding of 0.07, the eighth.
 */
import { below } from '../float';
import { Exponential } from './layout';
import { representative } from './mapping';
import { Window } from './window';

/** Buckets whose counts are summed at once on the way to a rank. */
const BLOCK: i32 = 16;

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
  if (next < end) pass(histogram, histogram.zeroCount, 0);
  ascend(histogram, histogram.positive);
  while (next < end) answer(histogram.max);
}

function answer(value: f64): void {
  store<f64>(next, value);
  next += 8;
}

/** The rank of the next quantile. */
function aim(histogram: Exponential): void {
  if (next >= end) return;
  const q = load<f64>(next);
  rank = q >= 1 ? histogram.count : max<u64>(1, u64(Math.ceil(below(q) * f64(histogram.count))));
}

/** Passes `count` values that `value` stands for, answering the quantiles whose rank is among them. */
function pass(histogram: Exponential, count: u64, value: f64): void {
  seen += count;
  while (next < end && rank <= seen) {
    // The ends are known exactly; a bucket's representative may lie outside of what was recorded.
    answer(rank == histogram.count ? histogram.max : min(max(value, histogram.min), histogram.max));
    aim(histogram);
  }
}

function ascend(histogram: Exponential, window: Window): void {
  const length = window.length;
  for (let i = 0; i < length && next < end; i++) {
    for (; i < length; i += BLOCK) {
      const upTo = seen + blockCount(window, i);
      if (upTo >= rank) break;
      seen = upTo;
    }
    if (i >= length) return;
    const count = window.count(i);
    if (count) pass(histogram, count, representative(window.start + i, histogram.scale));
  }
}

/** Negative values: the largest magnitude is the smallest value. */
function descend(histogram: Exponential, window: Window): void {
  for (let i = window.length - 1; i >= 0 && next < end; i--) {
    const count = window.count(i);
    if (count) pass(histogram, count, -representative(window.start + i, histogram.scale));
  }
}

/** The counts of BLOCK buckets. In u32 they cannot overflow: their sum is at most the histogram's `pending`. */
// @ts-ignore: decorator
@inline
function blockCount(window: Window, i: i32): u64 {
  const at = window.counts + (usize(i) << 2);
  let count: u64 = 0;
  if (ASC_FEATURE_SIMD) {
    let sum = i32x4.add(i32x4.add(v128.load(at), v128.load(at, 16)), i32x4.add(v128.load(at, 32), v128.load(at, 48)));
    sum = i32x4.add(sum, i32x4.shuffle(sum, sum, 2, 3, 0, 1));
    count = u64(u32(i32x4.extract_lane(sum, 0)) + u32(i32x4.extract_lane(sum, 1)));
  } else {
    for (let j = 0; j < BLOCK; j++) count += u64(load<u32>(at + (usize(j) << 2)));
  }
  if (window.spill) {
    for (let j = 0; j < BLOCK; j++) count += load<u64>(window.spill + (usize(i + j) << 3));
  }
  return count;
}
