/** Queries and sums of snapshots, for whoever holds no histogram. The work is the kernel's. */

import { wrongKind } from '../../errors.ts';
import { requireBounds } from '../base/bucket-queries.ts';
import { countsAtOrUnder } from '../exponential/at-or-under.ts';
import { Histogram } from '../exponential/histogram.ts';
import { type ExponentialSnapshot, validSnapshot } from '../exponential/snapshot.ts';
import { SnapshotMerge } from './snapshot-merge.ts';

/**
 * One snapshot that equals recording everything in one histogram, in whatever order and grouping. Exact for counts;
 * the scale is the coarsest of the parts, or coarser where they spread wider than the smallest `maxBuckets` among
 * them. Of unequal zero thresholds, the largest holds for all. Explicit buckets are left at the bounds that all parts
 * with values have. Without parts: an empty snapshot.
 *
 * @throws HISTOGRAM_SNAPSHOT
 */
export function mergeSnapshots(snapshots: Iterable<ExponentialSnapshot>): ExponentialSnapshot {
  requireList('HISTOGRAM_SNAPSHOT', 'snapshots', snapshots);
  const merge = new SnapshotMerge();
  try {
    for (const snapshot of snapshots) merge.add(validSnapshot(snapshot));
    return merge.snapshot();
  } finally {
    merge.dispose();
  }
}

/** `Histogram.quantiles` of a snapshot. @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_QUANTILE_RANGE */
export function quantilesOf(snapshot: ExponentialSnapshot, qs: readonly number[]): number[] {
  requireList('HISTOGRAM_QUANTILE_RANGE', 'qs', qs);
  const histogram = Histogram.from(snapshot);
  try {
    return histogram.quantiles(qs);
  } finally {
    histogram.dispose();
  }
}

/**
 * The cumulative counts at each upper bound `le`, as a classic Prometheus histogram has them; without +Inf, which
 * is `count`. Exact at bounds that the histogram was made with. At others the bucket that holds the bound counts as
 * under it, as far as the exact counts allow: never too low, too high only by values of that one bucket, and never
 * falling as the bound rises.
 *
 * @param bounds in any order; no NaN. @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_BOUND
 */
export function bucketCounts(snapshot: ExponentialSnapshot, bounds: readonly number[]): number[] {
  requireList('HISTOGRAM_BOUND', 'bounds', bounds);
  requireBounds(bounds);
  return countsAtOrUnder(bounds)(validSnapshot(snapshot));
}

/** @throws the code */
function requireList(code: string, label: string, list: unknown): void {
  if (typeof (list as Iterable<unknown> | undefined)?.[Symbol.iterator] === 'function') return;
  throw wrongKind(code, label, 'a list', list, 'Pass a list, also of one alone.');
}
