/** How many of the values that a snapshot counted lie where. */
import { wrongKind } from '../../errors.ts';
import { type ExplicitSnapshot, validExplicitSnapshot } from '../explicit/explicit-snapshot.ts';
import { bucketIndex } from '../exponential/exponential-bounds.ts';
import { HdrBuckets } from '../hdr/hdr-buckets.ts';
import { type HdrSnapshot, validHdrSnapshot } from '../hdr/hdr-snapshot.ts';
import { type ExplicitBuckets, type ExponentialSnapshot, validSnapshot } from '../snapshot.ts';
import { countsAtOrUnder } from './at-or-under.ts';
import { type BucketSnapshot, cellsOf } from './cells.ts';

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
  switch (snapshot?.layout) {
    case 'explicit': {
      const explicit = validExplicitSnapshot(snapshot);
      const below = low <= explicit.min ? 0 : explicitRank(explicit, low);
      return Math.max(0, explicitRank(explicit, high) - below);
    }
    case 'hdr':
      return hdrCountBetween(snapshot, low, high);
    default:
      return exponentialCountBetween(validSnapshot(snapshot), low, high);
  }
}

function exponentialCountBetween(snapshot: ExponentialSnapshot, low: number, high: number): number {
  // Nothing lies in a range that ends before it begins, however wide the buckets are.
  if (low > high) return 0;
  return (countsAtOrUnder([high])(snapshot)[0] as number) - countBelow(snapshot, low);
}

/** How many values are known to lie below a number: never too high. */
function countBelow(snapshot: ExponentialSnapshot, low: number): number {
  const { count, min, max, positive, negative, explicit } = snapshot;
  // What may be at or above it is, seen from the other side, what may be at or under it.
  const mirrored = { ...snapshot, min: -max, max: -min, positive: negative, negative: positive };
  const { explicit: _, ...buckets } = mirrored;
  const below = count - (countsAtOrUnder([-low])(buckets)[0] as number);
  if (explicit === undefined) return below;
  const exact = explicit.counts.reduce(
    (sum, one, i) => ((explicit.bounds[i] ?? Infinity) < low ? sum + one : sum),
    0,
  );
  return Math.max(below, exact);
}

function hdrCountBetween(snapshot: HdrSnapshot, low: number, high: number): number {
  const cells = cellsOf(snapshot);
  if (low > high || high < snapshot.min || low > snapshot.max) return 0;
  return cells.reduce(
    (sum, { lower, upper, count }) => (lower <= high && upper >= low ? sum + count : sum),
    0,
  );
}

/**
 * How many values share a bucket with `value`; of an exponential snapshot with explicit buckets, the bucket of either kind
 * that holds fewer.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_BOUND
 */
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
  const { explicit } = snapshot;
  const inBucket = exponentialBucketCount(snapshot, value);
  return explicit === undefined ? inBucket : Math.min(inBucket, explicitCountAt(explicit, value));
}

function exponentialBucketCount(snapshot: ExponentialSnapshot, value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return 0;
  if (magnitude <= snapshot.zeroThreshold) return snapshot.zeroCount;
  const { offset, counts } = value > 0 ? snapshot.positive : snapshot.negative;
  return counts[bucketIndex(magnitude, snapshot.scale) - offset] ?? 0;
}

function explicitCountAt({ bounds, counts }: ExplicitBuckets | ExplicitSnapshot, value: number): number {
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
