import { type BucketRange, total, trimmed } from '../base/bucket-range.ts';
import { bucketIndex, bucketLowerBound } from './bucket-bounds.ts';
import type { ExponentialSnapshot } from './snapshot.ts';

/**
 * The snapshot with a wider zero bucket: magnitudes up to the threshold are folded into it. A threshold inside of a
 * bucket with values becomes that bucket's upper bound (OpenTelemetry data model, section on the zero threshold).
 */
export function withZeroThreshold(snapshot: ExponentialSnapshot, threshold: number): ExponentialSnapshot {
  if (threshold <= snapshot.zeroThreshold) return snapshot;
  const { scale, positive, negative } = snapshot;
  const index = bucketIndex(threshold, scale);
  const upper = bucketLowerBound(index + 1, scale);
  const isInside = threshold < upper && holds(positive, index) + holds(negative, index) > 0;
  const first = isInside || threshold === upper ? index + 1 : index;
  return Object.freeze({
    ...snapshot,
    zeroThreshold: isInside ? upper : threshold,
    zeroCount: snapshot.zeroCount + under(positive, first) + under(negative, first),
    positive: from(positive, first),
    negative: from(negative, first),
  });
}

function holds({ offset, counts }: BucketRange, index: number): number {
  return counts[index - offset] ?? 0;
}

function under({ offset, counts }: BucketRange, first: number): number {
  return total(counts.subarray(0, Math.max(0, first - offset)));
}

function from({ offset, counts }: BucketRange, first: number): BucketRange {
  const skipped = Math.max(0, first - offset);
  return trimmed(offset + skipped, counts.subarray(skipped));
}
