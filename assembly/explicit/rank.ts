/**
 * Ranks: how many recorded values are at or under a bound, several bounds in one pass. Exact at the
 * histogram's own bounds, under the minimum and from the maximum on; inside a bucket as if its values were
 * spread evenly between the same ends as in quantile.ts, rounded to a whole count.
 */
import { Explicit } from './layout';

/** Replaces the n bounds at `at`, ascending and no NaN, by the count of values at or under each. */
export function ranks(histogram: Explicit, at: usize, n: i32): void {
  histogram.fold();
  const count = f64(histogram.count);
  const last = histogram.buckets - 1;
  let seen: f64 = 0;
  let bucket = 0;
  for (const end = at + (usize(n) << 3); at < end; at += 8) {
    const bound = load<f64>(at);
    if (!(bound >= histogram.min) || bound >= histogram.max) {
      store<f64>(at, bound >= histogram.max ? count : 0);
      continue;
    }
    for (; bucket < last && histogram.bound(bucket) <= bound; bucket++)
      seen += f64(histogram.countOf(bucket));
    let inside = f64(histogram.countOf(bucket));
    if (inside > 0) inside *= share(histogram.lower(bucket), histogram.upper(bucket), bound);
    // The minimum is at or under the bound and the maximum is not.
    store<f64>(at, min(max(seen + Math.floor(inside + 0.5), 1), count - 1));
  }
}

/** How `point`, under `upper`, divides lower..upper, from 0 to 1. */
function share(lower: f64, upper: f64, point: f64): f64 {
  if (point <= lower) return 0;
  // Halved, since a bucket may be wider than the largest double.
  return (point / 2 - lower / 2) / (upper / 2 - lower / 2);
}
