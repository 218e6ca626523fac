/**
 * What a series recorded before its current interval. It is encoded, because a series keeps it for as long as it lives, and
 * writes it once an interval and reads it once a scrape.
 */
import {
  type BucketRange,
  coarsened,
  type ExplicitBuckets,
  type ExponentialSnapshot,
  lesser,
} from '../../histogram/inner.ts';
import { CountReader, CountWriter } from './count-codec.ts';
import {
  decodeHistogram,
  encodeHistogram,
  HEAD_DOUBLES,
  type HistogramTotals,
  SUM,
} from './encoded-histogram.ts';

/** After the head: what rounding took from the sum. */
const LOST = HEAD_DOUBLES;
const COUNTS_AT = (HEAD_DOUBLES + 1) * Float64Array.BYTES_PER_ELEMENT;
/** Memory comes in pieces of so many bytes: most intervals need no more of it than there is. */
const PIECE = 32;

/** How what was encoded is read: see encoded-histogram.ts. */
type Decode<T> = (
  numbers: Float64Array,
  at: number,
  counts: CountReader,
  bounds: readonly number[] | undefined,
) => Writable<T>;

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** Room to add in, for any number of series one after another. */
export class MergeScratch {
  readonly head = new Float64Array(HEAD_DOUBLES + 1);
  readonly counts = new CountWriter();
}

export class CumulativeHistogram {
  // A bare buffer: measured, each view that is kept takes 100 bytes.
  private buffer: ArrayBuffer | undefined = undefined;

  /** Adds an interval, exactly but for the sum, which is compensated: however many there are, it is right to a rounding. */
  add(interval: ExponentialSnapshot, bounds: readonly number[] | undefined, scratch: MergeScratch): void {
    const { head, counts } = scratch;
    counts.clear();
    const { sum } = interval;
    const before = this.read(decodeHistogram, bounds);
    encodeHistogram(before ? mergedWith(before, interval) : interval, head, 0, counts);
    head[LOST] = 0;
    if (this.buffer !== undefined) {
      const old = new Float64Array(this.buffer, 0, LOST + 1);
      const [total, lost] = twoSum(old[SUM] as number, sum);
      head[SUM] = total;
      head[LOST] = (old[LOST] as number) + lost;
    }
    const { bytes } = counts;
    const buffer = this.roomFor(COUNTS_AT + bytes.length);
    new Float64Array(buffer, 0, LOST + 1).set(head);
    new Uint8Array(buffer, COUNTS_AT).set(bytes);
  }

  /** All of it, or its totals alone, in a third of the time; undefined if there was nothing. */
  read<T extends HistogramTotals>(decode: Decode<T>, bounds: readonly number[] | undefined): T | undefined {
    const { buffer } = this;
    if (buffer === undefined) return undefined;
    const numbers = new Float64Array(buffer, 0, LOST + 1);
    const read = decode(numbers, 0, new CountReader(new Uint8Array(buffer, COUNTS_AT)), bounds);
    // Beyond the largest double there is nothing to make up for.
    if (Number.isFinite(read.sum)) read.sum += numbers[LOST] as number;
    return read;
  }

  private roomFor(bytes: number): ArrayBuffer {
    if (this.buffer === undefined || this.buffer.byteLength < bytes) {
      this.buffer = new ArrayBuffer(Math.ceil(bytes / PIECE) * PIECE);
    }
    return this.buffer;
  }
}

/**
 * What was before together with what the current interval holds; both were recorded with the same bounds. They are added
 * here, bucket by bucket: the kernel takes three times as long, since it wants its blocks filled (measured), and may have
 * no room for them.
 */
export function mergedWith(before: ExponentialSnapshot, added: ExponentialSnapshot): ExponentialSnapshot {
  const { count, sum, min, max, explicit } = mergedTotals(before, added);
  const [one, other] = atOneScale(before, added);
  return Object.freeze({
    layout: 'exponential',
    version: 1,
    scale: one.scale,
    maxBuckets: before.maxBuckets,
    count,
    sum,
    min,
    max,
    rejected: before.rejected + added.rejected,
    zeroCount: one.zeroCount + other.zeroCount,
    zeroThreshold: before.zeroThreshold,
    positive: sumOf(one.positive, other.positive),
    negative: sumOf(one.negative, other.negative),
    ...(explicit && { explicit }),
  });
}

/** As `mergedWith`, without the exponential buckets. */
export function mergedTotals(before: HistogramTotals, added: HistogramTotals): HistogramTotals {
  return {
    count: before.count + added.count,
    sum: before.sum + added.sum,
    min: lesser(before.min, added.min),
    max: -lesser(-before.max, -added.max),
    explicit: before.explicit && explicitSum(before.explicit, added.explicit as ExplicitBuckets),
  };
}

/** The buckets of both at the largest scale at which they take no more together than one histogram may. */
function atOneScale(before: ExponentialSnapshot, added: ExponentialSnapshot) {
  for (let scale = Math.min(before.scale, added.scale); ; scale--) {
    const one = coarsened(before, before.scale - scale);
    const other = coarsened(added, added.scale - scale);
    const extent = Math.max(
      joined(one.positive, other.positive).length,
      joined(one.negative, other.negative).length,
    );
    if (extent <= before.maxBuckets) return [one, other] as const;
  }
}

/** The buckets that two ranges take together. */
function joined(before: BucketRange, { offset, counts }: BucketRange): { offset: number; length: number } {
  const { length } = before.counts;
  if (length === 0) return { offset, length: counts.length };
  if (counts.length === 0) return { offset: before.offset, length };
  const start = Math.min(offset, before.offset);
  return { offset: start, length: Math.max(offset + counts.length, before.offset + length) - start };
}

function sumOf(before: BucketRange, added: BucketRange): BucketRange {
  const { offset, length } = joined(before, added);
  const counts = new Float64Array(length);
  if (before.counts.length > 0) counts.set(before.counts, before.offset - offset);
  const from = added.offset - offset;
  for (let i = 0; i < added.counts.length; i++)
    counts[from + i] = (counts[from + i] as number) + (added.counts[i] as number);
  return { offset: length === 0 ? 0 : offset, counts };
}

/** Both were recorded by one series, with the bounds of its instrument. */
function explicitSum({ bounds, counts }: ExplicitBuckets, added: ExplicitBuckets): ExplicitBuckets {
  return { bounds, counts: counts.map((count, i) => count + (added.counts[i] as number)) };
}

/** a + b, and what rounding took from it (Neumaier). */
function twoSum(a: number, b: number): [sum: number, lost: number] {
  const sum = a + b;
  return [sum, Math.abs(a) >= Math.abs(b) ? a - sum + b : b - sum + a];
}
