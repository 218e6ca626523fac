/**
 * Recording: a batch of doubles into the buckets. Four values at a time as long as they are ordinary (finite,
 * positive, inside the window); the rare group that is not goes one by one through `recordOne`, which rejects,
 * counts zeros and negatives, moves the window or lowers the scale. A second pass counts the same values in explicit
 * buckets where there are bounds (measured: as fast as one pass for both, and without bounds it costs nothing).
 */
import { acceptLanes, acceptTotals, acceptWeighted, sumOfLanes } from '../batch';
import { add } from '../counter';
import { increment } from '../counting';
import { INFINITY_BITS, MAGNITUDE_MASK, SMALLEST_NORMAL_BITS } from '../float';
import { Exponential } from './layout';
import { biasedIndex, indexShift } from './mapping';
import { Window } from '../window';

/** Records n doubles at `from`, and may write over them and over what lies behind them. */
export function record(histogram: Exponential, from: usize, n: i32): void {
  if (!histogram.expect(n)) {
    histogram.reject(n);
    return;
  }
  histogram.pending += u64(n);
  const groupsEnd = from + (usize(n & ~3) << 3);
  const end = from + (usize(n) << 3);
  let at = from;
  while (at < groupsEnd) {
    at = histogram.positive.narrow
      ? recordGroups<u8>(histogram, at, groupsEnd)
      : recordGroups<u32>(histogram, at, groupsEnd);
    for (let until = min(at + 32, groupsEnd); at < until; at += 8) n -= recordOne(histogram, at);
  }
  for (; at < end; at += 8) n -= recordOne(histogram, at);
  const bounded = histogram.bounded;
  if (bounded) bounded.count(from, end, n, histogram.min);
}

/**
 * Records groups of four from `from` on, up to `end` or to the first group with a value out of the ordinary; returns
 * where it stopped. There is one group at least.
 *
 * @typeParam T how wide counts are
 */
function recordGroups<T>(histogram: Exponential, from: usize, end: usize): usize {
  const toIndex = indexShift(histogram.scale);
  const length = u32(histogram.fastLength);
  const start = histogram.positive.start;
  const counts = histogram.positive.counts;
  let at = from;
  if (ASC_FEATURE_SIMD) {
    let sumLow = f64x2.splat(0);
    let sumHigh = f64x2.splat(0);
    let least = f64x2.splat(histogram.min);
    let most = f64x2.splat(histogram.max);
    do {
      const i = biasedIndex(load<u64>(at), toIndex) - start;
      const j = biasedIndex(load<u64>(at, 8), toIndex) - start;
      const k = biasedIndex(load<u64>(at, 16), toIndex) - start;
      const l = biasedIndex(load<u64>(at, 24), toIndex) - start;
      const iCount = counts + (usize(i) << alignof<T>());
      const jCount = counts + (usize(j) << alignof<T>());
      const kCount = counts + (usize(k) << alignof<T>());
      const lCount = counts + (usize(l) << alignof<T>());
      if (u32(i | j | k | l) >= length) break;
      increment<T>(iCount);
      increment<T>(jCount);
      increment<T>(kCount);
      increment<T>(lCount);
      const low = v128.load(at);
      const high = v128.load(at, 16);
      sumLow = f64x2.add(sumLow, low);
      sumHigh = f64x2.add(sumHigh, high);
      least = f64x2.pmin(least, f64x2.pmin(low, high));
      most = f64x2.pmax(most, f64x2.pmax(low, high));
      at += 32;
    } while (at < end);
    acceptLanes(histogram, u64(at - from) >> 3, sumOfLanes(sumLow, sumHigh), least, most);
  } else {
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let sum3: f64 = 0;
    let least = histogram.min;
    let most = histogram.max;
    do {
      const v0 = load<f64>(at);
      const v1 = load<f64>(at, 8);
      const v2 = load<f64>(at, 16);
      const v3 = load<f64>(at, 24);
      const i = biasedIndex(reinterpret<u64>(v0), toIndex) - start;
      const j = biasedIndex(reinterpret<u64>(v1), toIndex) - start;
      const k = biasedIndex(reinterpret<u64>(v2), toIndex) - start;
      const l = biasedIndex(reinterpret<u64>(v3), toIndex) - start;
      if (u32(i | j | k | l) >= length) break;
      increment<T>(counts + (usize(i) << alignof<T>()));
      increment<T>(counts + (usize(j) << alignof<T>()));
      increment<T>(counts + (usize(k) << alignof<T>()));
      increment<T>(counts + (usize(l) << alignof<T>()));
      sum0 += v0;
      sum1 += v1;
      sum2 += v2;
      sum3 += v3;
      // Comparisons, not min and max, which cost twice as much for the NaN that cannot come here.
      least = v0 < least ? v0 : least;
      least = v1 < least ? v1 : least;
      least = v2 < least ? v2 : least;
      least = v3 < least ? v3 : least;
      most = v0 > most ? v0 : most;
      most = v1 > most ? v1 : most;
      most = v2 > most ? v2 : most;
      most = v3 > most ? v3 : most;
      at += 32;
    } while (at < end);
    acceptTotals(histogram, u64(at - from) >> 3, sum0 + sum2 + (sum1 + sum3), least, most);
  }
  return at;
}

