/** Exponential snapshots as OpenTelemetry's ExponentialHistogramDataPoint, and back (data model, ExponentialHistogram). */
import { InferometerError } from '../../errors.ts';
import { isRecord } from '../../validate.ts';
import { type BucketRange, total, trimmed } from '../base/bucket-range.ts';
import { requireOptionNames } from '../base/options.ts';
import { downscale } from '../exponential/downscale.ts';
import type { ExponentialSnapshot } from '../exponential/snapshot.ts';
import { snapshotOfBuckets } from './foreign-buckets.ts';

/**
 * The fields of a data point that are about values; names and shape are those of OTLP in JSON and of the JavaScript
 * SDK's ExponentialHistogram. Attributes and times are the exporter's.
 */
export interface OtelExponentialHistogram {
  readonly count: number;
  /** Left out by some where values can be negative. */
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly zeroThreshold?: number;
  readonly positive: OtelBuckets;
  readonly negative: OtelBuckets;
}

export interface OtelBuckets {
  /** The index of the first count: bucket i covers (base^i, base^(i+1)]. */
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

export interface OtelOptions {
  /** Each sign spans at most so many buckets, 128 to 65536; 160, the SDKs' default, if left out. */
  readonly maxBuckets?: number;
}

const MIN_SCALE = -4;
const LARGEST_SCALE = 20;
const LARGEST_COUNT = 2 ** 64;

/**
 * The snapshot as a data point. Exact: where more buckets are in use than allowed, the scale is lowered. `rejected`
 * is not part of the data model; `min` and `max` are left out of an empty one, and where they are only bounds.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND, HISTOGRAM_DOWNSCALE
 */
export function toOtelExponential(
  snapshot: ExponentialSnapshot,
  options: OtelOptions = {},
): OtelExponentialHistogram {
  requireOptionNames(options, ['maxBuckets']);
  const { maxBuckets = 160 } = options;
  const downscaled = downscale(snapshot, { maxBuckets });
  const { count, sum, min, max, isMinBound, isMaxBound } = downscaled;
  const { scale, zeroCount, zeroThreshold, positive, negative } = downscaled;
  return {
    count,
    sum,
    ...(count > 0 && !isMinBound && { min }),
    ...(count > 0 && !isMaxBound && { max }),
    scale,
    zeroCount,
    zeroThreshold,
    positive: bucketsOf(positive),
    negative: bucketsOf(negative),
  };
}

/**
 * The data point as a snapshot. Exact for counts; scales above 8, the largest here, are lowered to 8. A `sum`, `min` or
 * `max` that is left out, or lies in another bucket than the values, is estimated from the buckets. The zero bucket keeps its threshold; queries take what is in it
 * as 0, and recording into a histogram made of the snapshot goes on with the threshold 2^-1022.
 *
 * @throws HISTOGRAM_BUCKETS for scales under -4 or above 20, for what are no counts, for a `count` that is not their
 *   sum, and for buckets beyond the doubles
 */
export function fromOtelExponential(point: OtelExponentialHistogram): ExponentialSnapshot {
  if (!isRecord(point)) throw badBuckets(`it is ${String(point)}`);
  const { scale, zeroCount, zeroThreshold = 0, sum, min, max } = point;
  if (!Number.isInteger(scale) || scale < MIN_SCALE || scale > LARGEST_SCALE)
    throw badBuckets(`scale is ${scale}, expected ${MIN_SCALE} to ${LARGEST_SCALE}`);
  if (!(zeroThreshold >= 0 && zeroThreshold < Infinity))
    throw badBuckets(`zeroThreshold is ${zeroThreshold}`);
  const positive = rangeOf('positive', point.positive);
  const negative = rangeOf('negative', point.negative);
  requireCount('zeroCount', zeroCount);
  const counted = zeroCount + total(positive.counts) + total(negative.counts);
  if (counted !== point.count && point.count < Number.MAX_SAFE_INTEGER)
    throw badBuckets(`count is ${point.count}, the buckets hold ${counted}`);
  return snapshotOfBuckets({ scale, zeroCount, positive, negative }, { sum, min, max, zeroThreshold });
}

function bucketsOf({ offset, counts }: BucketRange): OtelBuckets {
  return { offset, bucketCounts: [...counts] };
}

function rangeOf(label: string, buckets: OtelBuckets): BucketRange {
  if (!isRecord(buckets)) throw badBuckets(`${label} is ${String(buckets)}`);
  const { offset, bucketCounts } = buckets;
  if (!Array.isArray(bucketCounts)) throw badBuckets(`${label}.bucketCounts is no array`);
  if (!Number.isInteger(offset) || Math.abs(offset) > 2 ** 31)
    throw badBuckets(`${label}.offset is ${offset}`);
  for (const count of bucketCounts) requireCount(`${label}.bucketCounts`, count);
  return trimmed(offset, Float64Array.from(bucketCounts));
}

function requireCount(label: string, count: unknown): void {
  if (Number.isInteger(count) && (count as number) >= 0 && (count as number) <= LARGEST_COUNT) return;
  throw badBuckets(`${label} holds ${String(count)}, which is no count`);
}

function badBuckets(what: string): InferometerError {
  return new InferometerError(
    'HISTOGRAM_BUCKETS',
    `not an exponential histogram of OpenTelemetry: ${what}. Convert counts to numbers, and pass a point of this type.`,
  );
}
