/** An exponential snapshot of buckets that somebody else counted, with whatever else was handed over. */
import { InferometerError } from '../../errors.ts';
import type { BucketRange } from '../base/bucket-range.ts';
import { total, trimmed } from '../base/bucket-range.ts';
import { LEAST_ZERO_THRESHOLD, largestIndex, leastIndex } from '../exponential/bucket-bounds.ts';
import {
  coarsened,
  coarseningTo,
  type ExponentialBuckets,
  estimatedSum,
  extremesOf,
} from '../exponential/buckets.ts';
import type { ExponentialSnapshot } from '../exponential/snapshot.ts';

/** What came with the buckets; what did not, or is no number, is estimated from them. */
export interface KnownTotals {
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly rejected?: number;
  readonly zeroThreshold?: number;
}

const LARGEST_SCALE = 8;
const LEAST_MAX_BUCKETS = 128;
const MOST_MAX_BUCKETS = 65536;

/**
 * Scales above 8 are lowered to 8, exactly, and further where more than 65,536 buckets would be needed; magnitudes
 * up to 2^-1022 join the zeros. `maxBuckets` is the least that holds the buckets.
 *
 * @throws HISTOGRAM_BUCKETS for buckets beyond the doubles
 */
export function snapshotOfBuckets(buckets: ExponentialBuckets, known: KnownTotals): ExponentialSnapshot {
  const fine = coarsened(buckets, Math.max(0, buckets.scale - LARGEST_SCALE));
  const normal = withoutSubnormals(fine);
  const fitted = coarsened(normal, coarseningTo(normal, MOST_MAX_BUCKETS));
  const { scale, zeroCount, positive, negative } = fitted;
  const count = zeroCount + total(positive.counts) + total(negative.counts);
  const isEmpty = count === 0;
  const [least, most] = isEmpty ? [Number.NaN, Number.NaN] : extremesOf(fitted);
  const extent = Math.max(positive.counts.length, negative.counts.length, LEAST_MAX_BUCKETS);
  const { sum, min, max } = known;
  return Object.freeze({
    layout: 'exponential',
    version: 1,
    scale,
    maxBuckets: 2 ** Math.ceil(Math.log2(extent)),
    count,
    sum: isEmpty ? 0 : isKnown(sum) ? sum : estimatedSum(fitted),
    min: !isEmpty && isKnown(min) ? min : least,
    max: !isEmpty && isKnown(max) ? max : most,
    rejected: known.rejected ?? 0,
    zeroCount,
    zeroThreshold: Math.max(known.zeroThreshold ?? 0, LEAST_ZERO_THRESHOLD),
    positive,
    negative,
  });
}

function isKnown(value: unknown): value is number {
  return Number.isFinite(value);
}

function withoutSubnormals({ scale, zeroCount, positive, negative }: ExponentialBuckets): ExponentialBuckets {
  const least = leastIndex(scale);
  const zerosIn = ({ offset, counts }: BucketRange) => total(counts.subarray(0, Math.max(0, least - offset)));
  const above = (range: BucketRange) => {
    if (range.counts.length > 0 && range.offset + range.counts.length - 1 > largestIndex(scale)) {
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
