/**
 * The counts of one sign: a run of buckets, a power of two long, that moves and grows with the data.
 *
 *     counts   u8 per bucket while the window is narrow, else u32: what was recorded since the last spill; no count
 *              can exceed the histogram's `pending`, so none can wrap
 *     spill    u64 per bucket, or 0: what was folded out of `counts` before they could overflow
 *     start    biased index of the first bucket
 *     length   buckets, a power of two, or 0 when nothing was recorded: then one comparison guards four
 *              indices at once, (i0 | i1 | i2 | i3) < length
 */
import { allocate, allocateZeroed, release } from './allocator';
import { add } from './counter';

/** The first allocation of a window: latencies of one call rarely need more at the start. */
const LEAST_LENGTH: i32 = 32;

/** The counts of neighbouring buckets, those that are in use. */
@unmanaged
export class Window {
  counts: usize;
  spill: usize;
  start: i32;
  length: i32;
  /** 1 or 0. */
  narrow: i32;

  /** Counts take 2^shift bytes each. */
  @inline
  get shift(): usize {
    return usize((1 - this.narrow) << 1);
  }

  /** What was counted at this place of the window since the last spill. */
  @inline
  pending(i: i32): u32 {
    const slot = this.counts + (usize(i) << this.shift);
    return this.narrow ? u32(load<u8>(slot)) : load<u32>(slot);
  }

  /** Adds to what is pending; the caller has seen to it that it cannot overflow. */
  add(i: i32, count: u32): void {
    const slot = this.counts + (usize(i) << this.shift);
    if (this.narrow) store<u8>(slot, load<u8>(slot) + u8(count));
    else store<u32>(slot, load<u32>(slot) + count);
  }

  /** The count of the bucket at this place of the window. */
  @inline
  count(i: i32): u64 {
    let count = u64(this.pending(i));
    if (this.spill) count = add(count, load<u64>(this.spill + (usize(i) << 3)));
    return count;
  }

  /** Biased index after the last bucket. */
  @inline
  get end(): i32 {
    return this.start + this.length;
  }

  /** Where the count of a biased index is. */
  @inline
  slot(index: i32): usize {
    return this.counts + (usize(index - this.start) << this.shift);
  }

  /** Whether nothing is counted in it: for as long as it is seated for a value that finds no room. */
  isEmpty(): bool {
    for (let i = 0, n = this.length; i < n; i++) if (this.count(i)) return false;
    return true;
  }

  /** Biased index of the lowest bucket in use; only for a window with a count in it. */
  first(): i32 {
    let i = 0;
    if (!this.spill) while (!load<u64>(this.counts + (usize(i) << this.shift))) i += 8 >> i32(this.shift);
    while (!this.count(i)) i++;
    return this.start + i;
  }

  /** Biased index of the highest bucket in use; only for a window with a count in it. */
  last(): i32 {
    const shift = this.shift;
    let i = this.length - 1;
    if (!this.spill) while (!load<u64>(this.counts + (usize(i + 1) << shift) - 8)) i -= 8 >> i32(shift);
    while (!this.count(i)) i--;
    return this.start + i;
  }

  /** Writes the counts of n buckets to `to`, f64 each, from a biased index on. */
  writeCounts(index: i32, n: i32, to: usize): void {
    let i = index - this.start;
    const end = i + n;
    if (this.spill) for (; i < end; i++, to += 8) store<f64>(to, f64(this.count(i)));
    else for (; i < end; i++, to += 8) store<f64>(to, f64(this.pending(i)));
  }

  /** Sees to it that there are u64 counts, as `addSpilled` and `fold` want them; false where there is no room. */
  widen(): bool {
    if (!this.spill && this.length) this.spill = allocateZeroed(usize(this.length) << 3);
    return !this.length || this.spill != 0;
  }

  addSpilled(i: i32, count: u64): void {
    const slot = this.spill + (usize(i) << 3);
    store<u64>(slot, add(load<u64>(slot), count));
  }

