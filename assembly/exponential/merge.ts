/**
 * Merging: exact for buckets, counts, min and max, whatever the scales; commutative and associative there. Sums
 * are merged with their compensation.
 */
import { add, fromHost } from '../counter';
import { addCounts } from '../counting';
import { Exponential } from './layout';
import { bias } from './mapping';
import { addCount } from './record';
import { Window } from '../window';

/** Adds `source` to `target`; the source is unchanged. */
export function merge(target: Exponential, source: Exponential): void {
  if (target.scale > source.scale) target.downscale(target.scale - source.scale);
  if (target.pending + source.pending > u64(u32.MAX_VALUE)) target.spill();
  mergeWindow(target, target.positive, source, source.positive);
  mergeWindow(target, target.negative, source, source.negative);
  target.pending += source.pending;
  target.zeroCount = add(target.zeroCount, source.zeroCount);
  target.minBound = min(target.minBound, source.minBound);
  target.maxBound = max(target.maxBound, source.maxBound);
  target.mergeTotals(source);
}

function mergeWindow(target: Exponential, into: Window, source: Exponential, from: Window): void {
  if (!from.length) return;
  // A window inside the other one is added whole: where its buckets in use begin and end is not looked for.
  const isWithin = source.scale == target.scale && from.start >= into.start && from.end <= into.end;
  const first = isWithin ? from.start : from.first();
  const end = isWithin ? from.end : from.last() + 1;
  if (!isWithin) reach(target, into, source.scale, first, end - 1); // which may lower the target's scale
  const k = source.scale - target.scale;
  if (k == 0) {
    addCounts(into.slot(first), from.slot(first), end - first);
  } else {
    for (let index = first; index < end; index++) {
      const slot = into.slot(index >> k);
      store<u32>(slot, load<u32>(slot) + load<u32>(from.slot(index)));
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
 * Adds n bucket counts from the host, f64 each, the first of them at `index` (as OpenTelemetry counts) of
 * `scale`. Only the buckets: the totals are added with `headerAdd`.
 */
export function addBuckets(
  target: Exponential,
  negative: bool,
  scale: i32,
  index: i32,
  from: usize,
  n: i32,
): void {
  if (target.scale > scale) target.downscale(target.scale - scale);
  if (n == 0) return;
  const into = negative ? target.negative : target.positive;
  const first = index + bias(scale);
  reach(target, into, scale, first, first + n - 1);
  for (let i = 0; i < n; i++) {
    const count = fromHost(load<f64>(from + (usize(i) << 3)));
    if (count) addCount(target, into, ((first + i) >> (scale - target.scale)) - into.start, count);
  }
}
