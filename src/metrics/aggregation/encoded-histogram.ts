/**
 * A histogram in few bytes: a snapshot is some fifteen objects and boxed numbers, 720 bytes for a single value in
 * Node, and an open histogram has a stage and a window of buckets. Here it is a head of 14 doubles, and a byte or two
 * for each of its buckets. Explicit bounds are those of the instrument, and not kept again.
 */
import type { ExplicitBuckets, ExponentialSnapshot } from '../../histogram/inner.ts';
import type { CountWriter } from './count-codec.ts';

/** What gives one list of counts after another. */
export interface CountSource {
  /** The next list, which was so long. */
  read(length: number): Float64Array;
}

/** Where each field is in a head; after a range's offset comes the number of its buckets. */
export const SCALE = 0;
export const MAX_BUCKETS = 1;
export const COUNT = 2;
export const SUM = 3;
export const MIN = 4;
export const MAX = 5;
export const REJECTED = 6;
export const ZERO_COUNT = 7;
export const ZERO_THRESHOLD = 8;
export const POSITIVE = 9;
export const NEGATIVE = 11;
/** How many explicit buckets there are; 0 without bounds. */
export const EXPLICIT = 13;
export const HEAD_DOUBLES = 14;

/** Writes the head at `at`, and appends the counts. */
export function encodeHistogram(
  histogram: ExponentialSnapshot,
  numbers: Float64Array,
  at: number,
  counts: CountWriter,
): void {
  const { positive, negative, explicit } = histogram;
  numbers[at + SCALE] = histogram.scale;
  numbers[at + MAX_BUCKETS] = histogram.maxBuckets;
  numbers[at + COUNT] = histogram.count;
  numbers[at + SUM] = histogram.sum;
  numbers[at + MIN] = histogram.min;
  numbers[at + MAX] = histogram.max;
  numbers[at + REJECTED] = histogram.rejected;
  numbers[at + ZERO_COUNT] = histogram.zeroCount;
  numbers[at + ZERO_THRESHOLD] = histogram.zeroThreshold;
  numbers[at + POSITIVE] = positive.offset;
  numbers[at + POSITIVE + 1] = positive.counts.length;
  numbers[at + NEGATIVE] = negative.offset;
  numbers[at + NEGATIVE + 1] = negative.counts.length;
  numbers[at + EXPLICIT] = explicit?.counts.length ?? 0;
  // First, for whoever wants no other.
  if (explicit !== undefined) counts.write(explicit.counts);
  counts.write(positive.counts);
  counts.write(negative.counts);
}

/** What is known of a histogram without a look at its exponential buckets. */
export interface HistogramTotals {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly explicit?: ExplicitBuckets | undefined;
}

/**
 * Only the totals; the reader is left before the exponential buckets.
 *
 * @param bounds those that the histogram was recorded with.
 */
export function decodeTotals(
  numbers: Float64Array,
  at: number,
  counts: CountSource,
  bounds: readonly number[] | undefined,
): HistogramTotals {
  const number = (field: number) => numbers[at + field] as number;
  const inBounds = counts.read(number(EXPLICIT));
  return {
    count: number(COUNT),
    sum: number(SUM),
    min: number(MIN),
    max: number(MAX),
    explicit: bounds && inBounds.length > 0 ? { bounds, counts: inBounds } : undefined,
  };
}

/** @param bounds those that the histogram was recorded with. */
export function decodeHistogram(
  numbers: Float64Array,
  at: number,
  counts: CountSource,
  bounds: readonly number[] | undefined,
): ExponentialSnapshot {
  const number = (field: number) => numbers[at + field] as number;
  const range = (field: number) => {
    return { offset: number(field), counts: counts.read(number(field + 1)) };
  };
  const { count, sum, min, max, explicit } = decodeTotals(numbers, at, counts, bounds);
  const snapshot: ExponentialSnapshot = {
    layout: 'exponential',
    version: 1,
    scale: number(SCALE),
    maxBuckets: number(MAX_BUCKETS),
    count,
    sum,
    min,
    max,
    rejected: number(REJECTED),
    zeroCount: number(ZERO_COUNT),
    zeroThreshold: number(ZERO_THRESHOLD),
    positive: range(POSITIVE),
    negative: range(NEGATIVE),
  };
  return explicit === undefined ? snapshot : { ...snapshot, explicit };
}