  /** Adds what another window, k scales finer, has spilled from the biased index `first` to before `end`; there is room. */
  addSpillOf(from: Window, first: i32, end: i32, k: i32): void {
    if (!from.spill) return;
    this.widen();
    for (let index = first; index < end; index++) {
      const spilled = load<u64>(from.spill + (usize(index - from.start) << 3));
      if (spilled) this.addSpilled((index >> k) - this.start, spilled);
    }
  }

  /** Of narrow counts: what none of them exceeds, the bits that any of them has. */
  bits(): u64 {
    let bits: u64 = 0;
    const end = this.counts + usize(this.length);
    for (let at = this.counts; at < end; at += 8) bits |= load<u64>(at);
    bits |= bits >> 32;
    bits |= bits >> 16;
    return (bits | (bits >> 8)) & 255;
  }

  /** Sees to it that counts are u32; false where there is no room. */
  broaden(): bool {
    if (!this.narrow) return true;
    const length = this.length;
    if (length) {
      const counts = allocate(usize(length) << 2);
      if (!counts) return false;
      for (let i = 0; i < length; i++) store<u32>(counts + (usize(i) << 2), this.pending(i));
      release(this.counts);
      this.counts = counts;
    }
    this.narrow = 0;
    return true;
  }

  /** Folds what is pending into the u64 counts, which are there. */
  fold(): void {
    for (let i = 0, n = this.length; i < n; i++) {
      const count = this.pending(i);
      if (count) {
        this.addSpilled(i, count);
        this.add(i, 0 - count);
      }
    }
  }

  /** Adds up groups of 2^k buckets. The window keeps its memory and starts at start >> k. */
  halve(k: i32): void {
    if (!this.length) return;
    const start = this.start >> k;
    for (let i = 0, n = this.length; i < n; i++) {
      const to = ((this.start + i) >> k) - start;
      if (to == i) continue;
      const count = this.pending(i);
      if (count) {
        this.add(i, 0 - count);
        this.add(to, count);
      }
      if (this.spill) {
        const spilled = load<u64>(this.spill + (usize(i) << 3));
        store<u64>(this.spill + (usize(i) << 3), 0);
        this.addSpilled(to, spilled);
      }
    }
    this.start = start;
  }

  /**
   * Seats the window so that it covers lo..hi, which covers all that is in use: the slack is shared by both
   * ends, and the window stays clear of the buckets `bottom` and `top`, which zeros and infinities map to, as
   * long as lo..hi does.
   *
   * @returns false, and nothing is changed, where there is no room.
   */
  seat(lo: i32, hi: i32, bottom: i32, top: i32): bool {
    const extent = hi - lo + 1;
    let length = LEAST_LENGTH;
    while (length < extent) length <<= 1;
    let start = lo - ((length - extent) >> 1);
    if (start + length > top && hi < top) start = top - length;
    if (start <= bottom && lo > bottom) start = bottom + 1;
    if (length == this.length && start == this.start) return true;

    const shift = this.shift;
    const counts = allocateZeroed(usize(length) << shift);
    if (!counts) return false;
    const spill = this.spill ? allocateZeroed(usize(length) << 3) : 0;
    if (this.spill && !spill) {
      release(counts);
      return false;
    }
    if (this.length) {
      const from = max(this.start, start);
      const until = min(this.start + this.length, start + length);
      if (from < until) {
        const n = usize(until - from);
        memory.copy(
          counts + (usize(from - start) << shift),
          this.counts + (usize(from - this.start) << shift),
          n << shift,
        );
        if (spill)
          memory.copy(
            spill + (usize(from - start) << 3),
            this.spill + (usize(from - this.start) << 3),
            n << 3,
          );
      }
      this.release();
    }
    this.counts = counts;
    this.spill = spill;
    this.start = start;
    this.length = length;
    return true;
  }

  /** Gives the memory back; the window is then empty. */
  release(): void {
    if (this.counts) release(this.counts);
    if (this.spill) release(this.spill);
    this.counts = 0;
    this.spill = 0;
    this.length = 0;
  }
}
