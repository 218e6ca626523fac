/**
 * What a series recorded before its current interval: encoded, since it is written when an interval ends and read at a
 * scrape.
 */
import { type BucketRange, type ExponentialSnapshot, Histogram } from '../../histogram/index.ts';
import { CountReader, CountWriter } from './count-codec.ts';
import {
  COUNT,
  decodeHistogram,
  EXPLICIT,
  encodeHistogram,
  HEAD_DOUBLES,
  MAX,
  MAX_BUCKETS,
  MIN,
  NEGATIVE,
  POSITIVE,
  REJECTED,
  SCALE,
  SUM,
  ZERO_COUNT,
} from './encoded-histogram.ts';

/** After the head: what rounding took from the sum. */
const LOST = HEAD_DOUBLES;
const COUNTS_AT = (HEAD_DOUBLES + 1) * Float64Array.BYTES_PER_ELEMENT;
/** Memory comes in pieces of so many bytes: most intervals need no more of it than there is. */
const PIECE = 32;

/** Room to add in, for any number of series one after another. */
export class MergeScratch {
  readonly head = new Float64Array(HEAD_DOUBLES + 1);
  readonly counts = new CountWriter();
  private buckets = new Float64Array(512);

  /** So many zeros; good until the next call. */
  zeros(length: number): Float64Array {
    if (this.buckets.length < length) this.buckets = new Float64Array(2 * length);
    return this.buckets.subarray(0, length).fill(0);
  }
}

export class CumulativeHistogram {
  // A bare buffer: measured, each view that is kept takes 100 bytes.
  private buffer: ArrayBuffer | undefined;

  /** Adds an interval, exactly but for the sum, which is compensated: however many there are, it is right to a rounding. */
  add(interval: Histogram, scratch: MergeScratch): void {
    const { head, counts } = scratch;
    const added = interval.borrow();
    const { sum } = added;
    counts.clear();
    if (this.buffer === undefined) {
      encodeHistogram(added, head, 0, counts);
      head[LOST] = 0;
    } else {
      const before = new Float64Array(this.buffer, 0, LOST + 1);
      const reader = new CountReader(new Uint8Array(this.buffer, COUNTS_AT));
      if (fits(before, added)) addTo(before, reader, added, scratch);
      // At another scale than before, which is rare: the series has reached further than ever.
      else
        encodeHistogram(
          mergedWith(this.decode(this.buffer, added.explicit?.bounds), interval),
          head,
          0,
          counts,
        );
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

/** What was before together with what the current interval holds; both were recorded with the same bounds. */
export function mergedWith(before: ExponentialSnapshot, interval: Histogram): ExponentialSnapshot {
  const both = Histogram.from(before);
  try {
    return both.merge(interval).snapshot();
  } finally {
    both.dispose();
  }
}

/** Whether the sum needs no other scale: the kernel decides about scales, and is asked where one changes. */
function fits(before: Float64Array, { scale, maxBuckets, positive, negative }: ExponentialSnapshot): boolean {
  return (
    before[SCALE] === scale &&
    before[MAX_BUCKETS] === maxBuckets &&
    joined(before, POSITIVE, positive).length <= maxBuckets &&
    joined(before, NEGATIVE, negative).length <= maxBuckets
  );
}

/** Bucket by bucket: a tenth of what the kernel takes, which wants its blocks unpacked. */
function addTo(
  before: Float64Array,
  reader: CountReader,
  added: ExponentialSnapshot,
  scratch: MergeScratch,
): void {
  const { head } = scratch;
  head.set(before);
  head[COUNT] = (before[COUNT] as number) + added.count;
  head[REJECTED] = (before[REJECTED] as number) + added.rejected;
  head[ZERO_COUNT] = (before[ZERO_COUNT] as number) + added.zeroCount;
  // NaN stands for no value.
  if (!((before[MIN] as number) <= added.min) && !Number.isNaN(added.min)) head[MIN] = added.min;
  if (!((before[MAX] as number) >= added.max) && !Number.isNaN(added.max)) head[MAX] = added.max;
  addRange(before, POSITIVE, reader, added.positive, scratch);
  addRange(before, NEGATIVE, reader, added.negative, scratch);
  addExplicit(before, reader, added, scratch);
}

/** Both were recorded by one series, with the bounds of its instrument. */
function addExplicit(
  before: Float64Array,
  reader: CountReader,
  { explicit }: ExponentialSnapshot,
  scratch: MergeScratch,
): void {
  if (explicit === undefined) return;
  const { counts } = explicit;
  const both = reader.read(scratch.zeros(before[EXPLICIT] as number));
  for (let i = 0; i < both.length; i++) both[i] = (both[i] as number) + (counts[i] as number);
  scratch.counts.write(both);
}

function addRange(
  before: Float64Array,
  field: number,
  reader: CountReader,
  added: BucketRange,
  scratch: MergeScratch,
): void {
  const { offset, length } = joined(before, field, added);
  const buckets = scratch.zeros(length);
  const from = (before[field] as number) - offset;
  reader.read(buckets, from, from + (before[field + 1] as number));
  const at = added.offset - offset;
  for (let i = 0; i < added.counts.length; i++)
    buckets[at + i] = (buckets[at + i] as number) + (added.counts[i] as number);
  scratch.head[field] = offset;
  scratch.head[field + 1] = length;
  scratch.counts.write(buckets);
}

/** The buckets that two ranges take together. */
function joined(before: Float64Array, field: number, { offset, counts }: BucketRange) {
  const [beforeOffset, beforeLength] = [before[field] as number, before[field + 1] as number];
  if (beforeLength === 0) return { offset, length: counts.length };
  if (counts.length === 0) return { offset: beforeOffset, length: beforeLength };
  const start = Math.min(offset, beforeOffset);
  return { offset: start, length: Math.max(offset + counts.length, beforeOffset + beforeLength) - start };
}

/** a + b, and what rounding took from it (Neumaier). */
function twoSum(a: number, b: number): [sum: number, lost: number] {
  const sum = a + b;
  return [sum, Math.abs(a) >= Math.abs(b) ? a - sum + b : b - sum + a];
}
