/**
 * Counts of buckets as bytes: each count is a varint, and a run of n zeros is a zero byte and the varint n. Buckets
 * in use are mostly neighbours, so nearly every byte is a count.
 *
 *     [3, 0, 0, 0, 300]  ->  03  00 03  ac 02
 */
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

export function writeCounts(writer: ByteWriter, counts: Float64Array): void {
  for (let i = 0; i < counts.length; ) {
    const count = counts[i] as number;
    writer.varint(count);
    i++;
    if (count > 0) continue;
    let zeros = 1;
    while (counts[i] === 0) {
      zeros++;
      i++;
    }
    writer.varint(zeros);
  }
}

/** @throws SNAPSHOT_ENCODING_TRUNCATED, SNAPSHOT_ENCODING_NUMBER */
export function readCounts(reader: ByteReader, length: number): Float64Array {
  const start = reader.at;
  walk(reader, length, () => {});
  reader.at = start;
  // Only now, when the bytes are known to hold so many counts, is the memory for them taken.
  const counts = new Float64Array(length);
  walk(reader, length, (i, count) => {
    counts[i] = count;
  });
  return counts;
}

/** Leaves out what `readCounts` would read: a byte at a time, and no memory. @throws as `readCounts` */
export function skipCounts(reader: ByteReader, length: number): void {
  for (let i = 0; i < length; ) {
    let byte = reader.byte();
    if (byte === 0) i += reader.varint(1, length - i);
    else {
      while (byte >= 128) byte = reader.byte();
      i += 1;
    }
  }
}

function walk(reader: ByteReader, length: number, visit: (i: number, count: number) => void): void {
  let isAfterZeros = false;
  for (let i = 0; i < length; ) {
    const { at } = reader;
    const count = reader.varint();
    if (count > 0) visit(i++, count);
    else if (isAfterZeros) throw reader.badNumber(at, 'a second run of zeros');
    else i += reader.varint(1, length - i);
    isAfterZeros = count === 0;
  }
}
