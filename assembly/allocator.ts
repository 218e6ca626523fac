/**
 * Memory for the structures: free lists by size, four sizes to the power of two, and a frontier that moves up when
 * a list is empty. A histogram's allocations are of few sizes and come back when it is disposed of, so lists serve
 * them as well as a general allocator would, at a third of its code (measured: 0.5 KB of every bundle). A size is
 * two cache lines more than a round number: a window, a power of two long, does not take the next size for the sake of
 * its header; an odd number of lines costs a sixth where many histograms take turns (measured).
 *
 *     block    its list u32 | unused u32 | the caller's bytes, at a cache line; a free one's begin with the next
 *
 * The kernel is built whole, and also in parts (a bundle carries only the layouts it uses): the exponential part
 * owns the memory and the allocator, the others import both from it.
 */

// @ts-ignore: decorator
@external('kernel', 'allocate')
declare function allocateInKernel(bytes: usize): usize;

// @ts-ignore: decorator
@external('kernel', 'release')
declare function releaseInKernel(at: usize): void;

/** A part is compiled without the standard library's allocator, which marks it; see scripts/build.mjs. */
const IS_PART: bool = ASC_RUNTIME == 0;

const HEADER_BYTES: usize = 8;
/** Sizes are multiples of 64 bytes: a cache line. */
const UNIT_BITS: usize = 6;
const TOP_BYTES: usize = 2 << UNIT_BITS;
const PAGE_BITS: usize = 16;

/** The first free block of each class. Lazy, so that a part has no static data. */
// @ts-ignore: decorator
@lazy const lists = memory.data(112 * sizeof<usize>(), 16);
/** Where memory that was never handed out begins. */
// @ts-ignore: decorator
@lazy let frontier: usize = 0;

/** Bytes at the start of a cache line, not cleared. Traps when memory cannot grow. */
export function allocate(bytes: usize): usize {
  if (IS_PART) return allocateInKernel(bytes);
  // Beside the lines on top, classes 0..3 are 1..4 units; from there on each power of two is cut in four:
  // (m + 1) << shift, m in 4..7.
  const last = i32((max(bytes + HEADER_BYTES, TOP_BYTES + 1) - TOP_BYTES - 1) >> UNIT_BITS);
  const shift = last < 4 ? 0 : 29 - clz(last);
  const m = last >> shift;
  const list = lists + (usize((shift << 2) + m) << alignof<usize>());
  let at = load<usize>(list);
  if (at) {
    store<usize>(list, load<usize>(at));
    return at;
  }
  at = take((usize((m + 1) << shift) << UNIT_BITS) + TOP_BYTES);
  store<usize>(at, list);
  return at + HEADER_BYTES;
}

/** Moves the frontier up; memory grows by an eighth at least, so that growing stays rare. */
function take(bytes: usize): usize {
  // The caller's bytes, not their header, begin a cache line.
  if (!frontier) frontier = ((__heap_base + HEADER_BYTES + 63) & ~63) - HEADER_BYTES;
  const at = frontier;
  frontier += bytes;
  const pages = usize(memory.size());
  const missing = i32((frontier - 1) >> PAGE_BITS) + 1 - i32(pages);
  if (missing > 0 && memory.grow(max(missing, i32(pages >> 3))) < 0 && memory.grow(missing) < 0)
    unreachable();
  return at;
}

export function allocateZeroed(bytes: usize): usize {
  const at = allocate(bytes);
  memory.fill(at, 0, bytes);
  return at;
}

export function release(at: usize): void {
  if (IS_PART) {
    releaseInKernel(at);
    return;
  }
  const list = load<usize>(at - HEADER_BYTES);
  store<usize>(at, load<usize>(list));
  store<usize>(list, at);
}
