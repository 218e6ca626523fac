/**
 * Exact counts in explicit buckets beside the exponential ones: counts alone, over a batch that was recorded already.
 * Bucket i holds bounds[i - 1] < v <= bounds[i]; the last has no upper bound.
 *
 *     0          f64 x (size - 1)   the bounds, ascending, and +Infinity behind them; size is a power of two
 *     ...        f64 x size         counts, exact to 2^53; only the first n + 1 are ever above 0
 */
import { allocateZeroed } from '../allocator';

/** The block for the n bounds at `from`, n >= 1. */
export function create(from: usize, n: i32): usize {
  const size = sizeFor(n);
  const block = allocateZeroed((usize(size) << 4) - 8);
  memory.copy(block, from, usize(n) << 3);
  for (let i = n; i < size - 1; i++) store<f64>(block + (usize(i) << 3), Infinity);
  return block;
}

/** Where the counts of a block with n bounds begin. */
export function counts(block: usize, n: i32): usize {
  return block + (usize(sizeFor(n) - 1) << 3);
}

/** Counts n values at `from`; those that are no finite numbers were rejected, and weigh nothing. */
export function count(block: usize, bounds: i32, from: usize, n: i32): void {
  const half = sizeFor(bounds) << 2;
  const lanes = counts(block, bounds);
  for (const end = from + (usize(n) << 3); from < end; from += 8) {
    const value = load<f64>(from);
    // The number of bounds under the value, times 8: a search without branches.
    let at: usize = 0;
    for (let step = usize(half); step >= 8; step >>= 1) {
      at += usize(load<f64>(block + at + step - 8) < value) * step;
    }
    const place = lanes + at;
    store<f64>(place, load<f64>(place) + f64(value - value == 0));
  }
}

/** The smallest power of two above n. */
// @ts-ignore: decorator
@inline
function sizeFor(n: i32): i32 {
  return 1 << (32 - clz<i32>(n));
}
