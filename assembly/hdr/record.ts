/**
 * Recording: a batch of doubles into the counts. Four values at a time as long as they fall into the window; the
 * rare group that does not goes one by one through `recordOne`, which rejects, extends the range and moves the
 * window.
 */
import { acceptLanes, acceptValue, acceptWeighted, batchMax, batchMin, beginBatch, endBatch } from '../batch';
import { increment, incrementFour } from '../counting';
import { Hdr } from './layout';
import { indexOf } from './mapping';

/** Records n doubles at `from`. */
export function record(histogram: Hdr, from: usize, n: i32): void {
  if (histogram.pending + u64(n) > u64(u32.MAX_VALUE)) histogram.spill();
  histogram.pending += u64(n);
  beginBatch(histogram);

  const groupsEnd = from + (usize(n & ~3) << 3);
  let at = from;
  while (at < groupsEnd) {
    at = recordGroups(histogram, at, groupsEnd);
    for (let until = min(at + 32, groupsEnd); at < until; at += 8) recordOne(histogram, load<f64>(at));
  }
  for (const end = from + (usize(n) << 3); at < end; at += 8) recordOne(histogram, load<f64>(at));

  endBatch(histogram, n);
}

/** Records groups of four from `at` on, up to `end` or to the first group that is not all in the window; returns where it stopped. Two groups a turn: see exponential. */
function recordGroups(histogram: Hdr, at: usize, end: usize): usize {
  const table = histogram.table;
  const window = histogram.window;
  const length = u32(window.length);
  const start = window.start;
  const counts = window.counts;
  if (ASC_FEATURE_SIMD) {
    let sumLow = f64x2.splat(0);
    let sumHigh = f64x2.splat(0);
    let least = f64x2.splat(batchMin);
    let most = f64x2.splat(batchMax);
    while (at < end && countGroup(at, table, counts, start, length)) {
      let low = v128.load(at);
      let high = v128.load(at, 16);
      sumLow = f64x2.add(sumLow, low);
      sumHigh = f64x2.add(sumHigh, high);
      least = f64x2.pmin(least, f64x2.pmin(low, high));
      most = f64x2.pmax(most, f64x2.pmax(low, high));
      at += 32;
      if (at >= end || !countGroup(at, table, counts, start, length)) break;
      low = v128.load(at);
      high = v128.load(at, 16);
      sumLow = f64x2.add(sumLow, low);
      sumHigh = f64x2.add(sumHigh, high);
      least = f64x2.pmin(least, f64x2.pmin(low, high));
      most = f64x2.pmax(most, f64x2.pmax(low, high));
      at += 32;
    }
    acceptLanes(
      f64x2.extract_lane(sumLow, 0),
      f64x2.extract_lane(sumLow, 1),
      f64x2.extract_lane(sumHigh, 0),
      f64x2.extract_lane(sumHigh, 1),
      min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)),
      max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)),
    );
  } else {
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let sum3: f64 = 0;
    let least = batchMin;
    let most = batchMax;
    for (; at < end && countGroup(at, table, counts, start, length); at += 32) {
      const v0 = load<f64>(at);
      const v1 = load<f64>(at, 8);
      const v2 = load<f64>(at, 16);
      const v3 = load<f64>(at, 24);
      sum0 += v0;
      sum1 += v1;
      sum2 += v2;
      sum3 += v3;
      least = min(least, min(min(v0, v1), min(v2, v3)));
      most = max(most, max(max(v0, v1), max(v2, v3)));
    }
    acceptLanes(sum0, sum1, sum2, sum3, least, most);
  }
  return at;
}

/** Counts four values, if all of them are in the window. */
// @ts-ignore: decorator
@inline
function countGroup(at: usize, table: usize, counts: usize, start: i32, length: u32): bool {
  const i = indexOf(load<u64>(at), table) - start;
  const j = indexOf(load<u64>(at, 8), table) - start;
  const k = indexOf(load<u64>(at, 16), table) - start;
  const l = indexOf(load<u64>(at, 24), table) - start;
  return incrementFour(counts, length, i, j, k, l);
}

/** Any double at all. */
function recordOne(histogram: Hdr, value: f64): void {
  const index = histogram.indexOf(value);
  if (!histogram.reach(index)) {
    histogram.reject(1);
    return;
  }
  const at = histogram.slotOf(index); // first: it may move the counts
  increment(histogram.window.counts, at);
  acceptValue(value);
}

/** Records one value `times` times, times >= 1; whether it is in range. */
export function recordWeighted(histogram: Hdr, value: f64, times: u64): bool {
  const index = histogram.indexOf(value);
  if (!histogram.reach(index)) {
    histogram.reject(times);
    return false;
  }
  histogram.addCount(histogram.slotOf(index), times);
  acceptWeighted(histogram, value, times);
  return true;
}
