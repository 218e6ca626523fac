/** Counting up through the buckets of a window: ranks, and the counts of many buckets at once. */
import { add } from './counter';
import { Window } from './window';
import { below } from './float';

/** Buckets whose counts are summed at once. Windows are a multiple of it long. */
export const BLOCK: i32 = 32;

/**
 * The counts of the BLOCK buckets from i on, a multiple of BLOCK. In u32 they cannot overflow: the sum of wide ones is at
 * most what was recorded since the last spill.
 */
// @ts-ignore: decorator
@inline
export function blockCount(window: Window, i: i32): u64 {
  const at = window.slot(window.start + i);
  let count: u64 = 0;
  if (ASC_FEATURE_SIMD) {
    let sum = window.narrow
      ? i32x4.add(fours(at), fours(at + 16))
      : i32x4.add(
          i32x4.add(
            i32x4.add(v128.load(at), v128.load(at, 16)),
            i32x4.add(v128.load(at, 32), v128.load(at, 48)),
          ),
          i32x4.add(
            i32x4.add(v128.load(at, 64), v128.load(at, 80)),
            i32x4.add(v128.load(at, 96), v128.load(at, 112)),
          ),
        );
    sum = i32x4.add(sum, i32x4.shuffle(sum, sum, 2, 3, 0, 1));
    count = u64(u32(i32x4.extract_lane(sum, 0)) + u32(i32x4.extract_lane(sum, 1)));
  } else {
    for (let j = 0; j < BLOCK; j++) count += u64(window.pending(i + j));
  }
  if (window.spill) {
    for (let j = 0; j < BLOCK; j++) count = add(count, load<u64>(window.spill + (usize(i + j) << 3)));
  }
  return count;
}

/** Sixteen u8 counts, added in fours. */
// @ts-ignore: decorator
@inline
function fours(at: usize): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(at)));
}

/** One more in the count at an address. */
// @ts-ignore: decorator
@inline
export function increment<T>(count: usize): void {
  if (sizeof<T>() == 1) store<u8>(count, load<u8>(count) + 1);
  else store<u32>(count, load<u32>(count) + 1);
}

/** The bucket, from bucket i on, that holds the n-th value from there on, n >= 1; there are that many. */
export function bucketOfNth(window: Window, i: i32, n: u64): i32 {
  if (window.spill || window.narrow) {
    for (let count = window.count(i); count < n; count = window.count(i)) {
      n -= count;
      i++;
    }
    return i;
  }
  let at = window.counts + (usize(i) << 2);
  let left = u32(n);
  for (let count = load<u32>(at); count < left; count = load<u32>(at)) {
    left -= count;
    at += 4;
  }
  return i32((at - window.counts) >> 2);
}

/** Adds n u32 counts at `from` to those at `to`. The caller has seen to it that none can overflow. */
export function addCounts(to: usize, from: usize, n: i32): void {
  const end = from + (usize(n) << 2);
  if (ASC_FEATURE_SIMD) {
    for (; from + 64 <= end; from += 64, to += 64) {
      v128.store(to, i32x4.add(v128.load(to), v128.load(from)));
      v128.store(to, i32x4.add(v128.load(to, 16), v128.load(from, 16)), 16);
      v128.store(to, i32x4.add(v128.load(to, 32), v128.load(from, 32)), 32);
      v128.store(to, i32x4.add(v128.load(to, 48), v128.load(from, 48)), 48);
    }
  }
  for (; from < end; from += 4, to += 4) store<u32>(to, load<u32>(to) + load<u32>(from));
}

/** Adds n u8 counts at `from` to u32 counts at `to`. The caller has seen to it that none can overflow. */
export function addNarrowCounts(to: usize, from: usize, n: i32): void {
  const end = from + usize(n);
  if (ASC_FEATURE_SIMD) {
    for (; from + 16 <= end; from += 16, to += 64) {
      const counts = v128.load(from);
      const low = i16x8.extend_low_i8x16_u(counts);
      const high = i16x8.extend_high_i8x16_u(counts);
      v128.store(to, i32x4.add(v128.load(to), i32x4.extend_low_i16x8_u(low)));
      v128.store(to, i32x4.add(v128.load(to, 16), i32x4.extend_high_i16x8_u(low)), 16);
      v128.store(to, i32x4.add(v128.load(to, 32), i32x4.extend_low_i16x8_u(high)), 32);
      v128.store(to, i32x4.add(v128.load(to, 48), i32x4.extend_high_i16x8_u(high)), 48);
    }
  }
  for (; from < end; from++, to += 4) store<u32>(to, load<u32>(to) + u32(load<u8>(from)));
}

/**
 * The rank of a quantile, max(1, ceil(q * count)). q is taken one unit in the last place lower, so that 0.07 of 100
 * values means the seventh and not, by the rounding of 0.07, the eighth.
 */
export function nearestRank(q: f64, count: u64): u64 {
  if (q <= 0) return 1;
  return q >= 1 ? count : max<u64>(1, u64(Math.ceil(below(q) * f64(count))));
}
