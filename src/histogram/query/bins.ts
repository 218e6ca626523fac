/** The buckets of a snapshot with values in them, as the queries walk them. */
import type { FilledBucket } from '../base/layout.ts';
import { clamped } from '../base/totals-between.ts';
import { aligned, type BucketSnapshot, bucketLayoutOf } from '../layouts.ts';

export interface Bin extends FilledBucket {
  /** What no value of the bucket is above: of HDR buckets the next whole value, if values have fractions. */
  readonly end: number;
  /** What stands for its values in sums; within the recorded minimum and maximum. */
  readonly value: number;
}

/** In ascending order. @param snapshot a valid one: see `validOf`. @throws HISTOGRAM_SNAPSHOT if it has no buckets */
export function binsOf(snapshot: BucketSnapshot): Bin[] {
  return bucketLayoutOf(snapshot)
    .filled(snapshot)
    .map((bucket) => ({
      ...bucket,
      end: bucket.end ?? bucket.upper,
      value: representativeOf(bucket, snapshot),
    }));
}

/** The bucket that holds the value of this rank, counted from 1; undefined beyond the last. */
export function binAtRank(bins: readonly Bin[], rank: number): Bin | undefined {
  let seen = 0;
  return bins.find(({ count }) => {
    seen += count;
    return seen >= rank;
  });
}

/** What stands for the values of a bucket that lie between a minimum and a maximum. */
export function representativeOf(
  { lower, upper, point }: FilledBucket,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const inside = (value: number) => clamped(value, min, max);
  return inside(point ?? inside(lower) / 2 + inside(upper) / 2);
}

/** A bucket in which at least one of two snapshots has values, and the values of each. */
export interface BinPair extends FilledBucket {
  readonly counts: readonly [number, number];
}

/** In ascending order; exact: exponential snapshots are laid out at the coarser of their scales. @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_LAYOUT */
export function* pairedBins(one: BucketSnapshot, other: BucketSnapshot): Generator<BinPair> {
  const [left, right] = aligned(one, other).map((snapshot) => bucketLayoutOf(snapshot).filled(snapshot)) as [
    FilledBucket[],
    FilledBucket[],
  ];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const a = left[i];
    const b = right[j];
    const bucket = b === undefined || (a !== undefined && a.lower <= b.lower) ? (a as FilledBucket) : b;
    const isInLeft = a?.lower === bucket.lower;
    const isInRight = b?.lower === bucket.lower;
    if (isInLeft) i++;
    if (isInRight) j++;
    yield { ...bucket, counts: [isInLeft ? a.count : 0, isInRight ? b.count : 0] };
  }
}

/** What stands for the value of nearest rank; the largest value itself, where it is known. @param q in [0, 1] */
export function valueAtQuantile(bins: readonly Bin[], q: number, snapshot: BucketSnapshot): number {
  const { count, max } = snapshot;
  const isMaxKnown = !('isMaxBound' in snapshot);
  const rank = q * count;
  return rank > count - 1 && isMaxKnown ? max : (binAtRank(bins, rank)?.value ?? max);
}
