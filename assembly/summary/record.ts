/**
 * Recording: two passes over the batch, the sum and then the powers of the deviations from its mean; then the
 * batch is merged. No value meets the running mean, so nothing is lost to rounding one value at a time
 * (Welford's update costs a division per value as well). What the mean lost to rounding shows as the sum of
 * the deviations and is put right.
 */
import { acceptTotals, acceptWeighted, sumOfLanes } from '../batch';
import { Summary } from './layout';

/** What the first pass found. */
let sum: f64 = 0;
let least: f64 = 0;
let most: f64 = 0;

/** Records n doubles at `from`, whose place is the kernel's to write to. */
export function record(summary: Summary, from: usize, n: i32): void {
  addUp(from, n);
  if (!isFinite(sum)) {
    n = keepFinite(summary, from, n);
    addUp(from, n);
  }
  if (n == 0) return;
  addMoments(summary, from, n);
  acceptTotals(summary, n, sum, min(summary.min, least), max(summary.max, most));
}

/** First pass: sum, minimum and maximum. */
function addUp(from: usize, n: i32): void {
  const groupsEnd = from + (usize(n & ~3) << 3);
  let at = from;
  if (ASC_FEATURE_SIMD) {
    let sumLow = f64x2.splat(0);
    let sumHigh = f64x2.splat(0);
    let leasts = f64x2.splat(Infinity);
    let mosts = f64x2.splat(-Infinity);
    for (; at < groupsEnd; at += 32) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      sumLow = f64x2.add(sumLow, low);
      sumHigh = f64x2.add(sumHigh, high);
      leasts = f64x2.pmin(f64x2.pmin(leasts, low), high);
      mosts = f64x2.pmax(f64x2.pmax(mosts, low), high);
    }
    sum = sumOfLanes(sumLow, sumHigh);
    least = min(f64x2.extract_lane(leasts, 0), f64x2.extract_lane(leasts, 1));
    most = max(f64x2.extract_lane(mosts, 0), f64x2.extract_lane(mosts, 1));
  } else {
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let sum3: f64 = 0;
    least = Infinity;
    most = -Infinity;
    for (; at < groupsEnd; at += 32) {
      sum0 += load<f64>(at);
      sum1 += load<f64>(at, 8);
      sum2 += load<f64>(at, 16);
      sum3 += load<f64>(at, 24);
      for (let i: usize = 0; i < 32; i += 8) {
        const value = load<f64>(at + i);
        if (value < least) least = value;
        if (value > most) most = value;
      }
    }
    sum = sum0 + sum2 + (sum1 + sum3);
  }
  for (const end = from + (usize(n) << 3); at < end; at += 8) {
    const value = load<f64>(at);
    sum += value;
    least = min(least, value);
    most = max(most, value);
  }
}

