import { validExplicitSnapshot } from '../explicit/explicit-snapshot.ts';
import { withZeroThreshold } from '../exponential/zero-threshold.ts';
import { validHdrSnapshot } from '../hdr/hdr-snapshot.ts';
import { type BucketSnapshot, type Cell, cellsOf } from '../query/cells.ts';
import { requireSameBounds, requireSameResolution, unlike } from './alike.ts';
import { downscale } from './downscale.ts';

/** A bucket that two snapshots fill differently. */
export interface BucketDifference {
  readonly lower: number;
  readonly upper: number;
  /** Values in the bucket in the one snapshot ... */
  readonly before: number;
  /** ... and in the other. */
  readonly after: number;
}

/**
 * The buckets in which two snapshots differ, in ascending order; none when they hold the same. The snapshots may be
 * of different recordings. Exact: exponential ones are compared at the coarser of their scales.
 *
 * @throws HISTOGRAM_SNAPSHOT; HISTOGRAM_LAYOUT when the buckets of one are not those of the other
 * @example
 * for (const { lower, upper, before, after } of diffSnapshots(lastRelease, thisRelease)) …
 */
export function diffSnapshots(before: BucketSnapshot, after: BucketSnapshot): BucketDifference[] {
  const [left, right] = aligned(before, after).map(cellsOf) as [Cell[], Cell[]];
  const differences: BucketDifference[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const a = left[i];
    const b = right[j];
    const cell = !b || (a && a.lower <= b.lower) ? (a as Cell) : b;
    const isInLeft = a?.lower === cell.lower;
    const isInRight = b?.lower === cell.lower;
    if (isInLeft) i++;
    if (isInRight) j++;
    const counts = { before: isInLeft ? a.count : 0, after: isInRight ? b.count : 0 };
    if (counts.before !== counts.after) differences.push({ lower: cell.lower, upper: cell.upper, ...counts });
  }
  return differences;
}

/** Both snapshots with the same buckets. */
function aligned(before: BucketSnapshot, after: BucketSnapshot): [BucketSnapshot, BucketSnapshot] {
  if (before?.layout === 'exponential' && after?.layout === 'exponential') {
    const scale = Math.min(before.scale, after.scale);
    let [left, right] = [downscale(before, { scale }), downscale(after, { scale })];
    // A threshold inside of a bucket is raised to the bucket's end: until one serves both.
    while (left.zeroThreshold !== right.zeroThreshold) {
      left = withZeroThreshold(left, right.zeroThreshold);
      right = withZeroThreshold(right, left.zeroThreshold);
    }
    return [left, right];
  }
  if (before?.layout === 'hdr' && after?.layout === 'hdr') {
    requireSameResolution(validHdrSnapshot(before), validHdrSnapshot(after));
    return [before, after];
  }
  if (before?.layout === 'explicit' && after?.layout === 'explicit') {
    requireSameBounds(validExplicitSnapshot(before), validExplicitSnapshot(after));
    return [before, after];
  }
  throw unlike();
}
