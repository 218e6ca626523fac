/**
 * What one batch of values adds up to, until it is folded into a structure's header. Globals, so that the loops
 * of every layout share them without passing them around. The order of additions is the same in the SIMD and the
 * scalar build, so that both give the same bits.
 */
import { add } from './counter';
import { Header } from './header';

export let batchSum: f64 = 0;
export let batchMin: f64 = 0;
export let batchMax: f64 = 0;
let rejectedBefore: u64 = 0;

// @ts-ignore: decorator
@inline
export function beginBatch(header: Header): void {
  batchSum = 0;
  batchMin = header.min;
  batchMax = header.max;
  rejectedBefore = header.rejected;
}

/** One accepted value; -0 counts as 0. */
// @ts-ignore: decorator
@inline
export function acceptValue(value: f64): void {
  value += 0;
  batchSum += value;
  batchMin = min(batchMin, value);
  batchMax = max(batchMax, value);
}

/** A run of accepted values, summed in four lanes: values 0, 4, 8, ... in lane 0 and so on. */
// @ts-ignore: decorator
@inline
export function acceptLanes(sum0: f64, sum1: f64, sum2: f64, sum3: f64, least: f64, most: f64): void {
  batchSum += sum0 + sum2 + (sum1 + sum3);
  batchMin = least;
  batchMax = most;
}

/** Folds a batch of n values, less those rejected on the way, into the header. */
// @ts-ignore: decorator
@inline
export function endBatch(header: Header, n: i32): void {
  header.count = add(header.count, u64(n) - (header.rejected - rejectedBefore));
  header.min = batchMin;
  header.max = batchMax;
  header.sum.add(batchSum);
}

/** One value recorded `times` times. */
export function acceptWeighted(header: Header, value: f64, times: u64): void {
  value += 0;
  header.count = add(header.count, times);
  header.min = min(header.min, value);
  header.max = max(header.max, value);
  header.sum.add(value * f64(times));
}
