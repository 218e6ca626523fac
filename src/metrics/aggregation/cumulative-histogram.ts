/**
 * What a series recorded before its current interval: encoded, since it is written when an interval ends and read at a
 * scrape.
 */
import {
  type BucketRange,
  type ExplicitBuckets,
  ExponentialRecorder,
  type ExponentialSnapshot,
  lesser,
} from '../../histogram/inner.ts';
import { CountReader, CountWriter } from './count-codec.ts';
import { decodeHistogram, encodeHistogram, HEAD_DOUBLES, SUM } from './encoded-histogram.ts';

/** After the head: what rounding took from the sum. */
const LOST = HEAD_DOUBLES;
const COUNTS_AT = (HEAD_DOUBLES + 1) * Float64Array.BYTES_PER_ELEMENT;
/** Memory comes in pieces of so many bytes: most intervals need no more of it than there is. */
const PIECE = 32;

/** Room to add in, for any number of series one after another. */
export class MergeScratch {
  readonly head = new Float64Array(HEAD_DOUBLES + 1);
  readonly counts = new CountWriter();
}

export class CumulativeHistogram {
  // A bare buffer: measured, each view that is kept takes 100 bytes.
  private buffer: ArrayBuffer | undefined;

  /** Adds an interval, exactly but for the sum, which is compensated: however many there are, it is right to a rounding. */
  add(interval: ExponentialRecorder, bounds: readonly number[] | undefined, scratch: MergeScratch): void {
    const { head, counts } = scratch;
    counts.clear();
    const { sum } = interval;
    if (this.buffer === undefined) {
      encodeHistogram(interval.borrow(), head, 0, counts);
      head[LOST] = 0;
    } else {
      const before = new Float64Array(this.buffer, 0, LOST + 1);
      encodeHistogram(mergedWith(this.decode(this.buffer, bounds), interval), head, 0, counts);
      const [total, lost] = twoSum(before[SUM] as number, sum);
      head[SUM] = total;
      head[LOST] = (before[LOST] as number) + lost;
    }
    const { bytes } = counts;
    const buffer = this.roomFor(COUNTS_AT + bytes.length);
    new Float64Array(buffer, 0, LOST + 1).set(head);
    new Uint8Array(buffer, COUNTS_AT).set(bytes);
  }

  /** Undefined if there was nothing. @param bounds those of the instrument */
  snapshot(bounds: readonly number[] | undefined): ExponentialSnapshot | undefined {
    return this.buffer === undefined ? undefined : this.decode(this.buffer, bounds);
  }

  private decode(buffer: ArrayBuffer, bounds: readonly number[] | undefined): ExponentialSnapshot {
    const numbers = new Float64Array(buffer, 0, LOST + 1);
    const snapshot = decodeHistogram(numbers, 0, new CountReader(new Uint8Array(buffer, COUNTS_AT)), bounds);
    const lost = numbers[LOST] as number;
    // Beyond the largest double there is nothing to make up for.
    return Number.isFinite(snapshot.sum) ? { ...snapshot, sum: snapshot.sum + lost } : snapshot;
  }

  private roomFor(bytes: number): ArrayBuffer {
    if (this.buffer === undefined || this.buffer.byteLength < bytes) {
      this.buffer = new ArrayBuffer(Math.ceil(bytes / PIECE) * PIECE);
    }
    return this.buffer;
  }
}

/**
 * What was before together with what the current interval holds; both were recorded with the same bounds. At one scale
 * they are added bucket by bucket: a third of what the kernel takes, which wants its blocks filled (measured).
 */
export function mergedWith(before: ExponentialSnapshot, interval: ExponentialRecorder): ExponentialSnapshot {
  const added = interval.borrow();
  const positive = joined(before.positive, added.positive);
  const negative = joined(before.negative, added.negative);
  const explicit = before.explicit && { explicit: explicitSum(before.explicit, added.explicit) };
  const isFitting = Math.max(positive.length, negative.length) <= before.maxBuckets;
  if (isFitting && before.scale === added.scale) {
    return Object.freeze({
      layout: 'exponential',
      version: 1,
      scale: before.scale,
      maxBuckets: before.maxBuckets,
      count: before.count + added.count,
      sum: before.sum + added.sum,
      min: lesser(before.min, added.min),
      max: -lesser(-before.max, -added.max),
      rejected: before.rejected + added.rejected,
      zeroCount: before.zeroCount + added.zeroCount,
      zeroThreshold: before.zeroThreshold,
      positive: sumOf(positive, before.positive, added.positive),
      negative: sumOf(negative, before.negative, added.negative),
      ...explicit,
    });
  }
  // At another scale, which is rare: the kernel decides about scales.
  const both = new ExponentialRecorder(undefined, before.scale, before.maxBuckets);
  both.addSnapshot(before);
  both.addSnapshot(interval.snapshot());
  const merged = Object.freeze({ ...both.snapshot(), ...explicit });
  both.dispose();
  return merged;
}

/** Where a range of buckets begins, and how many there are. */
interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** The buckets that two ranges take together. */
function joined(before: BucketRange, { offset, counts }: BucketRange): Extent {
  const { length } = before.counts;
  if (length === 0) return { offset, length: counts.length };
  if (counts.length === 0) return { offset: before.offset, length };
  const start = Math.min(offset, before.offset);
  return { offset: start, length: Math.max(offset + counts.length, before.offset + length) - start };
}

function sumOf({ offset, length }: Extent, before: BucketRange, added: BucketRange): BucketRange {
  const counts = new Float64Array(length);
  if (before.counts.length > 0) counts.set(before.counts, before.offset - offset);
  const from = added.offset - offset;
  for (let i = 0; i < added.counts.length; i++)
    counts[from + i] = (counts[from + i] as number) + (added.counts[i] as number);
  return { offset: length === 0 ? 0 : offset, counts };
}

/** Both were recorded by one series, with the bounds of its instrument. */
function explicitSum(before: ExplicitBuckets, added: ExplicitBuckets | undefined): ExplicitBuckets {
  const counts = before.counts.slice();
  added?.counts.forEach((count, i) => {
    counts[i] = (counts[i] as number) + count;
  });
  return { bounds: before.bounds, counts };
}

/** a + b, and what rounding took from it (Neumaier). */
function twoSum(a: number, b: number): [sum: number, lost: number] {
  const sum = a + b;
  return [sum, Math.abs(a) >= Math.abs(b) ? a - sum + b : b - sum + a];
}
