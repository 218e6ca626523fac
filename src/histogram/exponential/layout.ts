import type { BucketRange } from '../base/bucket-range.ts';
import type { ByteReader } from '../base/byte-reader.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { readCounts, writeCounts } from '../base/count-runs.ts';
import type { BucketSnapshotLayout } from '../base/layout.ts';
import { alignExponential } from './align.ts';
import { MIN_ZERO_THRESHOLD } from './bucket-bounds.ts';
import { filledExponential } from './buckets.ts';
import { exponentialCountAt, exponentialCountBetween } from './counting.ts';
import { exponentialSeries } from './series.ts';
import {
  EXPONENTIAL_JSON,
  type ExplicitBuckets,
  type ExponentialSnapshot,
  validSnapshot,
} from './snapshot.ts';
import { exponentialBetween } from './subtract.ts';

const MIN_SCALE = -4;
const MAX_BUCKETS = 65536;
const MAX_BOUNDS = 1000;

/** What the byte of flags says. */
const OTHER_THRESHOLD = 1;
const WITH_EXPLICIT = 2;
const MIN_BOUND = 4;
const MAX_BOUND = 8;

export const exponential: BucketSnapshotLayout<ExponentialSnapshot> = {
  name: 'exponential',
  valid: validSnapshot,
  json: EXPONENTIAL_JSON,

  write(writer, snapshot) {
    const { scale, maxBuckets, zeroCount, zeroThreshold, positive, negative, explicit } = snapshot;
    writer.byte(scale - MIN_SCALE);
    writer.byte(Math.log2(maxBuckets));
    writer.varint(zeroCount);
    // Nearly always the smallest normal double, which takes one byte instead of nine.
    const isUsual = zeroThreshold === MIN_ZERO_THRESHOLD;
    writer.byte(
      (isUsual ? 0 : OTHER_THRESHOLD) |
        (explicit === undefined ? 0 : WITH_EXPLICIT) |
        (snapshot.isMinBound ? MIN_BOUND : 0) |
        (snapshot.isMaxBound ? MAX_BOUND : 0),
    );
    if (!isUsual) writer.double(zeroThreshold);
    writeRange(writer, positive);
    writeRange(writer, negative);
    if (explicit !== undefined) {
      writer.varint(explicit.bounds.length);
      for (const bound of explicit.bounds) writer.double(bound);
      writeCounts(writer, explicit.counts);
    }
  },

  read(reader) {
    const scale = reader.varint(0, 12) + MIN_SCALE;
    const maxBuckets = 2 ** reader.varint(7, 16);
    const zeroCount = reader.varint();
    const flags = reader.varint(0, OTHER_THRESHOLD | WITH_EXPLICIT | MIN_BOUND | MAX_BOUND);
    const isUsual = (flags & OTHER_THRESHOLD) === 0;
    const { at } = reader;
    const zeroThreshold = isUsual ? MIN_ZERO_THRESHOLD : reader.double();
    if (!isUsual && zeroThreshold === MIN_ZERO_THRESHOLD)
      throw reader.badNumber(at, 'longer than it needs to be');
    const positive = readRange(reader);
    const negative = readRange(reader);
    return {
      ...((flags & MIN_BOUND) !== 0 && { isMinBound: true }),
      ...((flags & MAX_BOUND) !== 0 && { isMaxBound: true }),
      scale,
      maxBuckets,
      zeroCount,
      zeroThreshold,
      positive,
      negative,
      ...((flags & WITH_EXPLICIT) !== 0 && { explicit: readExplicit(reader) }),
    };
  },

  subtract: exponentialBetween,
  countBetween: exponentialCountBetween,
  countAt: exponentialCountAt,
  filled: filledExponential,
  series: exponentialSeries,
  align: alignExponential,
};

function writeRange(writer: ByteWriter, { offset, counts }: BucketRange): void {
  writer.signed(offset);
  writer.varint(counts.length);
  writeCounts(writer, counts);
}

function readExplicit(reader: ByteReader): ExplicitBuckets {
  const length = reader.varint(1, MAX_BOUNDS);
  const bounds: number[] = [];
  for (let i = 0; i < length; i++) bounds.push(reader.double());
  return Object.freeze({ bounds: Object.freeze(bounds), counts: readCounts(reader, length + 1) });
}

function readRange(reader: ByteReader): BucketRange {
  const offset = reader.signed();
  return Object.freeze({ offset, counts: readCounts(reader, reader.varint(0, MAX_BUCKETS)) });
}
