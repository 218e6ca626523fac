/**
 * The block of one histogram with explicit bounds. Bucket i holds bounds[i - 1] < v <= bounds[i]; the first
 * has no lower bound and the last, one more than there are bounds, no upper.
 *
 *     0        header            count, rejected, sum, min, max: see ../header.ts
 *     +48      fields
 *     STAGE    64 x f64          values on their way in
 *
 * What depends on the number of bounds is one allocation of its own, in this order:
 *
 *     lanes      4 x u32   per bucket: recorded since the last fold. Four counts, one for each value of a group,
 *                          because a count waits for its own last increment (measured where one bucket takes all
 *                          values: 2.0 -> 1.2 ns)
 *     segments   16 bytes  per segment, see segments.ts
 *     totals     u64       per bucket: folded out of the lanes
 *     bounds     f64       ascending
 */
import { allocateZeroed, release } from '../allocator';
import { add } from '../counter';
import { Header } from '../header';

/** A bucket's place in the lanes is 1 << LANES_SHIFT bytes after the last one's. */
export const LANES_SHIFT: usize = 4;

/** The block of an explicit histogram. */
@unmanaged
export class Explicit extends Header {
  lanes: usize;
  segments: usize;
  totals: usize;
  bounds: usize;
  /** One more than bounds. */
  buckets: i32;
  /** A segment is the high word of a double >> shift. */
  shift: i32;
  /** The segments of positive values that the table has. */
  positiveFirst: i32;
  positiveLast: i32;
  /** What is taken from a positive segment to give its index in the table. */
  positiveOrigin: i32;
  /** The segments of negative values, whose first has index 0. */
  negativeFirst: i32;
  negativeLast: i32;
  /** Whether some segment holds more than one bound, so that a search has to follow. */
  isShared: bool;
  /** Values counted in the lanes: none of these can exceed it, so none can wrap. */
  pending: u64;

  /** The upper bound of a bucket. */
  @inline
  bound(i: i32): f64 {
    return load<f64>(this.bounds + (usize(i) << 3));
  }

  /** The count of a bucket; only after a fold. */
  @inline
  countOf(i: i32): u64 {
    return load<u64>(this.totals + (usize(i) << 3));
  }

  addCount(i: i32, count: u64): void {
    const slot = this.totals + (usize(i) << 3);
    store<u64>(slot, add(load<u64>(slot), count));
  }

  /** The lower end of what bucket i holds: its values are above it, or equal to it if it is the minimum. */
  lower(i: i32): f64 {
    return i == 0 ? this.min : max(this.bound(i - 1), this.min);
  }

  /** The upper end of what bucket i holds: all its values are at or under it. */
  upper(i: i32): f64 {
    return i == this.buckets - 1 ? this.max : min(this.bound(i), this.max);
  }

  /** Adds the lanes to the totals. Every reader does so first. */
  fold(): void {
    if (this.pending == 0) return;
    for (let i = 0, lanes = this.lanes; i < this.buckets; i++, lanes += 16) {
      const even = u64(load<u32>(lanes)) + u64(load<u32>(lanes, 8));
      this.addCount(i, even + u64(load<u32>(lanes, 4)) + u64(load<u32>(lanes, 12)));
    }
    memory.fill(this.lanes, 0, usize(this.buckets) << LANES_SHIFT);
    this.pending = 0;
  }

  /** False where there is no room. */
  reserve(segments: i32): bool {
    const buckets = usize(this.buckets);
    this.lanes = allocateZeroed((buckets << 5) + (usize(segments) << 4));
    if (!this.lanes) return false;
    this.segments = this.lanes + (buckets << LANES_SHIFT);
    this.totals = this.segments + (usize(segments) << 4);
    this.bounds = this.totals + (buckets << 3);
    return true;
  }

  clear(): void {
    memory.fill(this.lanes, 0, usize(this.buckets) << LANES_SHIFT);
    memory.fill(this.totals, 0, usize(this.buckets) << 3);
    this.pending = 0;
    this.clearTotals();
  }

  free(): void {
    release(this.lanes);
    release(changetype<usize>(this));
  }
}
