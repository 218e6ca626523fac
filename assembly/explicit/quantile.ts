/**
 * Quantiles as Prometheus' histogram_quantile gives them: the bucket in which the rank q * count falls, and
 * in it the point that divides the bucket as the rank divides its count, as if its values were spread evenly.
 * But the ends of the buckets are drawn in to the exact minimum and maximum: so the first bucket has a lower
 * and the last an upper end, no answer lies outside of what was recorded, and a bucket that all values share
 * is as narrow as they are.
 *
 * The bucket is found for a q one unit in the last place lower, so that 0.07 of 100 values ends with the
 * seventh and does not, by the rounding of 0.07, begin with the eighth, which may lie in another bucket.
 */
import { below } from '../float';
import { Explicit } from './layout';

/** Replaces the n quantiles at `at`, ascending in [0, 1], by their values. The histogram is not empty. */
export function quantiles(histogram: Explicit, at: usize, n: i32): void {
  histogram.fold();
  const count = f64(histogram.count);
  let seen: f64 = 0;
  let bucket = 0;
  for (const end = at + (usize(n) << 3); at < end; at += 8) {
    const q = load<f64>(at);
    if (q <= 0 || q >= 1) {
      store<f64>(at, q <= 0 ? histogram.min : histogram.max);
      continue;
    }
    const rank = below(q) * count;
    for (; bucket < histogram.buckets - 1; bucket++) {
      const upTo = seen + f64(histogram.countOf(bucket));
      if (upTo >= rank && upTo > seen) break;
      seen = upTo;
    }
    const inside = f64(histogram.countOf(bucket));
    const share = min(max((q * count - seen) / inside, 0), 1);
    store<f64>(
      at,
      inside > 0 ? between(histogram.lower(bucket), histogram.upper(bucket), share) : histogram.max,
    );
  }
}

/** The point that divides lower..upper as `share` divides 0..1. */
function between(lower: f64, upper: f64, share: f64): f64 {
  const width = upper - lower;
  // A bucket may be wider than the largest double.
  const point = isFinite(width) ? lower + width * share : 2 * (lower / 2 + (upper / 2 - lower / 2) * share);
  return min(max(point, lower), upper);
}
