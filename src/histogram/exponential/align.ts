import { downscale } from './downscale.ts';
import type { ExponentialSnapshot } from './snapshot.ts';
import { withZeroThreshold } from './zero-threshold.ts';

/** Both at the coarser of their scales, and with the same zero bucket: exact. */
export function alignExponential(
  one: ExponentialSnapshot,
  other: ExponentialSnapshot,
): [ExponentialSnapshot, ExponentialSnapshot] {
  const scale = Math.min(one.scale, other.scale);
  let [left, right] = [downscale(one, { scale }), downscale(other, { scale })];
  // A threshold inside of a bucket is raised to the bucket's end: until one serves both.
  while (left.zeroThreshold !== right.zeroThreshold) {
    left = withZeroThreshold(left, right.zeroThreshold);
    right = withZeroThreshold(right, left.zeroThreshold);
  }
  return [left, right];
}
