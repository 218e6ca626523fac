/**
 * Merging and subtracting: exact for counts. Histograms of one resolution and unit add bucket to bucket; of
 * different ones, each bucket of the source counts as its lowest value, as in Java.
 */
import { add, fromHost } from '../counter';
import { addCounts } from '../counting';
import { Window } from '../window';
import { Hdr, create, free } from './layout';

/** Adds `source` to `target`; false, and nothing changed, where the source holds values beyond the target's range. */
export function merge(target: Hdr, source: Hdr): bool {
  const from = source.window;
  if (from.length) {
    if (!target.reach(target.indexOf(source.max))) return false;
    if (isAlike(target, source)) addAlike(target, source);
    else addOther(target, source);
  }
  target.mergeTotals(source);
  return true;
}

function isAlike(target: Hdr, source: Hdr): bool {
  return target.h == source.h && target.u == source.u;
}

function addAlike(target: Hdr, source: Hdr): void {
  const from = source.window;
  const first = from.first();
  const last = from.last();
  target.cover(first, last);
  if (target.pending + source.pending > u64(u32.MAX_VALUE)) target.spill();
  target.pending += source.pending;
  const into = target.window;
  addCounts(into.slot(first), from.slot(first), last - first + 1);
  into.addSpillOf(from, first, last + 1, 0);
}

function addOther(target: Hdr, source: Hdr): void {
  const from = source.window;
  const first = from.first();
  const last = from.last();
  target.cover(target.indexOf(source.lowestAt(first)), target.indexOf(source.lowestAt(last)));
  for (let index = first; index <= last; index++) {
    const count = source.countAt(index);
    if (count) target.addCount(target.indexOf(source.lowestAt(index)) - target.window.start, count);
  }
}

/** Adds n bucket counts from the host, f64 each, the first of them at `index`. All lie in range. */
export function addBuckets(target: Hdr, index: i32, from: usize, n: i32): void {
  let end = index + n;
  while (index < end && load<f64>(from) == 0) {
    index++;
    from += 8;
  }
  while (index < end && load<f64>(from + (usize(end - index - 1) << 3)) == 0) end--;
  if (index == end) return;
  target.cover(index, end - 1); // a window is never without a count at all, hence the search for one
  const start = target.window.start;
  for (; index < end; index++, from += 8) {
    const count = fromHost(load<f64>(from));
    if (!count) continue;
    target.addCount(index - start, count);
    target.count = add(target.count, count);
  }
}

/** Takes `source` off `target`; false, and nothing changed, where the source holds more than the target somewhere. */
export function subtract(target: Hdr, source: Hdr): bool {
  if (isAlike(target, source)) return subtractAlike(target, source);
  const alike = create(target.h, target.u, target.limit, 0);
  const isDone = merge(alike, source) && subtractAlike(target, alike);
  free(alike);
  return isDone;
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
