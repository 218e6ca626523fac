import { LEAST_ZERO_THRESHOLD } from '../exponential/exponential-bounds.ts';
import { type BucketRange, type ExponentialSnapshot, validSnapshot } from '../snapshot.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { CodecPart } from './codec-part.ts';
import { readCounts, writeCounts } from './count-runs.ts';

const LEAST_SCALE = -4;
const MOST_BUCKETS = 65536;

export const exponentialCodec: CodecPart<ExponentialSnapshot> = {
  layout: 'exponential',
  valid: validSnapshot,

  write(writer, { scale, maxBuckets, zeroCount, zeroThreshold, positive, negative }) {
    writer.byte(scale - LEAST_SCALE);
    writer.byte(Math.log2(maxBuckets));
    writer.varint(zeroCount);
    // Nearly always the smallest normal double, which takes one byte instead of nine.
    const isUsual = zeroThreshold === LEAST_ZERO_THRESHOLD;
    writer.byte(isUsual ? 0 : 1);
    if (!isUsual) writer.double(zeroThreshold);
    writeRange(writer, positive);
    writeRange(writer, negative);
  },

  read(reader) {
    const scale = reader.varint(0, 12) + LEAST_SCALE;
    const maxBuckets = 2 ** reader.varint(7, 16);
    const zeroCount = reader.varint();
    const isUsual = reader.varint(0, 1) === 0;
    const { at } = reader;
    const zeroThreshold = isUsual ? LEAST_ZERO_THRESHOLD : reader.double();
    if (!isUsual && zeroThreshold === LEAST_ZERO_THRESHOLD)
      throw reader.badNumber(at, 'longer than it needs to be');
    const positive = readRange(reader);
    return { scale, maxBuckets, zeroCount, zeroThreshold, positive, negative: readRange(reader) };
  },
};

function writeRange(writer: ByteWriter, { offset, counts }: BucketRange): void {
  writer.signed(offset);
  writer.varint(counts.length);
  writeCounts(writer, counts);
}

function readRange(reader: ByteReader): BucketRange {
  const offset = reader.signed();
  return Object.freeze({ offset, counts: readCounts(reader, reader.varint(0, MOST_BUCKETS)) });
}
