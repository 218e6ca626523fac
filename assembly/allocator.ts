/**
 * Memory for the structures. What is given back lies in lists by size, four sizes to the power of two; where a list is
 * empty, a frontier moves up. A histogram's blocks are of few sizes and come back when it is disposed of, so that lists
 * serve most requests as well as a general allocator would, at a fraction of its code.
 *
 *     static   |   block   |   block   |  ...  |   block   |   frontier: never handed out   |   end of memory
 *     block        size u32, its lowest bit: free | unused u32 | the caller's bytes, at a cache line
 *                  a free one's begin with the next one of its list
 *
 * Blocks follow one another without a gap, so that all of them can be walked by their sizes. That is done where memory
 * would have to grow, and enough came back since the last time: neighbours that are free become one block, which then
 * serves any size, and those under the frontier become part of what was never handed out. So memory stays near what was in
 * use at once, whatever the sizes were; and a block that is given back costs no look at its neighbours.
 *
 * At the end, where the host gives no more or 4 GiB less a page are reached (asconfig.json: an address behind the last
 * block is to be a number of 32 bits too), 0 is the answer, and nothing has changed.
 *
 * A size is two cache lines more than a round number: a window, a power of two long, does not take the next size for the
 * sake of its header; an odd number of lines costs a sixth where many histograms take turns (measured).
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
/** In the size of a block. */
const FREE: usize = 1;
/** Sizes are multiples of 64 bytes: a cache line. */
const UNIT_BITS: usize = 6;
const TOP_BYTES: usize = 2 << UNIT_BITS;
const LEAST_BYTES: usize = TOP_BYTES + (1 << UNIT_BITS);
/** What the smallest block holds, but for its last 63 bytes. */
const MOST_OF_LEAST: usize = TOP_BYTES + 1 - HEADER_BYTES;
/** More in one piece is never there: every sum of a size and an address that it is asked at stays under 2^32. */
const MOST_BYTES: usize = 1 << 30;
const LISTS: i32 = 112;

const PAGE_BITS: usize = 16;

/** The first free block of each class. Lazy, so that a part has no static data. */
// @ts-ignore: decorator
@lazy const lists = memory.data(112 * sizeof<usize>(), 16);
/** Where memory that was never handed out begins. */
// @ts-ignore: decorator
@lazy let frontier: usize = 0;
/** Bytes that came back since neighbours were joined. */
// @ts-ignore: decorator
@lazy let returned: usize = 0;

/** Bytes at the start of a cache line, not cleared; 0 when there is no room. */
export function allocate(bytes: usize): usize {
  if (IS_PART) return allocateInKernel(bytes);
  if (bytes > MOST_BYTES) return 0;
  const last = (max(bytes, MOST_OF_LEAST) - MOST_OF_LEAST) >> UNIT_BITS;
  const list = listOf(last);
  const free = load<usize>(list);
  if (free) {
    store<usize>(list, load<usize>(free));
    store<usize>(free - HEADER_BYTES, load<usize>(free - HEADER_BYTES) - FREE);
    return free;
  }
  const shift: usize = last < 4 ? 0 : 29 - clz(last);
  return find(list, ((((last >> shift) + 1) << shift) << UNIT_BITS) + TOP_BYTES);
}

export function allocateZeroed(bytes: usize): usize {
  const at = allocate(bytes);
  if (at) memory.fill(at, 0, bytes);
  return at;
}

/** Whether so many bytes are there in one piece: requests that take no more together find room then. */
export function hasRoom(bytes: usize): bool {
  const at = allocate(bytes);
  if (!at) return false;
  if (IS_PART) {
    releaseInKernel(at);
  } else {
    // Nothing came back that was in use: asked before every merge, it would pay for a walk each time. At the end, where
    // there is no other way, a walk may find that more fits here.
    offer(at, load<usize>(at - HEADER_BYTES));
    returned++;
  }
  return true;
}

export function release(at: usize): void {
  if (IS_PART) {
    releaseInKernel(at);
    return;
  }
  const size = load<usize>(at - HEADER_BYTES);
  returned += size;
  offer(at, size);
}

/**
 * The list of a size, in units without the lines on top, less one. Of 1 to 4 units each has a list; from there on each
 * power of two is cut in four: (m + 1) << shift, m in 4..7.
 */
function listOf(last: usize): usize {
  const shift: usize = last < 4 ? 0 : 29 - clz(last);
  return lists + (((shift << 2) + (last >> shift)) << alignof<usize>());
}

/** Enters a free block in the list of the largest size that it has room for. */
function offer(at: usize, size: usize): void {
  const list = listOf((size - TOP_BYTES) >> UNIT_BITS) - sizeof<usize>();
  store<usize>(at - HEADER_BYTES, size | FREE);
  store<usize>(at, load<usize>(list));
  store<usize>(list, at);
}

/** A block where its own list is empty: from the frontier, from a larger block, from neighbours, from the host. */
function find(list: usize, size: usize): usize {
  // The caller's bytes, not their header, begin a cache line.
  if (!frontier) frontier = first();
  let end: usize;
  do {
    const carved = carve(list, size);
    if (carved) return carved;
    end = usize(memory.size()) << PAGE_BITS;
    if (end - frontier >= size) {
      const at = frontier;
      frontier += size;
      store<usize>(at, size);
      return at + HEADER_BYTES;
    }
    // Walking all blocks is worth it where what came back may serve, and is no trifle; and where there is no other way.
  } while (
    (returned >= max(size, end >> 7) && join()) ||
    grow(size - (end - frontier)) ||
    (returned && join())
  );
  return 0;
}

// @ts-ignore: decorator
@inline
function first(): usize {
  return ((__heap_base + HEADER_BYTES + 63) & ~63) - HEADER_BYTES;
}

/** Takes `size` bytes from a free block of this list or of one with larger blocks; 0 if there is none. */
function carve(list: usize, size: usize): usize {
  for (const end = lists + (usize(LISTS) << alignof<usize>()); list < end; list += sizeof<usize>()) {
    const at = load<usize>(list);
    if (!at) continue;
    store<usize>(list, load<usize>(at));
    const rest = load<usize>(at - HEADER_BYTES) - FREE - size;
    if (rest >= LEAST_BYTES) offer(at + size, rest);
    else size += rest;
    store<usize>(at - HEADER_BYTES, size);
    return at;
  }
  return 0;
}

/** Makes one block of free neighbours, and no block of those under the frontier. Always true. */
function join(): bool {
  memory.fill(lists, 0, usize(LISTS) << alignof<usize>());
  returned = 0;
  for (let at = first(); at < frontier;) {
    let size = load<usize>(at);
    if (size & FREE) {
      size -= FREE;
      while (at + size < frontier && load<usize>(at + size) & FREE) size += load<usize>(at + size) - FREE;
      if (at + size == frontier) frontier = at;
      else offer(at + HEADER_BYTES, size);
    }
    at += size;
  }
  return true;
}

/** Whether memory has so many bytes more now, and a thirty-second of itself where it may, so that growing stays rare. */
function grow(bytes: usize): bool {
  const missing = i32((bytes - 1) >> PAGE_BITS) + 1;
  return memory.grow(missing + (memory.size() >> 5)) >= 0 || memory.grow(missing) >= 0;
}
