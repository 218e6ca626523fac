/** The buckets of a snapshot of any layout, as the queries on snapshots walk them. */
import { type ExplicitSnapshot, validExplicitSnapshot } from '../explicit/explicit-snapshot.ts';
import { bucketLowerBound, representativeRatio } from '../exponential/exponential-bounds.ts';
import { HdrBuckets } from '../hdr/hdr-buckets.ts';
import { type HdrSnapshot, validHdrSnapshot } from '../hdr/hdr-snapshot.ts';
import { type ExponentialSnapshot, validSnapshot } from '../snapshot.ts';

/** A snapshot whose values are counted in buckets. */
export type BucketSnapshot = ExponentialSnapshot | ExplicitSnapshot | HdrSnapshot;

/** A bucket with values in it. */
export interface Cell {
  /** -Infinity for the first of explicit buckets. */
  readonly lower: number;
  /** Infinity for the last of explicit buckets; of HDR buckets the largest whole value. */
  readonly upper: number;
  /** What no value of the bucket is above: of HDR buckets the next whole value, if values have fractions. */
  readonly end: number;
  /** What stands for its values in sums; within the recorded minimum and maximum. */
  readonly value: number;
  /** Above 0. */
  readonly count: number;
}

/** The buckets with values in them, in ascending order. @throws HISTOGRAM_SNAPSHOT */
export function cellsOf(snapshot: BucketSnapshot): Cell[] {
  switch (snapshot?.layout) {
    case 'explicit':
      return explicitCells(validExplicitSnapshot(snapshot));
    case 'hdr':
      return hdrCells(validHdrSnapshot(snapshot));
    default:
      return exponentialCells(validSnapshot(snapshot));
  }
}

/** The bucket that holds the value of this rank, counted from 1; undefined beyond the last. */
export function cellAtRank(cells: readonly Cell[], rank: number): Cell | undefined {
  let seen = 0;
  return cells.find(({ count }) => {
    seen += count;
    return seen >= rank;
  });
}

function exponentialCells(snapshot: ExponentialSnapshot): Cell[] {
  const { scale, zeroCount, zeroThreshold, positive, negative } = snapshot;
  const ratio = representativeRatio(scale);
  const cells: Cell[] = [];
  for (let i = negative.counts.length - 1; i >= 0; i--) {
    const count = negative.counts[i] as number;
    if (count === 0) continue;
    const inner = bucketLowerBound(negative.offset + i, scale);
    const outer = bucketLowerBound(negative.offset + i + 1, scale);
    cells.push(bucket(-outer, -inner, within(snapshot, -inner * ratio), count));
  }
  if (zeroCount > 0) {
    cells.push(bucket(-zeroThreshold, zeroThreshold, within(snapshot, 0), zeroCount));
  }
  positive.counts.forEach((count, i) => {
    if (count === 0) return;
    const lower = bucketLowerBound(positive.offset + i, scale);
    const upper = bucketLowerBound(positive.offset + i + 1, scale);
    cells.push(bucket(lower, upper, within(snapshot, lower * ratio), count));
  });
  return cells;
}

/** The middle of what a bucket and the minimum and maximum leave stands for its values. */
function explicitCells(snapshot: ExplicitSnapshot): Cell[] {
  const { bounds, min, max } = snapshot;
  const cells: Cell[] = [];
  snapshot.counts.forEach((count, i) => {
    if (count === 0) return;
    const lower = bounds[i - 1] ?? -Infinity;
    const upper = bounds[i] ?? Infinity;
    cells.push(bucket(lower, upper, Math.max(lower, min) / 2 + Math.min(upper, max) / 2, count));
  });
  return cells;
}

function hdrCells(snapshot: HdrSnapshot): Cell[] {
  const buckets = new HdrBuckets(snapshot);
  const isWhole = holdsWholeValues(snapshot);
  const { offset, counts } = snapshot.counts;
  const cells: Cell[] = [];
  counts.forEach((count, i) => {
    if (count === 0) return;
    const index = offset + i;
    const [lower, upper, next] = [
      buckets.lowestAt(index),
      buckets.highestAt(index),
      buckets.lowestAt(index + 1),
    ];
    const middle = isWhole ? buckets.medianAt(index) : lower / 2 + next / 2;
    cells.push({ lower, upper, end: isWhole ? upper : next, value: within(snapshot, middle), count });
  });
  return cells;
}

/** As far as totals tell: fractions show in them unless they cancel one another out, or are lost beside large values. */
function holdsWholeValues({ sum, min, max }: HdrSnapshot): boolean {
  return Number.isSafeInteger(sum) && Number.isInteger(min) && Number.isInteger(max);
}

function bucket(lower: number, upper: number, value: number, count: number): Cell {
  return { lower, upper, end: upper, value, count };
}

function within({ min, max }: BucketSnapshot, value: number): number {
  return Math.min(Math.max(value, min), max);
}
