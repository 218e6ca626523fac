/** The buckets of an exponential snapshot with values in them, from the most negative on. */
import type { FilledBucket } from '../base/layout.ts';
import { bucketLowerBound, representativeRatio } from './bucket-bounds.ts';
import type { ExponentialSnapshot } from './snapshot.ts';

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
