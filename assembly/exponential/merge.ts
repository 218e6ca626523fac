/**
 * Merging: exact for buckets, counts, min and max, whatever the scales; commutative and associative there. Sums
 * are merged with their compensation.
 */
import { hasRoom } from '../allocator';
import { add, fromHost, upToLast, zerosBefore } from '../counter';
import { addCounts, addNarrowCounts } from '../counting';
import { Exponential } from './layout';
import { bias } from './mapping';
import { addCount } from './record';
import { Window } from '../window';

/**
 * Whether there is room for whatever follows where another histogram is added, so that nothing has to be undone: windows
 * of 12 bytes a bucket, counted in u64 too, that move eight times at most.
 */
// @ts-ignore: decorator
@inline
function hasRoomIn(target: Exponential): bool {
  return hasRoom(usize(target.maxBuckets) << 7);
}

/** Adds `source` to `target`; the source is unchanged. False, and nothing added, where there is no room. */
export function merge(target: Exponential, source: Exponential): bool {
  const isPositiveWithin = isWithin(target, target.positive, source, source.positive);
  const isNegativeWithin = isWithin(target, target.negative, source, source.negative);
  const fits =
    source.scale >= target.scale &&
    !(source.positive.spill | source.negative.spill) &&
    target.pending + source.together <= target.most;
  if (!(isPositiveWithin && isNegativeWithin && fits) && !hasRoomIn(target)) return false;
  if (target.scale > source.scale) target.downscale(target.scale - source.scale);
  // Before the windows: these may lower the scale, which asks what is pending.
  target.expect(source.together);
  target.pending += source.together;
  mergeWindow(target, target.positive, source, source.positive, isPositiveWithin);
  mergeWindow(target, target.negative, source, source.negative, isNegativeWithin);
  target.zeroCount = add(target.zeroCount, source.zeroCount);
  target.minBound = min(target.minBound, source.minBound);
  target.maxBound = max(target.maxBound, source.maxBound);
  target.mergeTotals(source);
  return true;
}

/** A window inside the other one is added whole: where its buckets in use begin and end is not looked for. */
function isWithin(target: Exponential, into: Window, source: Exponential, from: Window): bool {
  return !from.length || (source.scale == target.scale && from.start >= into.start && from.end <= into.end);
}

function mergeWindow(
  target: Exponential,
  into: Window,
  source: Exponential,
  from: Window,
  wasWithin: bool,
): void {
  if (!from.length) return;
  // The window of the other sign may have lowered the target's scale since.
  const isWithin = wasWithin && source.scale == target.scale;
  const first = isWithin ? from.start : from.first();
  const end = isWithin ? from.end : from.last() + 1;
  if (!isWithin) reach(target, into, source.scale, first, end - 1); // which may lower the target's scale
  const k = source.scale - target.scale;
  if (k == 0 && !into.narrow) {
    if (from.narrow) addNarrowCounts(into.slot(first), from.slot(first), end - first);
    else addCounts(into.slot(first), from.slot(first), end - first);
  } else {
    for (let index = first; index < end; index++) {
      into.add((index >> k) - into.start, from.pending(index - from.start));
    }
  }
  into.addSpillOf(from, first, end, k);
}

/** Makes `into` cover lo..hi, which are biased indices of another scale, at least as fine as the target's. */
function reach(target: Exponential, into: Window, scale: i32, lo: i32, hi: i32): void {
  const k = scale - target.scale;
  lo >>= k;
  hi >>= k;
  if (lo < into.start || hi >= into.start + into.length || !into.length) target.cover(into, lo, hi);
}

/**
 * Adds bucket counts of `scale` from the host, f64 each at `from`: `positives` from the OpenTelemetry index
 * `positiveIndex` on, behind them `negatives`. Only the buckets: the totals are added with `headerAdd`. False, and
 * nothing added, where there is no room.
 */
export function addBuckets(
  target: Exponential,
  scale: i32,
  from: usize,
  positiveIndex: i32,
  positives: i32,
  negativeIndex: i32,
  negatives: i32,
): bool {
  if (!hasRoomIn(target)) return false;
  if (target.scale > scale) target.downscale(target.scale - scale);
  addRange(target, target.positive, scale, positiveIndex, from, positives);
  addRange(target, target.negative, scale, negativeIndex, from + (usize(positives) << 3), negatives);
  return true;
}

function addRange(target: Exponential, into: Window, scale: i32, index: i32, from: usize, n: i32): void {
  n = upToLast(from, n);
  let i = zerosBefore(from, n);
  if (i == n) return; // a window is never without a count at all
  const first = index + bias(scale);
  reach(target, into, scale, first + i, first + n - 1);
  for (; i < n; i++) {
    const count = fromHost(load<f64>(from + (usize(i) << 3)));
    if (count) addCount(target, into, ((first + i) >> (scale - target.scale)) - into.start, count);
  }
}
