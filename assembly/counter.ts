/** Counters are 64 bits wide; they saturate, they never wrap. */

export const LARGEST_COUNT: u64 = u64.MAX_VALUE;

/** a + b, or the largest count where that is more than 64 bits hold. */
// @ts-ignore: decorator
@inline
export function add(a: u64, b: u64): u64 {
  const sum = a + b;
  return sum < a ? LARGEST_COUNT : sum;
}

/** How many of the n counts of the host at `from` come before the first that is not 0. */
export function zerosBefore(from: usize, n: i32): i32 {
  let i = 0;
  while (i < n && load<f64>(from + (usize(i) << 3)) == 0) i++;
  return i;
}

/** How many of them there are up to the last that is not 0. */
export function upToLast(from: usize, n: i32): i32 {
  while (n > 0 && load<f64>(from + (usize(n - 1) << 3)) == 0) n--;
  return n;
}

/** A count from the host, where counts are doubles: whole, 0 <= count; from 2^64 on it saturates. */
// @ts-ignore: decorator
@inline
export function fromHost(count: f64): u64 {
  return count >= 18446744073709551616.0 ? LARGEST_COUNT : u64(count);
}
