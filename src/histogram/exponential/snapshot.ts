/**
 * What a histogram looks like outside the kernel: plain, immutable data without pointers. It can be cloned
 * to a worker, stored, merged and queried; nothing in it refers to kernel memory.
 */

import { isOfKind } from '../../errors.ts';
import type { BucketRange } from '../base/bucket-range.ts';
import { type JsonFields, restored } from '../base/json.ts';
import { isWhole } from '../base/options.ts';
import { faultless, isCount } from '../base/snapshot-totals.ts';

/** Counts in buckets whose bounds are the caller's. */
export interface ExplicitBuckets {
  /** Upper bounds, ascending, without +Inf: a value that equals one lies under it. */
  readonly bounds: readonly number[];
  /** One more than bounds, not cumulative; the last is of values above them all. Exact. */
  readonly counts: Float64Array;
}

/**
 * An exponential histogram in the terms of the OpenTelemetry data model, section ExponentialHistogram.
 * Equal recordings give equal snapshots, byte for byte, in every runtime and every build of the kernel.
 */
export interface ExponentialSnapshot {
  readonly layout: 'exponential';
  readonly version: 1;
  /** base = 2^(2^-scale), in [-4, 8]. */
  readonly scale: number;
  /** The bound on buckets of one sign that the histogram was made with. */
  readonly maxBuckets: number;
  /** Values recorded, those in the zero bucket included. Exact to 2^53. */
  readonly count: number;
  readonly sum: number;
  /** The smallest value, or a bound that none is under: see `isMinBound`. NaN when nothing was recorded. */
  readonly min: number;
  /** The largest value, or a bound that none is above: see `isMaxBound`. NaN when nothing was recorded. */
  readonly max: number;
  /**
   * True where `min` is only a bound: in a difference, and in what was read from a form that has no minimum. Left out
   * where it is a value.
   */
  readonly isMinBound?: true;
  /** As `isMinBound`, of `max`. */
  readonly isMaxBound?: true;
  /** Values that were not recorded because they are no finite numbers. */
  readonly rejected: number;
  /** Values with |v| <= zeroThreshold. */
  readonly zeroCount: number;
  /** 2^-1022, the smallest normal double: subnormal values count as zero. Larger in snapshots of others' histograms. */
  readonly zeroThreshold: number;
  readonly positive: BucketRange;
  readonly negative: BucketRange;
  /** The same values in explicit buckets, where the histogram was made with bounds. */
  readonly explicit?: ExplicitBuckets;
}

const RANGE: JsonFields = { counts: 'doubles' };

export const EXPONENTIAL_JSON: JsonFields = { positive: RANGE, negative: RANGE, explicit: RANGE };

/** The snapshot as it was before it went through JSON; see `restoreSnapshot`. */
export function restoreExponential(snapshot: ExponentialSnapshot): ExponentialSnapshot {
  return restored(snapshot, EXPONENTIAL_JSON);
}

/** The snapshot, once it is known to be one: whoever hands it in may have read it from a file or a socket. @throws HISTOGRAM_SNAPSHOT */
export function validSnapshot(snapshot: ExponentialSnapshot): ExponentialSnapshot {
  return faultless('exponential', EXPONENTIAL_JSON, snapshot, faultOf);
}

function faultOf(snapshot: ExponentialSnapshot): string | undefined {
  const { scale, maxBuckets, count, zeroCount, zeroThreshold, positive, negative } = snapshot;
  if (!isWhole(scale, -4, 8)) return 'scale is not a whole number from -4 to 8';
  if (!isWhole(maxBuckets, 128, 65536) || maxBuckets & (maxBuckets - 1))
    return 'maxBuckets is no power of two from 128 to 65536';
  if (!isCount(zeroCount)) return 'zeroCount is no count';
  if (!(Number.isFinite(zeroThreshold) && zeroThreshold >= 2 ** -1022))
    return 'zeroThreshold is below 2^-1022';
  if (hasExplicitFault(snapshot)) return 'explicit is no ascending bounds and their counts';
  let counted = zeroCount;
  for (const [label, range] of Object.entries({ positive, negative })) {
    if (!isOfKind(range?.counts, 'Float64Array')) return `${label}.counts is no Float64Array`;
    const { offset, counts } = range;
    if (counts.length > maxBuckets) return `${label} has more than maxBuckets buckets`;
    const perOctave = 2 ** scale;
    if (
      !isWhole(offset, -1022 * perOctave - 1, 1024 * perOctave) ||
      offset + counts.length > Math.max(1, 1024 * perOctave)
    ) {
      return `${label} reaches beyond the doubles`;
    }
    for (const bucketCount of counts) {
      if (!isCount(bucketCount)) return `${label} holds ${bucketCount}, which is no count`;
      counted += bucketCount;
    }
  }
  if (counted !== count && count < Number.MAX_SAFE_INTEGER)
    return `count is ${count}, the buckets hold ${counted}`;
  return faultOfRange(snapshot);
}

/** Beside an end of a bucket, which here is rounded, and in others' histograms may be so too. */
const ROUNDING = 1e-9;

/** A minimum may lie under the lowest bucket in use, as a bound may; above it, it would be wrong. So the maximum. */
function faultOfRange(snapshot: ExponentialSnapshot): string | undefined {
  const { count, min, max, isMinBound, isMaxBound, scale, zeroCount, zeroThreshold } = snapshot;
  for (const flag of [isMinBound, isMaxBound]) {
    if (flag !== undefined && !((flag as unknown) === true && count > 0))
      return 'isMinBound or isMaxBound is not true';
  }
  if (count === 0) return undefined;
  const isUsed = (bucketCount: number) => bucketCount > 0;
  const inner = ({ offset, counts }: BucketRange) =>
    2 ** ((offset + counts.findIndex(isUsed) + 1) / 2 ** scale);
  const outer = ({ offset, counts }: BucketRange) =>
    2 ** ((offset + counts.findLastIndex(isUsed)) / 2 ** scale);
  const { positive, negative } = snapshot;
  const hasPositive = positive.counts.some(isUsed);
  const hasNegative = negative.counts.some(isUsed);
  const lowest = hasNegative ? -outer(negative) : zeroCount > 0 ? zeroThreshold : inner(positive);
  const highest = hasPositive ? outer(positive) : zeroCount > 0 ? -zeroThreshold : -inner(negative);
  if (min > lowest + Math.abs(lowest) * ROUNDING)
    return `min ${min} lies above the lowest bucket with values`;
  if (max < highest - Math.abs(highest) * ROUNDING)
    return `max ${max} lies under the highest bucket with values`;
  return undefined;
}

function hasExplicitFault({ explicit, count }: ExponentialSnapshot): boolean {
  if (explicit === undefined) return false;
  const { bounds, counts }: Partial<ExplicitBuckets> = explicit ?? {};
  if (!Array.isArray(bounds) || !isOfKind(counts, 'Float64Array')) return true;
  const isAscending = bounds.every(
    (bound, i) => Number.isFinite(bound) && !(bound <= (bounds[i - 1] as number)),
  );
  const counted = counts.reduce((sum, one) => (isCount(one) ? sum + one : Number.NaN), 0);
  const isMissed = counted !== count && !(count >= Number.MAX_SAFE_INTEGER);
  return !isAscending || counts.length !== bounds.length + 1 || isMissed;
}
