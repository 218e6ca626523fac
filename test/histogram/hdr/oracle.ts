/**
 * The formulas of Java's org.HdrHistogram.AbstractHistogram, in big integers and as slow as they read: what the HDR
 * histogram is held against. Nothing here is shared with it.
 */

import type { HdrSnapshot } from 'inferometer/histogram';

export class JavaHistogram {
  readonly counts = new Map<number, bigint>();
  private readonly unitMagnitude: bigint;
  private readonly subBucketHalfCountMagnitude: bigint;
  private readonly subBucketHalfCount: bigint;

  constructor(significantDigits: number, lowestDiscernible: number) {
    const largestWithSingleUnit = 2n * 10n ** BigInt(significantDigits);
    this.unitMagnitude = bitLength(BigInt(lowestDiscernible)) - 1n;
    this.subBucketHalfCountMagnitude = bitLength(largestWithSingleUnit - 1n) - 1n;
    this.subBucketHalfCount = 1n << this.subBucketHalfCountMagnitude;
  }

  indexOf(value: bigint): number {
    const mask = ((this.subBucketHalfCount << 1n) - 1n) << this.unitMagnitude;
    const bucket = bitLength(value | mask) - 1n - this.unitMagnitude - this.subBucketHalfCountMagnitude;
    const subBucket = value >> (bucket + this.unitMagnitude);
    return Number(((bucket + 1n) << this.subBucketHalfCountMagnitude) + subBucket - this.subBucketHalfCount);
  }

  lowestAt(index: number): bigint {
    const [bucket, subBucket] = this.bucketsAt(index);
    return subBucket << (bucket + this.unitMagnitude);
  }

  sizeAt(index: number): bigint {
    return 1n << (this.bucketsAt(index)[0] + this.unitMagnitude);
  }

  highestAt(index: number): bigint {
    return this.lowestAt(index) + this.sizeAt(index) - 1n;
  }

  medianAt(index: number): bigint {
    return this.lowestAt(index) + (this.sizeAt(index) >> 1n);
  }

  /** Java's countsArrayLength for a highest trackable value. */
  lengthFor(highestTrackable: bigint): number {
    let smallestUntrackable = (this.subBucketHalfCount << 1n) << this.unitMagnitude;
    let buckets = 1n;
    while (smallestUntrackable <= highestTrackable) {
      smallestUntrackable <<= 1n;
      buckets++;
    }
    return Number((buckets + 1n) * this.subBucketHalfCount);
  }

  /** A double counts as if cast to a long. */
  record(value: number, times = 1n): void {
    this.recordLong(BigInt(Math.trunc(value)), times);
  }

  recordLong(value: bigint, times = 1n): void {
    const index = this.indexOf(value);
    this.counts.set(index, (this.counts.get(index) ?? 0n) + times);
  }

  recordWithExpectedInterval(value: bigint, interval: bigint, times = 1n): void {
    this.recordLong(value, times);
    if (interval <= 0n) return;
    for (let missing = value - interval; missing >= interval; missing -= interval) {
      this.recordLong(missing, times);
    }
  }

  get total(): bigint {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0n);
  }

  /** Buckets in use, ascending. */
  entries(): [index: number, count: bigint][] {
    return [...this.counts].filter(([, count]) => count > 0n).sort(([a], [b]) => a - b);
  }

  /** The value of rank max(1, ceil(nextDown(q) * total)): the highest equivalent one, the lowest for q = 0. */
  quantile(q: number, nextDown: (value: number) => number): number {
    const total = this.total;
    const rank = q === 0 ? 1n : BigInt(Math.max(1, Math.ceil(nextDown(q) * Number(total))));
    let seen = 0n;
    for (const [index, count] of this.entries()) {
      seen += count;
      if (seen >= rank) return Number(q === 0 ? this.lowestAt(index) : this.highestAt(index));
    }
    return Number.NaN;
  }

  get mean(): number {
    let sum = 0;
    for (const [index, count] of this.entries()) sum += Number(this.medianAt(index)) * Number(count);
    return sum / Number(this.total);
  }

  get stdDev(): number {
    const mean = this.mean;
    let sum = 0;
    for (const [index, count] of this.entries()) {
      const deviation = Number(this.medianAt(index)) - mean;
      sum += deviation * deviation * Number(count);
    }
    return Math.sqrt(sum / Number(this.total));
  }

  private bucketsAt(index: number): [bucket: bigint, subBucket: bigint] {
    const half = this.subBucketHalfCount;
    const bucket = (BigInt(index) >> this.subBucketHalfCountMagnitude) - 1n;
    const subBucket = (BigInt(index) & (half - 1n)) + half;
    return bucket < 0n ? [0n, subBucket - half] : [bucket, subBucket];
  }
}

function bitLength(value: bigint): bigint {
  return BigInt(value.toString(2).length);
}

/** The buckets in use of a snapshot, in the form of `JavaHistogram.entries`. */
export function entriesOf({ counts: { offset, counts } }: HdrSnapshot): [index: number, count: bigint][] {
  const entries: [number, bigint][] = [];
  counts.forEach((count, i) => {
    if (count > 0) entries.push([offset + i, BigInt(count)]);
  });
  return entries;
}
