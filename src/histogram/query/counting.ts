/** How many of the values that a snapshot counted lie where. */
import { wrongKind } from '../../errors.ts';
import { type ExplicitSnapshot, validExplicitSnapshot } from '../explicit/snapshot.ts';
import { bucketIndex } from '../exponential/bucket-bounds.ts';
import { type ExponentialSnapshot, validSnapshot } from '../exponential/snapshot.ts';
import { HdrBuckets } from '../hdr/buckets.ts';
import { type HdrSnapshot, validHdrSnapshot } from '../hdr/snapshot.ts';
import type { BucketSnapshot } from '../layouts.ts';
import type { Bin } from './bins.ts';
import { binsOf } from './bins.ts';

/**
 * The share of values at or under `value`, 0 to 1: the distribution function. NaN for an empty snapshot. Under the
 * minimum and from the maximum on it is exact; between them it depends on the layout, as `countsAtOrUnder` does:
 *
 * - exponential: the bucket that holds the bound is under it: never too low, too high only by values of that bucket;
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
 * How many values there are from `low` to `high`, both included: every bucket counts that overlaps the range. Explicit
 * buckets, which are open below, are counted from above `low`, as `cdf` takes them.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_BOUND
 */
export function countBetween(snapshot: BucketSnapshot, low: number, high: number): number {
  requireNumber('low', low);
  requireNumber('high', high);
  const bins = binsOf(snapshot);
  if (snapshot.layout === 'explicit') {
    const below = low <= snapshot.min ? 0 : explicitRank(snapshot, low);
    return Math.max(0, explicitRank(snapshot, high) - below);
  }
  // Nothing lies in a range that ends before it begins, however wide the buckets are.
  if (low > high || high < snapshot.min || low > snapshot.max) return 0;
  const isHdr = snapshot.layout === 'hdr';
  return bins.reduce((sum, bin) => (overlaps(bin, low, high, isHdr) ? sum + bin.count : sum), 0);
}

/** Buckets of HDR histograms have both their ends, exponential ones the end that is farther from zero. */
export function overlaps(
  { lower, upper, value }: Bin,
  low: number,
  high: number,
  isClosed: boolean,
): boolean {
  if (isClosed) return lower <= high && upper >= low;
  if (value === 0) return low <= 0 && high >= 0;
  return value > 0 ? lower < high && upper >= low : lower <= high && upper > low;
}

/** How many values share a bucket with `value`. @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_BOUND */
export function countAt(snapshot: BucketSnapshot, value: number): number {
  requireNumber('value', value);
  switch (snapshot?.layout) {
    case 'explicit':
      return explicitCountAt(validExplicitSnapshot(snapshot), value);
    case 'hdr':
      return hdrCountAt(validHdrSnapshot(snapshot), value);
    default:
      return exponentialCountAt(validSnapshot(snapshot), value);
  }
}

function exponentialCountAt(snapshot: ExponentialSnapshot, value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return 0;
  if (magnitude <= snapshot.zeroThreshold) return snapshot.zeroCount;
  const { offset, counts } = value > 0 ? snapshot.positive : snapshot.negative;
  return counts[bucketIndex(magnitude, snapshot.scale) - offset] ?? 0;
}

function explicitCountAt({ bounds, counts }: ExplicitSnapshot, value: number): number {
  const i = bounds.findIndex((bound) => value <= bound);
  return counts[i < 0 ? bounds.length : i] as number;
}

function hdrCountAt(snapshot: HdrSnapshot, value: number): number {
  if (!(value >= 0 && value < 2 ** 63)) return 0;
  const { offset, counts } = snapshot.counts;
  return counts[new HdrBuckets(snapshot).indexOf(value) - offset] ?? 0;
}

/** Values at or under a bound, as `ExplicitHistogram.countsAtOrUnder` has them. */
function explicitRank({ bounds, counts, count, min, max }: ExplicitSnapshot, bound: number): number {
  if (!(bound >= min)) return 0;
  if (bound >= max) return count;
  let seen = 0;
  let i = 0;
  for (; i < bounds.length && (bounds[i] as number) <= bound; i++) seen += counts[i] as number;
  const lower = Math.max(bounds[i - 1] ?? -Infinity, min);
  const upper = Math.min(bounds[i] ?? Infinity, max);
  const share = bound > lower ? (bound / 2 - lower / 2) / (upper / 2 - lower / 2) : 0;
  // The minimum is at or under the bound, and the maximum is not.
  return Math.min(Math.max(seen + Math.floor((counts[i] as number) * share + 0.5), 1), count - 1);
}

function requireNumber(label: string, value: number): void {
  if (typeof value === 'number' && !Number.isNaN(value)) return;
  throw wrongKind('HISTOGRAM_BOUND', label, 'a number', value, 'Leave out what is no number.');
}
