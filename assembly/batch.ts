/**
 * Taking values into the totals of a structure. The order of additions is the same in the SIMD and the scalar build,
 * so that both give the same bits.
 *
 * Hot loops that lead here test at their end, `do ... while`: V8 then keeps what does not change out of the loop,
 * which with a test at the beginning it computes anew in every turn (measured: 1.09 -> 1.03 ns a value).
 */
import { add } from './counter';
import { Header } from './header';

/** n values: their sum, and the least and the most of them and of all before. -0 counts as 0. */
// @ts-ignore: decorator
@inline
export function acceptTotals(header: Header, n: u64, sum: f64, least: f64, most: f64): void {
  header.count = add(header.count, n);
  header.sum.add(sum);
  header.min = least + 0;
  header.max = most + 0;
}

/** The sum of values that were added up in four lanes: values 0, 4, 8, ... in the first of `low` and so on. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(low: v128, high: v128): f64 {
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** n values whose least and most are in lanes. */
// @ts-ignore: decorator
@inline
export function acceptLanes(header: Header, n: u64, sum: f64, least: v128, most: v128): void {
  least = f64x2.pmin(least, f64x2.shuffle(least, least, 1, 0));
  most = f64x2.pmax(most, f64x2.shuffle(most, most, 1, 0));
  acceptTotals(header, n, sum, f64x2.extract_lane(least, 0), f64x2.extract_lane(most, 0));
}

/** One value recorded `times` times. */
export function acceptWeighted(header: Header, value: f64, times: u64): void {
  acceptTotals(header, times, value * f64(times), min(header.min, value), max(header.max, value));
}
