/** How many of the values that a snapshot counted lie where. */
import { wrongKind } from '../../errors.ts';
import { type BucketSnapshot, bucketLayoutOf } from '../layouts.ts';

/**
 * The share of values at or under `value`, 0 to 1: the distribution function. NaN for an empty snapshot. Under the
 * minimum and from the maximum on it is exact; between them it depends on the layout, as `countsAtOrUnder` does:
 *
 * - exponential: exact at bounds that the values were counted in; else the bucket that holds the bound is under it:
 *   never too low, too high only by values of that bucket;
 * - explicit: exact at the bounds, and between them as if the values of a bucket were spread evenly;
 * - HDR: values that share a bucket with the bound are under it.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_BOUND
 * @example
 * const within = cdf(latency.snapshot(), 0.3); // the share of requests that met a 300 ms objective
 */
export function cdf(snapshot: BucketSnapshot, value: number): number {
  return countBetween(snapshot, -Infinity, value) / snapshot.count;
}

/**
 * How many values there are from `low` to `high`, both included: every bucket counts that overlaps the range, and so the
 * answer is never too low. Where values of an exponential snapshot were counted in explicit buckets too, those are left
 * out that lie outside of the range by these. An explicit snapshot's buckets, which are open below, are counted from
 * above `low`, as `cdf` takes them.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_BOUND
 */
export function countBetween(snapshot: BucketSnapshot, low: number, high: number): number {
  requireNumber('low', low);
  requireNumber('high', high);
  const layout = bucketLayoutOf(snapshot);
  return layout.countBetween(layout.valid(snapshot), low, high);
}

/**
 * How many values share a bucket with `value`; of an exponential snapshot with explicit buckets, the bucket of either kind
 * that holds fewer.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_BOUND
 */
export function countAt(snapshot: BucketSnapshot, value: number): number {
  requireNumber('value', value);
  const layout = bucketLayoutOf(snapshot);
  return layout.countAt(layout.valid(snapshot), value);
}

function requireNumber(label: string, value: number): void {
  if (typeof value === 'number' && !Number.isNaN(value)) return;
  throw wrongKind('HISTOGRAM_BOUND', label, 'a number', value, 'Leave out what is no number.');
}
