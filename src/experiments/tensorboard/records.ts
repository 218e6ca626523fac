/**
 * TFRecord, the framing of event files (tensorflow/core/lib/io/record_writer.h): the length, its checksum, the bytes,
 * their checksum.
 */
import { crc32c } from '../../crc32c.ts';

const LENGTH_BYTES = 8;
const CRC_BYTES = 4;

/** The records one after another. */
export function frameRecords(records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const overhead = LENGTH_BYTES + 2 * CRC_BYTES;
  const framed = new Uint8Array(records.reduce((sum, { length }) => sum + length + overhead, 0));
  const view = new DataView(framed.buffer);
  let at = 0;
  for (const record of records) {
    view.setBigUint64(at, BigInt(record.length), true);
    const data = at + LENGTH_BYTES + CRC_BYTES;
    view.setUint32(at + LENGTH_BYTES, masked(crc32c(framed.subarray(at, at + LENGTH_BYTES))), true);
    framed.set(record, data);
    view.setUint32(data + record.length, masked(crc32c(record)), true);
    at = data + record.length + CRC_BYTES;
  }
  return framed;
}

/** Turned by 15 bits and moved, so that a checksum over bytes that hold checksums is a good one. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