/** Any double at all. What is no finite number, or finds no room, is rejected and becomes NaN; returns 1 for it, else 0. */
function recordOne(histogram: Exponential, at: usize): i32 {
  const value = load<f64>(at);
  const magnitude = reinterpret<u64>(value) & MAGNITUDE_MASK;
  const window = value > 0 ? histogram.positive : histogram.negative;
  if (magnitude <= SMALLEST_NORMAL_BITS) {
    histogram.zeroCount = add(histogram.zeroCount, 1);
  } else {
    const slot = slotOf(histogram, window, magnitude); // first: it may move the counts
    if (slot < 0) {
      histogram.reject(1);
      store<f64>(at, NaN);
      return 1;
    }
    window.add(slot, 1);
  }
  acceptWeighted(histogram, value, 1);
  return 0;
}

/**
 * The place of a magnitude in the window, which is moved or grown to hold it if need be; -1 where there is no room, or
 * the value is no finite number.
 */
function slotOf(histogram: Exponential, window: Window, magnitude: u64): i32 {
  if (magnitude >= INFINITY_BITS) return -1;
  let index = biasedIndex(magnitude, indexShift(histogram.scale));
  if (u32(index - window.start) >= u32(window.length)) {
    if (!histogram.cover(window, index, index)) return -1;
    index = biasedIndex(magnitude, indexShift(histogram.scale));
  }
  return index - window.start;
}

/** Records one value `times` times, times >= 1. */
export function recordWeighted(histogram: Exponential, value: f64, times: u64): void {
  const magnitude = reinterpret<u64>(value) & MAGNITUDE_MASK;
  const window = value > 0 ? histogram.positive : histogram.negative;
  if (magnitude <= SMALLEST_NORMAL_BITS) {
    histogram.zeroCount = add(histogram.zeroCount, times);
  } else {
    const slot = slotOf(histogram, window, magnitude);
    if (slot < 0 || !addCount(histogram, window, slot, times)) {
      // Which may have seated it for this value alone, and a window is never without a count at all.
      if (window.isEmpty()) histogram.unseat(window);
      histogram.reject(times);
      return;
    }
  }
  const bounded = histogram.bounded;
  if (bounded) bounded.add(value, f64(times));
  acceptWeighted(histogram, value, times);
}

/** Adds to one bucket: to what is pending while nothing can overflow, else in u64; false where there is no room. */
export function addCount(histogram: Exponential, window: Window, at: i32, times: u64): bool {
  if (times > u64(u32.MAX_VALUE) - histogram.pending) {
    if (!window.widen()) return false;
    window.addSpilled(at, times);
    return true;
  }
  if (!histogram.expect(times)) return false;
  histogram.pending += times;
  window.add(at, u32(times));
  return true;
}
