/**
 * What every structure begins with, so that one set of functions reads the totals of all:
 *
 *     0        header     count, rejected, sum, min, max
 *     +48      the structure's own fields, up to STAGE
 *     STAGE    64 x f64   the values that the host recorded and the kernel has not seen yet
 *     +512     64 bytes   padding, see staging.ts
 */
import { allocate } from './allocator';
import { add } from './counter';
import { STAGE_BYTES } from './staging';
import { Sum } from './sum';

/** Byte offset of the stage in every block: a structure's fields end below it. */
export const STAGE: usize = 144;

/** What every structure begins with. */
@unmanaged
export class Header {
  count: u64;
  rejected: u64;
  /** A Sum in place. */
  total: f64;
  compensation: f64;
  /** +Infinity when nothing was recorded. */
  min: f64;
  /** -Infinity when nothing was recorded. */
  max: f64;

  /** The sum of what was recorded, where it lies in the header. */
  @inline
  get sum(): Sum {
    return changetype<Sum>(changetype<usize>(this) + offsetof<Header>('total'));
  }

  /** Counts values that are not recorded. */
  @inline
  reject(times: u64): void {
    this.rejected = add(this.rejected, times);
  }

  clearTotals(): void {
    this.count = 0;
    this.rejected = 0;
    this.total = 0;
    this.compensation = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }

  mergeTotals(other: Header): void {
    this.count = add(this.count, other.count);
    this.rejected = add(this.rejected, other.rejected);
    this.min = min(this.min, other.min);
    this.max = max(this.max, other.max);
    this.sum.merge(other.sum);
  }
}

/** What the largest of the structures, the exponential one, has behind its fields: two windows. */
const LARGEST_TAIL: usize = 40;

/** A block with the fields of T zeroed and its totals cleared; null where there is no room. */
export function allocateBlock<T>(): T | null {
  if (offsetof<T>() + LARGEST_TAIL > STAGE) ERROR('the fields reach into the stage: raise STAGE');
  return changetype<T | null>(emptyBlock());
}

function emptyBlock(): usize {
  const block = allocate(STAGE + STAGE_BYTES);
  if (!block) return 0;
  memory.fill(block, 0, STAGE);
  changetype<Header>(block).clearTotals();
  return block;
}
