import { incompatible } from '../base/snapshot-totals.ts';
import { layoutOf, type Snapshot } from '../layouts.ts';

/**
 * What was recorded between two snapshots of one recording, of any layout: the later less the earlier. Exact for
 * counts, buckets and `rejected`, also where the scale was lowered or the range has grown meanwhile; `sum` is the
 * difference of the sums.
 *
 * The minimum and maximum of what came between are not recorded anywhere. Where the later snapshot has a new one it
 * is exact; otherwise `min` is the lower bound of the lowest bucket and `max` the upper bound of the highest, within
 * the later snapshot's own: no value lies outside of them, and they are at most a bucket's width too far. The upper
 * bound of an HDR bucket is its largest whole value, zeros are 0. A summary has no buckets: its bounds are
 * the later's own, and nothing but `count`, `rejected`, `min` and `max` tells that it was reset.
 *
 * The moments of a summary are those which, merged with the earlier's, give the later's. With r = sqrt(later.count /
 * count) and s, the largest magnitude of the later in its standard deviations, m2 and m4 are off by at most 1e-14 r s
 * of the later's, m3 by as much of its sqrt(m2 * m4), and the mean by 1e-14 r^2 of that magnitude: what spreads little
 * beside what was before has few digits, or none. m2 and m4 are never negative.
 *
 * @throws HISTOGRAM_SNAPSHOT; HISTOGRAM_LAYOUT when the layouts or buckets differ; HISTOGRAM_DIFFERENCE when `later`
 *   is no later state of the recording, because it was reset in between or is another one
 * @example
 * const before = histogram.snapshot();
 * await work();
 * const during = subtractSnapshots(histogram.snapshot(), before);
 */
export function subtractSnapshots<S extends Snapshot>(later: S, earlier: S): S {
  const layout = layoutOf(later);
  const after = layout.valid(later);
  const before = layoutOf(earlier).valid(earlier);
  if (after.layout !== before.layout) throw incompatible();
  return layout.subtract(after, before);
}
