/**
 * Ranks: how many recorded values are at or under a bound, several bounds in one pass. The bucket that holds the bound
 * counts as under it: no answer is ever too low, and too high only by values of that bucket, which lie within a factor
 * of base of the bound. Outside of min..max the answer is exact.
 */
import { SMALLEST_NORMAL_BITS } from '../float';
import { Exponential } from './layout';
import { lowerBound } from './mapping';
import { Window } from '../window';

let next: usize = 0;
let end: usize = 0;
let seen: f64 = 0;

/** Replaces the n bounds at `at`, ascending and no NaN, by the count of values at or under each. */
export function ranks(histogram: Exponential, at: usize, n: i32): void {
  next = at;
  end = at + (usize(n) << 3);
  seen = 0;
  answerUnder(histogram.min);
  descend(histogram, histogram.negative);
  if (histogram.zeroCount) {
    // Which holds subnormal values of either sign.
    answerUnder(-reinterpret<f64>(SMALLEST_NORMAL_BITS));
    seen += f64(histogram.zeroCount);
  }
  ascend(histogram, histogram.positive);
  for (const count = f64(histogram.count); next < end; next += 8) {
    store<f64>(next, load<f64>(next) < histogram.max ? seen : count);
  }
}

/** Answers the bounds that lie under `value`, which is the next one up. */
function answerUnder(value: f64): void {
  while (next < end && load<f64>(next) < value) {
    store<f64>(next, seen);
    next += 8;
  }
}

/** Answers the bounds at or under `value`, which a bucket lies above. */
function answerUpTo(value: f64): void {
  while (next < end && load<f64>(next) <= value) {
    store<f64>(next, seen);
    next += 8;
  }
}

function ascend(histogram: Exponential, window: Window): void {
  for (let i = 0; i < window.length && next < end; i++) {
    const count = window.count(i);
    if (!count) continue;
    answerUpTo(lowerBound(window.start + i, histogram.scale));
    seen += f64(count);
  }
}

function descend(histogram: Exponential, window: Window): void {
  for (let i = window.length - 1; i >= 0 && next < end; i--) {
    const count = window.count(i);
    if (!count) continue;
    answerUnder(-lowerBound(window.start + i + 1, histogram.scale));
    seen += f64(count);
  }
}
