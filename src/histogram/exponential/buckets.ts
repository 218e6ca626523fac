/** The buckets of both signs and the zeros, at one scale: what the algebra of exponential snapshots is about. */

import { type BucketRange, coarser, extentAt } from '../base/bucket-range.ts';
import { bucketLowerBound, MIN_ZERO_THRESHOLD, representativeRatio } from './bucket-bounds.ts';

export interface ExponentialBuckets {
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: BucketRange;
  readonly negative: BucketRange;
}

/** The same counts at a scale lower by k, exactly: 2^k buckets of one scale are one bucket of the other. */
export function coarsened({ scale, zeroCount, positive, negative }: ExponentialBuckets, k: number) {
  return { scale: scale - k, zeroCount, positive: coarser(positive, k), negative: coarser(negative, k) };
}

/** By how much the scale is to be lowered so that neither sign spans more than `most` buckets. */
export function coarseningTo({ positive, negative }: ExponentialBuckets, most: number): number {
  let k = 0;
  while (extentAt(positive, k) > most || extentAt(negative, k) > most) k++;
  return k;
}

/** Where the lowest and the highest bucket with values begin and end. Only where something was counted. */
export function outerBuckets(
  { scale, zeroCount, positive, negative }: ExponentialBuckets,
  zeroThreshold: number,
): { readonly lowest: Span; readonly highest: Span } {
  const first = ({ offset }: BucketRange): Span => [
    bucketLowerBound(offset, scale),
    bucketLowerBound(offset + 1, scale),
  ];
  const last = ({ offset, counts }: BucketRange) => first({ offset: offset + counts.length - 1, counts });
  const mirrored = ([lower, upper]: Span): Span => [-upper, -lower];
  const zeros: Span | undefined = zeroCount > 0 ? [0 - zeroThreshold, zeroThreshold] : undefined;
  return {
    lowest: negative.counts.length > 0 ? mirrored(last(negative)) : (zeros ?? first(positive)),
    highest: positive.counts.length > 0 ? last(positive) : (zeros ?? mirrored(first(negative))),
  };
}

/** The outer bounds of the outer buckets. What a histogram of ours has in its zero bucket is taken as 0. */
export function extremesOf(
  buckets: ExponentialBuckets,
  zeroThreshold: number,
): [least: number, most: number] {
  const threshold = zeroThreshold > MIN_ZERO_THRESHOLD ? zeroThreshold : 0;
  const { lowest, highest } = outerBuckets(buckets, threshold);
  return [lowest[0], highest[1]];
}

type Span = readonly [lower: number, upper: number];

/** The sum of what stands for the values: within (base - 1) / (base + 1) of the sum of their magnitudes. */
export function estimatedSum({ scale, positive, negative }: ExponentialBuckets): number {
  const lowerSum = ({ offset, counts }: BucketRange) =>
    counts.reduce(
      (sum, count, i) => (count > 0 ? sum + count * bucketLowerBound(offset + i, scale) : sum),
      0,
    );
  return representativeRatio(scale) * (lowerSum(positive) - lowerSum(negative));
}
