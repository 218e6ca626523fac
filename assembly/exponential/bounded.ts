/**
 * Exact counts in explicit buckets beside the exponential ones: counts alone, over a batch that was recorded already.
 * Bucket i holds bounds[i - 1] < v <= bounds[i]; the last has no upper bound.
 *
 *     0          n i32 | unused
 *     8          f64 x n              the bounds, ascending
 *     ...        f64 x (n + 1)        counts, exact to 2^53
 *
 * Each bound is held against the whole batch, which lies in the first-level cache: how many values are above it? Bounds
 * under all values, and those above them, need no look. Comparisons in lanes are so cheap that this costs what a table of
 * segments costs, as the explicit layout has one (measured: each about as long as the first pass), and takes a quarter of
 * its code. Where bounds are very many, or there are no lanes, each value searches its bucket.
 */
import { allocateZeroed } from '../allocator';

/** With more bounds, searching takes less (measured). */
const MOST_COMPARED: i32 = 128;


@unmanaged
export class Bounded {
  n: i32;
  /** Keeps the bounds aligned. */
  padding: i32;

  /** Zeros for the n bounds at `from`, ascending finite doubles, n >= 1; they are copied. Null without room. */
  static create(from: usize, n: i32): Bounded | null {
    const bounded = changetype<Bounded | null>(allocateZeroed(8 + (usize(2 * n + 1) << 3)));
    if (!bounded) return null;
    bounded.n = n;
    memory.copy(bounded.bounds, from, usize(n) << 3);
    return bounded;
  }


  @inline
  get bounds(): usize {
    return changetype<usize>(this) + 8;
  }


  @inline
  get counts(): usize {
    return this.bounds + (usize(this.n) << 3);
  }

  /**
   * Counts the values from `from` to before `end`, of which n are finite, none under `least`, and any others NaN. They
   * are made a multiple of eight, as the stage and the batch region have room for.
   */
  count(from: usize, end: usize, n: i32, least: f64): void {
    if (!ASC_FEATURE_SIMD || this.n > MOST_COMPARED) {
      for (; from < end; from += 8) if (isFinite(load<f64>(from))) this.add(load<f64>(from), 1);
      return;
    }
    // NaN is above no bound.
    for (; (end - from) & 56; end += 8) store<f64>(end, NaN);
    let before = n;
    let under = this.counts;
    for (let at = this.bounds, last = under; before && at < last; at += 8, under += 8) {
      let above = n;
      if (!(load<f64>(at) < least)) {
        const bound = v128.load64_splat(at);
        let a = i64x2.splat(0);
        let b = i64x2.splat(0);
        let value = from;
        do {
          a = i64x2.sub(a, f64x2.gt(v128.load(value), bound));
          b = i64x2.sub(b, f64x2.gt(v128.load(value, 16), bound));
          a = i64x2.sub(a, f64x2.gt(v128.load(value, 32), bound));
          b = i64x2.sub(b, f64x2.gt(v128.load(value, 48), bound));
          value += 64;
        } while (value < end);
        a = i64x2.add(a, b);
        above = i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 2);
      }
      // In a bucket lies what is above the bound before it and not above its own.
      store<f64>(under, load<f64>(under) + f64(before - above));
      before = above;
    }
    store<f64>(under, load<f64>(under) + f64(before));
  }

  /** Counts a finite value. */
  add(value: f64, times: f64): void {
    // A search without branches, which nobody could foresee.
    let at = this.bounds;
    for (let left = this.n; left > 0;) {
      const half = (left + 1) >> 1;
      at += usize(load<f64>(at + (usize(half - 1) << 3)) < value) * (usize(half) << 3);
      left -= half;
    }
    at += this.counts - this.bounds;
    store<f64>(at, load<f64>(at) + times);
  }

  clear(): void {
    memory.fill(this.counts, 0, usize(this.n + 1) << 3);
  }
}
