/**
 * What a histogram looks like outside the kernel: plain, immutable data without pointers. It can be cloned
 * to a worker, stored, merged and queried; nothing in it refers to kernel memory.
 */
import { InferometerError } from '../../errors.ts';
import type { BucketRange } from '../base/bucket-range.ts';

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
  /** Exact; a bound in a difference. NaN when nothing was recorded. */
  readonly min: number;
  /** Exact; a bound in a difference. NaN when nothing was recorded. */
  readonly max: number;
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

/** The snapshot, once it is known to be one: whoever hands it in may have read it from a file or a socket. @throws HISTOGRAM_SNAPSHOT */
export function validSnapshot(snapshot: ExponentialSnapshot): ExponentialSnapshot {
  const restored = restoreSnapshot(snapshot);
  const fault = faultOf(restored);
  if (fault === undefined) return restored;
  throw new InferometerError(
    'HISTOGRAM_SNAPSHOT',
    `not an exponential snapshot: ${fault}. Pass what snapshot() returned, unchanged.`,
  );
}

function faultOf(snapshot: ExponentialSnapshot): string | undefined {
  if (typeof snapshot !== 'object' || snapshot === null) return 'no object';
  const {
    layout,
    version,
    scale,
    maxBuckets,
    count,
    sum,
    min,
    max,
    rejected,
    zeroCount,
    zeroThreshold,
    positive,
    negative,
  } = snapshot;
  if (layout !== 'exponential') return `layout ${String(layout)}`;
  if (version !== 1) return `version ${String(version)}, this library reads 1`;
  if (!isWhole(scale, -4, 8)) return 'scale is not a whole number from -4 to 8';
  if (!isWhole(maxBuckets, 128, 65536) || maxBuckets & (maxBuckets - 1))
    return 'maxBuckets is no power of two from 128 to 65536';
  for (const [label, value] of Object.entries({ count, rejected, zeroCount })) {
    if (!isWhole(value, 0, Infinity)) return `${label} is no count`;
  }
  if (!(zeroThreshold >= 2 ** -1022 && zeroThreshold < Infinity)) return 'zeroThreshold is below 2^-1022';
  if (typeof sum !== 'number') return 'sum is no number';
  if (count > 0 && !(Number.isFinite(min) && Number.isFinite(max) && min <= max))
    return 'min and max are no range';
  if (hasExplicitFault(snapshot)) return 'explicit is no ascending bounds and their counts';
  let counted = zeroCount;
  for (const [label, range] of Object.entries({ positive, negative })) {
    if (!(range?.counts instanceof Float64Array)) return `${label}.counts is no Float64Array`;
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
      if (!isWhole(bucketCount, 0, Infinity)) return `${label} holds ${bucketCount}, which is no count`;
      counted += bucketCount;
    }
  }
  if (counted !== count && count < Number.MAX_SAFE_INTEGER)
    return `count is ${count}, the buckets hold ${counted}`;
  return undefined;
}

function hasExplicitFault({ explicit, count }: ExponentialSnapshot): boolean {
  if (explicit === undefined) return false;
  const { bounds, counts } = explicit;
  if (!Array.isArray(bounds) || !(counts instanceof Float64Array)) return true;
  const isAscending = bounds.every((bound, i) => Number.isFinite(bound) && !(bound <= bounds[i - 1]));
  const counted = counts.reduce((sum, one) => (isWhole(one, 0, Infinity) ? sum + one : Number.NaN), 0);
  const isMissed = counted !== count && !(count >= Number.MAX_SAFE_INTEGER);
  return !isAscending || counts.length !== bounds.length + 1 || isMissed;
}

/**
 * A snapshot that went through JSON, as it was: JSON knows neither typed arrays nor NaN nor infinity. A sum that had left
 * the range of doubles is told by the side of zero that its values are on. Any other value comes back as it is.
 */
export function restoreSnapshot(snapshot: ExponentialSnapshot): ExponentialSnapshot {
  if (typeof snapshot !== 'object' || snapshot === null) return snapshot;
  const { positive, negative, explicit, sum, min, max } = snapshot;
  const isWhole = isTyped(positive?.counts) && isTyped(negative?.counts) && typeof min === 'number';
  if (isWhole && typeof sum === 'number' && typeof max === 'number') return snapshot;
  const range = (given: BucketRange) => (given ? { ...given, counts: doublesOf(given.counts) } : given);
  return {
    ...snapshot,
    min: min ?? Number.NaN,
    max: max ?? Number.NaN,
    sum: sum ?? ((min ?? 0) >= 0 ? Infinity : (max ?? 0) <= 0 ? -Infinity : Number.NaN),
    positive: range(positive),
    negative: range(negative),
    ...(explicit && { explicit: { ...explicit, counts: doublesOf(explicit.counts) } }),
  };
}

function isTyped(counts: unknown): boolean {
  return ArrayBuffer.isView(counts);
}

/** JSON has a typed array as an object with a field for each index. */
function doublesOf(counts: unknown): Float64Array {
  if (counts instanceof Float64Array || typeof counts !== 'object' || counts === null)
    return counts as Float64Array;
  const values = Array.isArray(counts) ? counts : Object.values(counts);
  return Float64Array.from(values as number[]);
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
