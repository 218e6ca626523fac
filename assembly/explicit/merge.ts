/**
 * Sums and differences of histograms with the same bounds: exact for buckets and counts, and for minimum and
 * maximum where a sum can be. The facade has compared the bounds.
 */
import { LARGEST_COUNT, fromHost } from '../counter';
import { Explicit } from './layout';

/** Adds `source` to `target`; the source is unchanged. */
export function merge(target: Explicit, source: Explicit): void {
  source.fold();
  for (let i = 0; i < source.buckets; i++) target.addCount(i, source.countOf(i));
  target.mergeTotals(source);
}

/** Adds bucket counts from the host, f64 each. Only the buckets: the totals are added with `headerAdd`. */
export function addBuckets(target: Explicit, from: usize): void {
  for (let i = 0; i < target.buckets; i++) target.addCount(i, fromHost(load<f64>(from + (usize(i) << 3))));
}

/**
 * Takes away what `earlier` holds, an earlier state of the same recording. Minimum and maximum stay where
 * recording has moved them since; else they are the ends of the first and the last bucket that is left, which
 * hold all values.
 *
 * @returns false, and nothing is changed, if `earlier` holds what `target` does not.
 */
export function subtract(target: Explicit, earlier: Explicit): bool {
  target.fold();
  earlier.fold();
  if (earlier.rejected > target.rejected) return false;
  for (let i = 0; i < target.buckets; i++) if (earlier.countOf(i) > target.countOf(i)) return false;

  for (let i = 0; i < target.buckets; i++) {
    store<u64>(target.totals + (usize(i) << 3), left(target.countOf(i), earlier.countOf(i)));
  }
  target.count = left(target.count, earlier.count);
  target.rejected = left(target.rejected, earlier.rejected);
  target.sum.add(-earlier.total);
  target.compensation -= earlier.compensation;
  drawIn(target, earlier);
  return true;
}

/** A saturated counter says no more than that it is. */
function left(count: u64, earlier: u64): u64 {
  return count == LARGEST_COUNT ? count : count - earlier;
}

function drawIn(target: Explicit, earlier: Explicit): void {
  if (target.count == 0) {
    target.min = Infinity;
    target.max = -Infinity;
    target.total = 0;
    target.compensation = 0;
    return;
  }
  let first = 0;
  while (!target.countOf(first)) first++;
  let last = target.buckets - 1;
  while (!target.countOf(last)) last--;
  const lower = target.lower(first);
  const upper = target.upper(last);
  if (earlier.min <= target.min) target.min = lower;
  if (earlier.max >= target.max) target.max = upper;
}