/** Second pass: the powers of the deviations from the batch's mean, in lanes as the sum; then the merge. */
function addMoments(summary: Summary, from: usize, n: i32): void {
  const count = f64(n);
  if (least == most) {
    // Equal values have no spread, whatever rounding makes of their mean.
    summary.moments.merge(f64(summary.count), count, least + 0, 0, 0, 0, 0);
    return;
  }
  const mean = isFinite(sum) ? sum / count : meanOfLarge(from, n);
  let s1: f64 = 0;
  let s2: f64 = 0;
  let s3: f64 = 0;
  let s4: f64 = 0;
  const groupsEnd = from + (usize(n & ~3) << 3);
  let at = from;
  if (ASC_FEATURE_SIMD) {
    const means = f64x2.splat(mean);
    let low1 = f64x2.splat(0);
    let low2 = low1;
    let low3 = low1;
    let low4 = low1;
    let high1 = low1;
    let high2 = low1;
    let high3 = low1;
    let high4 = low1;
    for (; at < groupsEnd; at += 32) {
      const low = f64x2.sub(v128.load(at), means);
      const high = f64x2.sub(v128.load(at, 16), means);
      const lowSquare = f64x2.mul(low, low);
      const highSquare = f64x2.mul(high, high);
      low1 = f64x2.add(low1, low);
      high1 = f64x2.add(high1, high);
      low2 = f64x2.add(low2, lowSquare);
      high2 = f64x2.add(high2, highSquare);
      low3 = f64x2.add(low3, f64x2.mul(lowSquare, low));
      high3 = f64x2.add(high3, f64x2.mul(highSquare, high));
      low4 = f64x2.add(low4, f64x2.mul(lowSquare, lowSquare));
      high4 = f64x2.add(high4, f64x2.mul(highSquare, highSquare));
    }
    s1 = sumOfLanes(low1, high1);
    s2 = sumOfLanes(low2, high2);
    s3 = sumOfLanes(low3, high3);
    s4 = sumOfLanes(low4, high4);
  } else {
    s1 = sumOfPowers(at, groupsEnd, mean, 1);
    s2 = sumOfPowers(at, groupsEnd, mean, 2);
    s3 = sumOfPowers(at, groupsEnd, mean, 3);
    s4 = sumOfPowers(at, groupsEnd, mean, 4);
    at = groupsEnd;
  }
  for (const end = from + (usize(n) << 3); at < end; at += 8) {
    const d = load<f64>(at) - mean;
    const square = d * d;
    s1 += d;
    s2 += square;
    s3 += square * d;
    s4 += square * square;
  }

  // The deviations are from `mean`, and the batch's mean lies `e` beside it. Where the squares have left the
  // range of doubles there is nothing left to put right.
  let e: f64 = 0;
  if (isFinite(s2)) {
    e = s1 / count;
    s4 = max(s4 + e * (e * (6 * s2 - 3 * e * s1) - 4 * s3), 0);
    s3 += e * (2 * e * s1 - 3 * s2);
    s2 = max(s2 - e * s1, 0);
  }
  summary.moments.merge(f64(summary.count), count, mean, e, s2, s3, s4);
}

/** The sum of one power, added in the order of the SIMD lanes. */
function sumOfPowers(at: usize, end: usize, mean: f64, power: i32): f64 {
  let sum0: f64 = 0;
  let sum1: f64 = 0;
  let sum2: f64 = 0;
  let sum3: f64 = 0;
  for (; at < end; at += 32) {
    sum0 += raised(load<f64>(at) - mean, power);
    sum1 += raised(load<f64>(at, 8) - mean, power);
    sum2 += raised(load<f64>(at, 16) - mean, power);
    sum3 += raised(load<f64>(at, 24) - mean, power);
  }
  return sum0 + sum2 + (sum1 + sum3);
}

// @ts-ignore: decorator
@inline
function raised(d: f64, power: i32): f64 {
  const square = d * d;
  return power == 1 ? d : power == 2 ? square : power == 3 ? square * d : square * square;
}

/** Moves the finite values to the front and rejects the others. @returns how many there are. */
function keepFinite(summary: Summary, from: usize, n: i32): i32 {
  let kept = from;
  for (let at = from, end = from + (usize(n) << 3); at < end; at += 8) {
    const value = load<f64>(at);
    if (isFinite(value)) {
      store<f64>(kept, value);
      kept += 8;
    } else {
      summary.reject(1);
    }
  }
  return i32((kept - from) >> 3);
}

/** The mean of values whose sum is beyond the doubles. */
function meanOfLarge(from: usize, n: i32): f64 {
  let mean: f64 = 0;
  for (let at = from, end = from + (usize(n) << 3); at < end; at += 8) mean += load<f64>(at) / f64(n);
  return mean;
}

/** Records one value `times` times, times >= 1. */
export function recordWeighted(summary: Summary, value: f64, times: u64): void {
  if (!isFinite(value)) {
    summary.reject(times);
    return;
  }
  summary.moments.merge(f64(summary.count), f64(times), value + 0, 0, 0, 0, 0);
  acceptWeighted(summary, value, times);
}
