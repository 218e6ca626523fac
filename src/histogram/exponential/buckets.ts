/** The buckets of both signs and the zeros, at one scale: what the algebra of exponential snapshots is about. */

import type { BucketRange } from '../base/bucket-range.ts';
import { coarser, extentAt } from '../base/bucket-range.ts';
import { bucketLowerBound, representativeRatio } from './bucket-bounds.ts';

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

/** The outer bounds of the outer buckets; zeros are 0. Only where something was counted. */
export function extremesOf(buckets: ExponentialBuckets): [least: number, most: number] {
  const { negative, positive } = buckets;
  const hasNegative = negative.counts.length > 0;
  const hasPositive = positive.counts.length > 0;
  const hasZeros = buckets.zeroCount > 0;
  const innermost = (range: BucketRange) => bucketLowerBound(range.offset, buckets.scale);
  const outermost = (range: BucketRange) =>
    bucketLowerBound(range.offset + range.counts.length, buckets.scale);
  return [
    hasNegative ? -outermost(negative) : hasZeros ? 0 : innermost(positive),
    hasPositive ? outermost(positive) : hasZeros ? 0 : -innermost(negative),
  ];
}

/** The sum of what stands for the values: within (base - 1) / (base + 1) of the sum of their magnitudes. */
export function estimatedSum({ scale, positive, negative }: ExponentialBuckets): number {
  const lowerSum = ({ offset, counts }: BucketRange) =>
    counts.reduce(
      (sum, count, i) => (count > 0 ? sum + count * bucketLowerBound(offset + i, scale) : sum),
      0,
    );
  return representativeRatio(scale) * (lowerSum(positive) - lowerSum(negative));
}
