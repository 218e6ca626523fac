/** Exponential snapshots as Prometheus native histograms, and back (prometheus/docs, native_histograms; metrics.proto). */
import { InferometerError } from '../../errors.ts';
import { isRecord } from '../../validate.ts';
import { type BucketRange, total, trimmed } from '../base/bucket-range.ts';
import { maxIndex, minIndex } from '../exponential/bucket-bounds.ts';
import { type ExponentialSnapshot, validSnapshot } from '../exponential/snapshot.ts';
import { snapshotOfBuckets } from './foreign-buckets.ts';

/** The fields of `io.prometheus.client.Histogram` that a native histogram with whole counts uses. */
export interface NativeHistogram {
  readonly sampleCount: number;
  readonly sampleSum: number;
  /** The scale: buckets grow by 2^(2^-schema). -4 to 8. */
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly negativeSpan: readonly BucketSpan[];
  readonly negativeDelta: readonly number[];
  readonly positiveSpan: readonly BucketSpan[];
  readonly positiveDelta: readonly number[];
}

/** Consecutive buckets. */
export interface BucketSpan {
  /** Of the first span: its first index; of the others: how many buckets lie between it and the span before. */
  readonly offset: number;
  readonly length: number;
}

/** Gaps up to so long are cheaper filled with empty buckets than left out. */
const LONGEST_FILLED_GAP = 2;
const LARGEST_COUNT = 2 ** 64;

/**
 * The snapshot as a native histogram: exact. Prometheus counts bucket i from base^(i-1) to base^i, so its indices are
 * one above ours. One without buckets has the span {0, 0}, without which it would be read as a classic histogram.
 * `min`, `max` and `rejected` are not part of the format.
 *
 * @throws HISTOGRAM_SNAPSHOT
 */
export function toNativeHistogram(snapshot: ExponentialSnapshot): NativeHistogram {
  const { count, sum, scale, zeroThreshold, zeroCount, positive, negative } = validSnapshot(snapshot);
  const hasBuckets = positive.counts.length + negative.counts.length > 0;
  const [positiveSpan, positiveDelta] = spansOf(positive);
  const [negativeSpan, negativeDelta] = spansOf(negative);
  return {
    sampleCount: count,
    sampleSum: sum,
    schema: scale,
    zeroThreshold,
    zeroCount,
    negativeSpan,
    negativeDelta,
    positiveSpan: hasBuckets ? positiveSpan : [{ offset: 0, length: 0 }],
    positiveDelta,
  };
}

/**
 * The native histogram as a snapshot. Exact for counts of finite values. Infinite values, in the overflow buckets, and
 * NaN, which no bucket holds, are what our histograms reject: they are counted in `rejected`, and where there are any
 * the sum is estimated from the buckets. `min` and `max` are the outer bounds of the outer buckets.
 *
 * @throws HISTOGRAM_BUCKETS for another schema than -4 to 8, for spans that do not fit the deltas, for what are no
 *   counts, and for buckets beyond the doubles
 */
export function fromNativeHistogram(histogram: NativeHistogram): ExponentialSnapshot {
  if (!isRecord(histogram)) throw badBuckets(String(histogram));
  const { schema, zeroCount, zeroThreshold, sampleCount, sampleSum } = histogram;
  if (!Number.isInteger(schema) || schema < -4 || schema > 8)
    throw badBuckets(`schema ${schema}, expected -4 to 8`);
  if (!(zeroThreshold >= 0 && zeroThreshold < Infinity)) throw badBuckets(`zeroThreshold ${zeroThreshold}`);
  const positive = rangeOf(histogram.positiveSpan, histogram.positiveDelta, schema);
  const negative = rangeOf(histogram.negativeSpan, histogram.negativeDelta, schema);
  const finite = requireCount(zeroCount) + total(positive.range.counts) + total(negative.range.counts);
  const rejected = requireCount(sampleCount) - finite;
  if (rejected < positive.infinite + negative.infinite)
    throw badBuckets(`sampleCount ${sampleCount}, less than the buckets hold`);
  return snapshotOfBuckets(
    { scale: schema, zeroCount, positive: positive.range, negative: negative.range },
    { sum: rejected > 0 ? undefined : sampleSum, rejected, zeroThreshold },
  );
}

function spansOf({ offset, counts }: BucketRange): [spans: BucketSpan[], deltas: number[]] {
  const spans: { offset: number; length: number }[] = [];
  const deltas: number[] = [];
  let end = 0;
  let before = 0;
  const add = (count: number) => {
    deltas.push(count - before);
    before = count;
  };
  counts.forEach((count, i) => {
    if (count === 0) return;
    const index = offset + i + 1;
    const gap = index - end;
    const span = spans.at(-1);
    if (span && gap <= LONGEST_FILLED_GAP) {
      for (let filled = 0; filled < gap; filled++) add(0);
      span.length += gap + 1;
    } else spans.push({ offset: gap, length: 1 });
    add(count);
    end = index + 1;
  });
  return [spans, deltas];
}

function rangeOf(
  spans: readonly BucketSpan[],
  deltas: readonly number[],
  schema: number,
): { range: BucketRange; infinite: number } {
  // Prometheus' indices of the first bucket that is not all subnormal, and of the last that is finite.
  const least = minIndex(schema) + 1 - 53 * 2 ** Math.max(schema, 0);
  const overflow = maxIndex(schema) + 2;
  if (![spans, deltas].every(Array.isArray)) throw badBuckets('no lists of spans and deltas');
  let index = 0;
  // Of the first bucket, and behind the last one: spans of none may lie anywhere.
  let first = Infinity;
  let end = 0;
  for (const [i, span] of spans.entries()) {
    if (!isRecord(span)) throw badBuckets(`a span that is ${span}`);
    const { offset, length } = span;
    if (!Number.isInteger(offset) || !Number.isInteger(length) || length < 0 || (i > 0 && offset < 0))
      throw badBuckets(`a span of ${length} at ${offset}`);
    index += offset;
    if (length > 0 && (index < least || index + length - 1 > overflow))
      throw badBuckets(`a bucket beyond the doubles`);
    if (length > 0) {
      first = Math.min(first, index);
      end = index + length;
    }
    index += length;
  }
  const lengths = spans.reduce((sum, { length }) => sum + length, 0);
  if (lengths !== deltas.length)
    throw badBuckets(`spans over ${lengths} buckets, with ${deltas.length} deltas`);
  if (lengths === 0) return { range: trimmed(0, new Float64Array(0)), infinite: 0 };

  const counts = new Float64Array(end - first);
  let count = 0;
  let next = 0;
  let at = -first;
  for (const { offset, length } of spans) {
    at += offset;
    for (let j = 0; j < length; j++, at++) {
      count = requireCount(count + (deltas[next++] as number));
      counts[at] = count;
    }
  }
  const finiteLength = Math.min(counts.length, overflow - first);
  return {
    range: trimmed(first - 1, counts.subarray(0, finiteLength)),
    infinite: total(counts.subarray(finiteLength)),
  };
}

function requireCount(count: number): number {
  if (Number.isInteger(count) && count >= 0 && count <= LARGEST_COUNT) return count;
  throw badBuckets(`a count of ${count}`);
}

function badBuckets(what: string): InferometerError {
  return new InferometerError(
    'HISTOGRAM_BUCKETS',
    `not a native histogram with whole counts: ${what}. Pass the fields as Prometheus has them.`,
  );
}
