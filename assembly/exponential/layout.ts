/**
 * The block of one exponential histogram.
 *
 *     0        header            count, rejected, sum, min, max: see ../header.ts
 *     +48      scale, limits, counters
 *     +80      minBound, maxBound
 *     +96      the address of the explicit buckets
 *     +100     positive window   } see window.ts; their counts are allocations of their own
 *     +120     negative window   }
 *     STAGE    64 x f64          values on their way in
 */
import { Header } from '../header';
import { Bounded } from './bounded';
import { bottomIndex, topIndex } from './mapping';
import { Window } from '../window';

/** The block of an exponential histogram. */
@unmanaged
export class Exponential extends Header {
  /** The scale in force: the largest, up to maxScale, at which both windows fit maxBuckets. */
  scale: i32;
  maxScale: i32;
  /** A power of two: so no window can be in bounds while its data are not. */
  maxBuckets: i32;
  /** The length of the positive window if no zero, infinity or NaN maps into it, else 0. */
  fastLength: i32;
  /** No count is more than this since the last spill. Wide counts are not more all together. */
  pending: u64;
  zeroCount: u64;
  /**
   * The least bound that came in place of a minimum, and the largest of a maximum: `min` and `max` are no values as
   * long as they equal these. So whatever is recorded beyond them is exact again, at no cost.
   */
  minBound: f64;
  maxBound: f64;
  /** Where the same values are counted in explicit buckets too; null without bounds. */
  bounded: Bounded | null;

  /** The buckets of positive values. */
  @inline
  get positive(): Window {
    return changetype<Window>(changetype<usize>(this) + offsetof<Exponential>());
  }

  /** The buckets of negative values, by their magnitudes. */
  @inline
  get negative(): Window {
    return changetype<Window>(changetype<usize>(this) + offsetof<Exponential>() + offsetof<Window>());
  }

  /** The most that can be counted between two spills, as wide as counts are now. */
  @inline
  get most(): u64 {
    return this.positive.narrow ? u64(u8.MAX_VALUE) : u64(u32.MAX_VALUE);
  }

  /** Sees to it that so many more values can be counted, in one bucket if need be; false where there is no room. */
  expect(values: u64): bool {
    if (this.pending + values <= this.most) return true;
    if (this.positive.narrow) {
      // Values that lie in many buckets make no count large: a thousand, over three decades, one of a dozen.
      this.pending = max(this.positive.bits(), this.negative.bits());
      if (this.pending + values <= this.most) return true;
      if (!this.broaden()) return false;
    }
    return this.pending + values <= this.most || this.spill();
  }

  /** Makes counts wide; false where there is no room. */
  private broaden(): bool {
    // In this order: how wide counts are is told by the positive ones.
    if (!this.negative.broaden() || !this.positive.broaden()) return false;
    this.pending += this.capacity;
    return true;
  }

  /** What its counts are not more than all together. */
  get together(): u64 {
    return this.positive.narrow ? min(this.count, this.capacity) : this.pending;
  }

  /** What fits in narrow counts all together. */
  private get capacity(): u64 {
    return u64(this.positive.length + this.negative.length) << 8;
  }

  /** Folds the counts away, so that as many more values as they hold can be counted in them; false where there is no room. */
  spill(): bool {
    if (!this.positive.widen() || !this.negative.widen()) return false;
    this.positive.fold();
    this.negative.fold();
    this.pending = 0;
    return true;
  }

  /**
   * Lowers the scale by k: exact, since 2^k buckets of one scale are one bucket of the other. False, and nothing is
   * changed, where there is no room for what those may have counted together.
   */
  downscale(k: i32): bool {
    if (this.positive.narrow) {
      const most = this.pending << k;
      if (most <= this.most) this.pending = most;
      else if (!this.broaden()) return false;
    }
    this.positive.halve(k);
    this.negative.halve(k);
    this.scale -= k;
    this.reseat(this.positive);
    this.reseat(this.negative);
    return true;
  }

  /** A halved window is mostly empty: seat it anew, as short as its data; without room for that it stays. */
  private reseat(window: Window): void {
    if (window.length) this.seat(window, window.first(), window.last());
  }

  /** Takes the memory of a window in which nothing is counted. */
  unseat(window: Window): void {
    window.release();
    if (window == this.positive) this.fastLength = 0;
  }

  private seat(window: Window, lo: i32, hi: i32): bool {
    const isSeated = window.seat(lo, hi, bottomIndex(this.scale), topIndex(this.scale));
    const positive = this.positive;
    const clear =
      positive.start > bottomIndex(this.scale) && positive.start + positive.length <= topIndex(this.scale);
    this.fastLength = clear ? positive.length : 0;
    return isSeated;
  }

  /**
   * Makes the window cover the biased indices lo..hi of the scale in force, by moving it, growing it or, when
   * that would take more than maxBuckets, by lowering the scale. The outcome depends on which buckets are in
   * use and on nothing else, not on the order in which they came: so merging parts equals recording the whole.
   * The caller's indices hold no longer when the scale was lowered.
   *
   * @returns false where there is no room; the scale may be lower then, and all that was counted is there.
   */
  cover(window: Window, lo: i32, hi: i32): bool {
    if (window.length) {
      lo = min(lo, window.first());
      hi = max(hi, window.last());
    }
    let k = 0;
    while ((hi >> k) - (lo >> k) >= this.maxBuckets) k++;
    return (!k || this.downscale(k)) && this.seat(window, lo >> k, hi >> k);
  }

  clear(): void {
    this.positive.release();
    this.negative.release();
    this.positive.narrow = 1;
    this.negative.narrow = 1;
    this.scale = this.maxScale;
    this.fastLength = 0;
    this.pending = 0;
    this.zeroCount = 0;
    this.minBound = Infinity;
    this.maxBound = -Infinity;
    const bounded = this.bounded;
    if (bounded) bounded.clear();
    this.clearTotals();
  }
}
