/** An exponential snapshot of buckets that somebody else counted, with whatever else was handed over. */
import { InferometerError } from '../../errors.ts';
import { type BucketRange, total, trimmed } from '../base/bucket-range.ts';
import { MIN_ZERO_THRESHOLD, maxIndex, minIndex } from '../exponential/bucket-bounds.ts';
import {
  coarsened,
  coarseningTo,
  type ExponentialBuckets,
  estimatedSum,
  extremesOf,
  outerBuckets,
} from '../exponential/buckets.ts';
import type { ExponentialSnapshot } from '../exponential/snapshot.ts';

/**
 * What came with the buckets. A sum that did not, or is no number, is estimated from them; a minimum or maximum that did
 * not, or does not lie in its bucket, is the bucket's end.
 */
export interface KnownTotals {
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly rejected?: number;
  readonly zeroThreshold?: number;
  /** Bounds of all values, where they are not the ends of the outer buckets. */
  readonly bounds?: readonly [least: number, most: number];
}

const LARGEST_SCALE = 8;
const SMALLEST_MAX_BUCKETS = 128;
const LARGEST_MAX_BUCKETS = 65536;

/**
 * Scales above 8 are lowered to 8, exactly, and further where more than 65,536 buckets would be needed; magnitudes
 * up to 2^-1022 join the zeros. `maxBuckets` is the least that holds the buckets.
 *
 * @throws HISTOGRAM_BUCKETS for buckets beyond the doubles
 */
export function snapshotOfBuckets(buckets: ExponentialBuckets, known: KnownTotals): ExponentialSnapshot {
  const fine = coarsened(buckets, Math.max(0, buckets.scale - LARGEST_SCALE));
  const normal = withoutSubnormals(fine);
  const fitted = coarsened(normal, coarseningTo(normal, LARGEST_MAX_BUCKETS));
  const { scale, zeroCount, positive, negative } = fitted;
  const count = zeroCount + total(positive.counts) + total(negative.counts);
  const isEmpty = count === 0;
  const extent = Math.max(positive.counts.length, negative.counts.length, SMALLEST_MAX_BUCKETS);
  const zeroThreshold = Math.max(known.zeroThreshold ?? 0, MIN_ZERO_THRESHOLD);
  const { sum } = known;
  return Object.freeze({
    layout: 'exponential',
    version: 1,
    scale,
    maxBuckets: 2 ** Math.ceil(Math.log2(extent)),
    count,
    sum: isEmpty ? 0 : isKnown(sum) ? sum : estimatedSum(fitted),
    ...(isEmpty ? { min: Number.NaN, max: Number.NaN } : rangeOf(fitted, zeroThreshold, known)),
    rejected: known.rejected ?? 0,
    zeroCount,
    zeroThreshold,
    positive,
    negative,
  });
}

/** How far beside its bucket others put a value that lies at a bucket's end, where they go by the logarithm. */
const MISPLACED = 1e-9;

function rangeOf(
  buckets: ExponentialBuckets,
  zeroThreshold: number,
  { min, max, bounds }: KnownTotals,
): Pick<ExponentialSnapshot, 'min' | 'max' | 'isMinBound' | 'isMaxBound'> {
  const { lowest, highest } = outerBuckets(buckets, zeroThreshold);
  const [least, most] = bounds ?? extremesOf(buckets, zeroThreshold);
  return {
    ...(isIn(lowest, min) ? { min } : { min: least, isMinBound: true }),
    ...(isIn(highest, max) ? { max } : { max: most, isMaxBound: true }),
  };
}

function isIn([lower, upper]: readonly [number, number], value: number | undefined): value is number {
  const isAbove = isKnown(value) && value >= lower - Math.abs(lower) * MISPLACED;
  return isAbove && value <= upper + Math.abs(upper) * MISPLACED;
}

function isKnown(value: unknown): value is number {
  return Number.isFinite(value);
}

function withoutSubnormals({ scale, zeroCount, positive, negative }: ExponentialBuckets): ExponentialBuckets {
  const least = minIndex(scale);
  const zerosIn = ({ offset, counts }: BucketRange) => total(counts.subarray(0, Math.max(0, least - offset)));
  const above = (range: BucketRange) => {
    if (range.counts.length > 0 && range.offset + range.counts.length - 1 > maxIndex(scale)) {
      throw new InferometerError(
        'HISTOGRAM_BUCKETS',
        `bucket ${range.offset + range.counts.length - 1} of scale ${scale} lies beyond the doubles. The histogram is damaged.`,
      );
    }
    const skipped = Math.max(0, least - range.offset);
    return trimmed(range.offset + skipped, range.counts.subarray(skipped));
  };
  return {
    scale,
    zeroCount: zeroCount + zerosIn(positive) + zerosIn(negative),
    positive: above(positive),
    negative: above(negative),
  };
}
