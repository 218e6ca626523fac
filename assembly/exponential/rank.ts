/**
 * Ranks: how many recorded values are at or under a bound, several bounds in one pass. A bucket is under a bound
 * when what stands for its values is, so a value is counted on the wrong side only if it lies within
 * (base - 1) / (base + 1) of the bound. Outside of min..max the answer is exact.
 */
import { Exponential } from './layout';
import { centre, lowerBound } from './mapping';
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
  if (histogram.zeroCount) pass(f64(histogram.zeroCount), 0);
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

function pass(count: f64, value: f64): void {
  answerUnder(value);
  seen += count;
}

function ascend(histogram: Exponential, window: Window): void {
  const middle = centre(histogram.scale);
  for (let i = 0; i < window.length && next < end; i++) {
    const count = window.count(i);
    if (count) pass(f64(count), within(histogram, lowerBound(window.start + i, histogram.scale) * middle));
  }
}

function descend(histogram: Exponential, window: Window): void {
  const middle = centre(histogram.scale);
  for (let i = window.length - 1; i >= 0 && next < end; i--) {
    const count = window.count(i);
    if (count) pass(f64(count), within(histogram, -lowerBound(window.start + i, histogram.scale) * middle));
  }
}

/** What stands for a bucket may lie outside of what was recorded; then the nearest recorded end does. */
function within(histogram: Exponential, value: f64): f64 {
  return min(max(value, histogram.min), histogram.max);
}
