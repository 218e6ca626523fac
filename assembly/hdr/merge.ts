/**
 * Merging and subtracting: exact for counts. Histograms of one resolution and unit add bucket to bucket; of
 * different ones, each bucket of the source counts as its lowest value, as in Java.
 */
import { hasRoom } from '../allocator';
import { add, fromHost, upToLast, zerosBefore } from '../counter';
import { addCounts } from '../counting';
import { Window } from '../window';
import { Hdr, create, free } from './layout';

const DONE: i32 = 1;
const NOT_POSSIBLE: i32 = 0;
const NO_ROOM: i32 = -1;

/** Adds `source` to `target`: done, or nothing is changed. */
export function merge(target: Hdr, source: Hdr): i32 {
  const from = source.window;
  if (from.length) {
    const first = target.indexOf(source.lowestAt(from.first()));
    const last = target.indexOf(source.lowestAt(from.last()));
    const limit = target.limit;
    if (!target.reach(target.indexOf(source.max))) return NOT_POSSIBLE;
    if (
      !hasRoomFor(
        target,
        first,
        last,
        from.spill != 0 || target.pending + source.pending > u64(u32.MAX_VALUE),
      )
    ) {
      target.limit = limit;
      return NO_ROOM;
    }
    target.cover(first, last);
    if (isAlike(target, source)) addAlike(target, source, first, last);
    else addOther(target, source);
  }
  target.mergeTotals(source);
  return DONE;
}

/**
 * Whether there is room for all that follows where counts from the index `lo` to `hi` are added, of which some may have to
 * be counted in u64: a window that moves, and may then be twice as long as what it covers. So nothing has to be undone.
 */
function hasRoomFor(target: Hdr, lo: i32, hi: i32, isWide: bool): bool {
  const window = target.window;
  const isCovered = lo >= window.start && hi < target.end;
  if (isCovered && (!isWide || window.spill)) return true;
  if (window.length) {
    lo = min(lo, window.start);
    hi = max(hi, target.end);
  }
  return hasRoom(usize(max(hi - lo + 1, 32)) << (isWide || window.spill ? 5 : 3));
}

function isAlike(target: Hdr, source: Hdr): bool {
  return target.h == source.h && target.u == source.u;
}

function addAlike(target: Hdr, source: Hdr, first: i32, last: i32): void {
  const from = source.window;
  if (target.pending + source.pending > u64(u32.MAX_VALUE)) target.spill();
  target.pending += source.pending;
  const into = target.window;
  addCounts(into.slot(first), from.slot(first), last - first + 1);
  into.addSpillOf(from, first, last + 1, 0);
}

function addOther(target: Hdr, source: Hdr): void {
  for (let index = source.window.start; index < source.end; index++) {
    const count = source.countAt(index);
    if (count) target.addCount(target.indexOf(source.lowestAt(index)) - target.window.start, count);
  }
}

/** Adds n bucket counts from the host, f64 each, the first of them at `index`. All lie in range. False without room. */
export function addBuckets(target: Hdr, index: i32, from: usize, n: i32): bool {
  const zeros = zerosBefore(from, n);
  const end = index + upToLast(from, n);
  index += zeros;
  from += usize(zeros) << 3;
  if (index >= end) return true;
  let total: u64 = 0;
  for (let i = index, at = from; i < end; i++, at += 8) total = add(total, fromHost(load<f64>(at)));
  if (!hasRoomFor(target, index, end - 1, total > u64(u32.MAX_VALUE) - target.pending)) return false;
  target.cover(index, end - 1); // a window is never without a count at all, hence the search for one
  const start = target.window.start;
  for (; index < end; index++, from += 8) {
    const count = fromHost(load<f64>(from));
    if (!count) continue;
    target.addCount(index - start, count);
    target.count = add(target.count, count);
  }
  return true;
}

/** Takes `source` off `target`: done, or nothing is changed. */
export function subtract(target: Hdr, source: Hdr): i32 {
  if (isAlike(target, source)) return i32(subtractAlike(target, source));
  const alike = create(target.h, target.u, target.limit, 0);
  if (!alike) return NO_ROOM;
  const merged = merge(alike, source);
  const subtracted = merged == DONE ? i32(subtractAlike(target, alike)) : merged;
  free(alike);
  return subtracted;
}

function subtractAlike(target: Hdr, source: Hdr): bool {
  const first = source.window.start;
  const end = source.end;
  for (let index = first; index < end; index++) {
    if (target.countAt(index) < source.countAt(index)) return false;
  }
  for (let index = first; index < end; index++) {
    const count = source.countAt(index);
    if (count) take(target.window, index - target.window.start, count);
  }
  subtractTotals(target, source);
  return true;
}

/** Takes off one place, which holds at least as much: of its u32 count first, then of its u64 one. */
function take(window: Window, i: i32, count: u64): void {
  const slot = window.counts + (usize(i) << 2);
  const narrow = min(u64(load<u32>(slot)), count);
  store<u32>(slot, load<u32>(slot) - u32(narrow));
  if (count == narrow) return;
  const wide = window.spill + (usize(i) << 3);
  store<u64>(wide, load<u64>(wide) - (count - narrow));
}

/** Counts go down exactly; min and max move in to the buckets still in use, where those at the ends are empty now. */
function subtractTotals(target: Hdr, source: Hdr): void {
  const rejected = target.rejected - min(target.rejected, source.rejected);
  target.count -= source.count;
  if (!target.count) {
    target.clearCounts();
    target.clearTotals();
  } else {
    target.sum.add(-source.total);
    target.compensation -= source.compensation;
    const first = target.window.first();
    const last = target.window.last();
    if (target.indexOf(target.min) < first) target.min = target.lowestAt(first);
    // The least may have a fraction, and so lie above the largest whole value of its own bucket.
    if (target.indexOf(target.max) > last) target.max = max(target.highestAt(last), target.min);
  }
  target.rejected = rejected;
}
