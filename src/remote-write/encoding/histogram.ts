/**
 * The message `Histogram` (prometheus/prompb/types.proto; that of 2.0 has one field more): a native histogram with whole
 * counts.
 *
 * Its reset hint is UNKNOWN, which is the default and not written: Prometheus then compares the buckets itself. NO
 * would be a promise that also holds against what an earlier process of the same labels sent, and Prometheus does
 * not look twice; YES in a request that is sent again would count everything twice.
 */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { type BucketSpan, type ExponentialSnapshot, toNativeHistogram } from '../../histogram/index.ts';
import { FIXED_64, LENGTH_DELIMITED, VARINT, writeCount, writeDelta } from './wire.ts';

const COUNT_INT = 1;
const SUM = 3;
const SCHEMA = 4;
const ZERO_THRESHOLD = 5;
const ZERO_COUNT_INT = 6;
const NEGATIVE_SPANS = 8;
const NEGATIVE_DELTAS = 9;
const POSITIVE_SPANS = 11;
const POSITIVE_DELTAS = 12;
const TIMESTAMP = 15;
/** Of 2.0. */
export const START_TIMESTAMP = 17;
const SPAN_OFFSET = 1;
const SPAN_LENGTH = 2;

/** The bits of the value that ends a series: a signalling NaN of Prometheus's own (model/value/value.go). */
export const STALE_NAN = 0x7ff0000000000002n;

/** Writes the fields of the message. */
export function writeHistogram(
  writer: BinaryWriter,
  snapshot: ExponentialSnapshot,
  timestampMs: number,
): void {
  const native = toNativeHistogram(snapshot);
  writer.tag(COUNT_INT, VARINT);
  writeCount(writer, native.sampleCount);
  writer.tag(SUM, FIXED_64).double(native.sampleSum);
  writer.tag(SCHEMA, VARINT).sint32(native.schema);
  writer.tag(ZERO_THRESHOLD, FIXED_64).double(native.zeroThreshold);
  writer.tag(ZERO_COUNT_INT, VARINT);
  writeCount(writer, native.zeroCount);
  writeBuckets(writer, NEGATIVE_SPANS, native.negativeSpan, NEGATIVE_DELTAS, native.negativeDelta);
  writeBuckets(writer, POSITIVE_SPANS, native.positiveSpan, POSITIVE_DELTAS, native.positiveDelta);
  writer.tag(TIMESTAMP, VARINT).int64(timestampMs);
}

/** Writes a histogram that says: the series has ended. */
export function writeStaleHistogram(writer: BinaryWriter, timestampMs: number): void {
  writer.tag(COUNT_INT, VARINT).uint32(0);
  writer.tag(SUM, FIXED_64).fixed64(STALE_NAN);
  writer.tag(TIMESTAMP, VARINT).int64(timestampMs);
}

function writeBuckets(
  writer: BinaryWriter,
  spansField: number,
  spans: readonly BucketSpan[],
  deltasField: number,
  deltas: readonly number[],
): void {
  for (const { offset, length } of spans) {
    writer.tag(spansField, LENGTH_DELIMITED).fork();
    writer.tag(SPAN_OFFSET, VARINT).sint32(offset);
    writer.tag(SPAN_LENGTH, VARINT).uint32(length).join();
  }
  if (deltas.length === 0) return;
  writer.tag(deltasField, LENGTH_DELIMITED).fork();
  for (const delta of deltas) writeDelta(writer, delta);
  writer.join();
}
