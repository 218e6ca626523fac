/**
 * Recording: every double is counted in its bucket, four at a time, without a look at what it is. Only when
 * the sum of the batch says that a NaN or an infinity was among them (or that the sum has left the range of
 * doubles) are those taken out again and the rest added up anew: ordinary batches pay nothing for it.
 */
import { acceptLanes, acceptValue, acceptWeighted, batchMax, batchMin, batchSum, beginBatch, endBatch } from '../batch';
import { Explicit, LANES_SHIFT } from './layout';
import { slotOf } from './segments';

/** Records n doubles at `from`. */
export function record(histogram: Explicit, from: usize, n: i32): void {
  if (histogram.pending + u64(n) > u64(u32.MAX_VALUE)) histogram.fold();
  histogram.pending += u64(n);
  beginBatch(histogram);

  const groupsEnd = from + (usize(n & ~3) << 3);
  if (ASC_FEATURE_SIMD) {
    if (histogram.isShared) recordGroupsOneByOne(histogram, from, groupsEnd);
    else if (histogram.negativeFirst < 0) recordGroups(histogram, from, groupsEnd, true);
    else recordGroups(histogram, from, groupsEnd, false);
  } else {
    recordGroupsOneByOne(histogram, from, groupsEnd);
  }
  for (let i = n & ~3; i < n; i++) {
    const value = load<f64>(from + (usize(i) << 3));
    bump(laneOf(histogram, value, i), 1);
    acceptValue(value);
  }

  if (!isFinite(batchSum)) retract(histogram, from, n);
  endBatch(histogram, n);
}

/** Groups of four. `signed` where a bound is negative: negative values have segments of their own then. */
// @ts-ignore: decorator
@inline
function recordGroups(histogram: Explicit, at: usize, end: usize, signed: bool): void {
  const shift = histogram.shift;
  const positiveFirst = i32x4.splat(histogram.positiveFirst);
  const positiveLast = i32x4.splat(histogram.positiveLast);
  const origin = i32x4.splat(histogram.positiveOrigin);
  // What turns the positive side's numbers into the negative side's, under a mask.
  const toNegativeFirst = v128.xor(positiveFirst, i32x4.splat(histogram.negativeFirst));
  const toNegativeLast = v128.xor(positiveLast, i32x4.splat(histogram.negativeLast));
  const toNegativeOrigin = v128.xor(origin, i32x4.splat(histogram.negativeFirst));
  const segments = signed ? histogram.segments : histogram.segments - (usize(histogram.positiveOrigin) << 4);

  let sumLow = f64x2.splat(0);
  let sumHigh = f64x2.splat(0);
  let least = f64x2.splat(batchMin);
  let most = f64x2.splat(batchMax);
  for (; at < end; at += 32) {
    const low = v128.load(at);
    const high = v128.load(at, 16);
    let places = i32x4.shr_s(i32x4.shuffle(low, high, 1, 3, 5, 7), shift);
    if (signed) {
      const negative = i32x4.shr_s(places, 31);
      places = i32x4.max_s(places, v128.xor(positiveFirst, v128.and(negative, toNegativeFirst)));
      places = i32x4.min_s(places, v128.xor(positiveLast, v128.and(negative, toNegativeLast)));
      places = i32x4.sub(places, v128.xor(origin, v128.and(negative, toNegativeOrigin)));
    } else {
      places = i32x4.min_s(i32x4.max_s(places, positiveFirst), positiveLast);
    }
    places = i32x4.shl(places, 4);
    const a = segments + usize(i32x4.extract_lane(places, 0));
    const b = segments + usize(i32x4.extract_lane(places, 1));
    const c = segments + usize(i32x4.extract_lane(places, 2));
    const d = segments + usize(i32x4.extract_lane(places, 3));
    const i = usize(load<u32>(a, 8)) + (usize(load<f64>(at) > load<f64>(a)) << LANES_SHIFT);
    const j = usize(load<u32>(b, 8)) + (usize(load<f64>(at, 8) > load<f64>(b)) << LANES_SHIFT);
    const k = usize(load<u32>(c, 8)) + (usize(load<f64>(at, 16) > load<f64>(c)) << LANES_SHIFT);
    const l = usize(load<u32>(d, 8)) + (usize(load<f64>(at, 24) > load<f64>(d)) << LANES_SHIFT);
    store<u32>(i, load<u32>(i) + 1);
    store<u32>(j, load<u32>(j, 4) + 1, 4);
    store<u32>(k, load<u32>(k, 8) + 1, 8);
    store<u32>(l, load<u32>(l, 12) + 1, 12);
    sumLow = f64x2.add(sumLow, low);
    sumHigh = f64x2.add(sumHigh, high);
    least = f64x2.pmin(f64x2.pmin(least, low), high);
    most = f64x2.pmax(f64x2.pmax(most, low), high);
  }
  acceptLanes(
    f64x2.extract_lane(sumLow, 0),
    f64x2.extract_lane(sumLow, 1),
    f64x2.extract_lane(sumHigh, 0),
    f64x2.extract_lane(sumHigh, 1),
    min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)) + 0,
    max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)) + 0,
  );
}

/** Groups of four without SIMD, or where a search may follow. */
function recordGroupsOneByOne(histogram: Explicit, at: usize, end: usize): void {
  let sum0: f64 = 0;
  let sum1: f64 = 0;
  let sum2: f64 = 0;
  let sum3: f64 = 0;
  let least = batchMin;
  let most = batchMax;
  for (; at < end; at += 32) {
    const a = load<f64>(at);
    const b = load<f64>(at, 8);
    const c = load<f64>(at, 16);
    const d = load<f64>(at, 24);
    bump(laneOf(histogram, a, 0), 1);
    bump(laneOf(histogram, b, 1), 1);
    bump(laneOf(histogram, c, 2), 1);
    bump(laneOf(histogram, d, 3), 1);
    sum0 += a;
    sum1 += b;
    sum2 += c;
    sum3 += d;
    // Branches that are foreseen; the minimum of two values in no order is not (measured: 9.2 -> 4.6 ns).
    if (a < least) least = a;
    if (b < least) least = b;
    if (c < least) least = c;
    if (d < least) least = d;
    if (a > most) most = a;
    if (b > most) most = b;
    if (c > most) most = c;
    if (d > most) most = d;
  }
  acceptLanes(sum0, sum1, sum2, sum3, least + 0, most + 0);
}

/** The count of the value's bucket that the i-th of a batch goes to. */
// @ts-ignore: decorator
@inline
function laneOf(histogram: Explicit, value: f64, i: i32): usize {
  return slotOf(histogram, value) + (usize(i & 3) << 2);
}

// @ts-ignore: decorator
@inline
function bump(count: usize, by: i32): void {
  store<u32>(count, load<u32>(count) + u32(by));
}

/** Takes the values that are not finite out of the buckets again, and adds up the others. */
function retract(histogram: Explicit, from: usize, n: i32): void {
  beginBatch(histogram);
  for (let i = 0; i < n; i++) {
    const value = load<f64>(from + (usize(i) << 3));
    if (isFinite(value)) {
      acceptValue(value);
    } else {
      bump(laneOf(histogram, value, i), -1);
      histogram.reject(1);
    }
  }
}

/** Records one value `times` times, times >= 1. */
export function recordWeighted(histogram: Explicit, value: f64, times: u64): void {
  if (!isFinite(value)) {
    histogram.reject(times);
    return;
  }
  histogram.addCount(i32((slotOf(histogram, value) - histogram.lanes) >> LANES_SHIFT), times);
  acceptWeighted(histogram, value, times);
}
