/** The buckets of both signs and the zeros, at one scale: what the algebra of exponential snapshots is about. */

import { type BucketRange, coarser, extentAt } from '../base/bucket-range.ts';
import type { FilledBucket } from '../base/layout.ts';
import { bucketLowerBound, MIN_ZERO_THRESHOLD, representativeRatio } from './bucket-bounds.ts';
import type { ExponentialSnapshot } from './snapshot.ts';

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

/** The buckets with values in them, from the most negative on. */
export function filledExponential({
  scale,
  zeroCount,
  zeroThreshold,
  positive,
  negative,
}: ExponentialSnapshot): FilledBucket[] {
  const ratio = representativeRatio(scale);
  const buckets: FilledBucket[] = [];
  for (let i = negative.counts.length - 1; i >= 0; i--) {
    const count = negative.counts[i] as number;
    if (count === 0) continue;
    const inner = bucketLowerBound(negative.offset + i, scale);
    const outer = bucketLowerBound(negative.offset + i + 1, scale);
    buckets.push({ lower: -outer, upper: -inner, point: -inner * ratio, count });
  }
  if (zeroCount > 0) {
    buckets.push({ lower: -zeroThreshold, upper: zeroThreshold, point: 0, count: zeroCount });
  }
  positive.counts.forEach((count, i) => {
    if (count === 0) return;
    const lower = bucketLowerBound(positive.offset + i, scale);
    const upper = bucketLowerBound(positive.offset + i + 1, scale);
    buckets.push({ lower, upper, point: lower * ratio, count });
  });
  return buckets;
}
