/** Counters are 64 bits wide; they saturate, they never wrap. */

export const LARGEST_COUNT: u64 = u64.MAX_VALUE;

/** a + b, or the largest count where that is more than 64 bits hold. */
// @ts-ignore: decorator
@inline
export function add(a: u64, b: u64): u64 {
  const sum = a + b;
  return sum < a ? LARGEST_COUNT : sum;
}

/** A count from the host, where counts are doubles: whole, 0 <= count; from 2^64 on it saturates. */
// @ts-ignore: decorator
@inline
export function fromHost(count: f64): u64 {
  return count >= 18446744073709551616.0 ? LARGEST_COUNT : u64(count);
}
