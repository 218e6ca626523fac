/**
 * The block of one HDR histogram.
 *
 *     0        header            count, rejected, sum, min, max: see ../header.ts
 *     +48      resolution, range, counters
 *     +80      window            the counts in use, see ../exponential/window.ts; an allocation of its own
 *     STAGE    64 x f64          values on their way in
 *
 * Java keeps an array of counts from 0 to the highest trackable value. Here `limit` is the length of that array,
 * and the window keeps of it what lies between the smallest and the largest value recorded.
 */
import { release } from '../allocator';
import { Window } from '../window';
import { Header, allocateBlock } from '../header';
import { entries, highestAt, indexOf, longest, lowestAt, medianAt } from './mapping';

/** The block of an HDR histogram. */
@unmanaged
export class Hdr extends Header {
  /** Sub-buckets per power of two are 2^h; the unit is 2^u. See mapping.ts. */
  h: i32;
  u: i32;
  table: usize;
  /** Indices under it are in range. */
  limit: i32;
  /** The limit that the histogram was made with. */
  firstLimit: i32;
  autoResize: i32;
  /** Values counted in u32 since the last spill. */
  pending: u64;

  /** Where the counts in use are described in the block. */
  @inline
  get window(): Window {
    return changetype<Window>(changetype<usize>(this) + offsetof<Hdr>());
  }

  /** The index behind the window. */
  @inline
  get end(): i32 {
    return this.window.start + this.window.length;
  }

  /** The index of a value in range. */
  @inline
  indexOf(value: f64): i32 {
    return indexOf(reinterpret<u64>(value + 0), this.table); // + 0: -0 is 0
  }

  /** The least value of an index. */
  @inline
  lowestAt(index: i32): f64 {
    return lowestAt(index, this.h, this.u);
  }

  /** The greatest value of an index. */
  @inline
  highestAt(index: i32): f64 {
    return highestAt(index, this.h, this.u);
  }

  /** The value in the middle of an index. */
  @inline
  medianAt(index: i32): f64 {
    return medianAt(index, this.h, this.u);
  }

  /** The count of an index; 0 outside of the window. Not inlined: nothing hot calls it, and the part is smaller by a twentieth. */
  countAt(index: i32): u64 {
    const window = this.window;
    const i = index - window.start;
    return u32(i) < u32(window.length) ? window.count(i) : 0;
  }

  /** Whether an index is in range, once the range was extended where that is allowed: by whole powers of two. */
  reach(index: i32): bool {
    if (index < this.limit) return true;
    if (!this.autoResize || index >= longest(this.h, this.u)) return false;
    this.limit = ((index >> this.h) + 1) << this.h;
    return true;
  }

  /**
   * The place of an index in the window, which is moved or grown to hold it if need be; -1 where there is no room, or
   * the index is out of range.
   */
  slotOf(index: i32): i32 {
    const limit = this.limit;
    if (this.reach(index) && this.cover(index, index)) return index - this.window.start;
    this.limit = limit;
    return -1;
  }

  /** Makes the window cover the indices lo..hi, which are in range; false, and nothing changed, where there is no room. */
  cover(lo: i32, hi: i32): bool {
    const window = this.window;
    const length = window.length;
    if (lo >= window.start && hi - window.start < length) return true;
    if (length) {
      lo = min(lo, window.first());
      hi = max(hi, window.last());
    }
    // The window never reaches over the limit, so that whatever it holds is in range. Where its length, under
    // twice the extent, fits below the limit, it does not reach under 0 either, where no value can be.
    const bottom = (hi - lo + 1) << 1 <= this.limit ? -1 : i32.MIN_VALUE;
    return window.seat(lo, hi, bottom, this.limit);
  }

  /** Adds to one place of the window: in u32 while nothing can overflow, else in u64; false where there is no room. */
  addCount(at: i32, times: u64): bool {
    if (times > u64(u32.MAX_VALUE) - this.pending) {
      if (!this.window.widen()) return false;
      this.window.addSpilled(at, times);
      return true;
    }
    this.pending += times;
    const slot = this.window.counts + (usize(at) << 2);
    store<u32>(slot, load<u32>(slot) + u32(times));
    return true;
  }

  /** Folds the u32 counts away, so that 2^32 - 1 more values can be counted in them; false where there is no room. */
  spill(): bool {
    if (!this.window.widen()) return false;
    this.window.fold();
    this.pending = 0;
    return true;
  }

  clear(): void {
    this.clearCounts();
    this.limit = this.firstLimit;
    this.clearTotals();
  }

  clearCounts(): void {
    this.window.release();
    this.pending = 0;
  }
}

/** Null without room. */
export function create(h: i32, u: i32, limit: i32, autoResize: i32): Hdr | null {
  const table = entries(h, u);
  const histogram = table ? allocateBlock<Hdr>() : null;
  if (!histogram) return null;
  histogram.h = h;
  histogram.u = u;
  histogram.table = table;
  histogram.limit = limit;
  histogram.firstLimit = limit;
  histogram.autoResize = autoResize;
  return histogram;
}

export function free(histogram: Hdr): void {
  histogram.clear();
  release(changetype<usize>(histogram));
}
