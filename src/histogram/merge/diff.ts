import type { BucketSnapshot } from '../layouts.ts';
import { pairedBins } from '../query/bins.ts';

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
  const differences: BucketDifference[] = [];
  for (const { lower, upper, counts } of pairedBins(before, after)) {
    if (counts[0] !== counts[1]) differences.push({ lower, upper, before: counts[0], after: counts[1] });
  }
  return differences;
}
