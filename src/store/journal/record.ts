/**
 * A record of the journal: a header of 28 bytes, little-endian, and its payload.
 *
 *      0  marker   b1 "IFJ"         12  sequence, lower and upper 32 bits
 *      4  version  1                20  CRC32C of the payload
 *      5  kind     1 interval, 2 runs
 *      6  0                         24  CRC32C of the 24 bytes before
 *      8  bytes of the payload      28  payload
 *
 * The header is checked by itself: its length is trusted where the payload is not, and what looks like a marker inside
 * of a payload is none.
 */
import { crc32c } from '../../crc32c.ts';

export const HEADER_BYTES = 28;
const MARKER = [0xb1, 0x49, 0x46, 0x4a] as const;
export const MARKER_BYTE = MARKER[0];
export const RECORD_VERSION = 1;

export type RecordKind = 'interval' | 'runs';
const KINDS: readonly RecordKind[] = ['interval', 'runs'];

export interface RecordHeader {
  readonly version: number;
  /** Undefined for one that a newer release knows. */
  readonly kind: RecordKind | undefined;
  readonly sequence: number;
  /** In bytes. */
  readonly payloadBytes: number;
  readonly payloadCrc32c: number;
}

/** What is framed. */
export interface Framed {
  readonly kind: RecordKind;
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly crc32c: number;
}

/** The records, one after another. */
export function framed(records: readonly Framed[]): Uint8Array<ArrayBuffer> {
  const size = records.reduce((sum, { payload }) => sum + HEADER_BYTES + payload.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { kind, sequence, payload, crc32c: payloadCrc32c } of records) {
    bytes.set(MARKER, at);
    bytes[at + 4] = RECORD_VERSION;
    bytes[at + 5] = 1 + KINDS.indexOf(kind);
    view.setUint32(at + 8, payload.length, true);
    view.setUint32(at + 12, sequence % 2 ** 32, true);
    view.setUint32(at + 16, Math.floor(sequence / 2 ** 32), true);
    view.setUint32(at + 20, payloadCrc32c, true);
    view.setUint32(at + 24, crc32c(bytes.subarray(at, at + 24)), true);
    bytes.set(payload, at + HEADER_BYTES);
    at += HEADER_BYTES + payload.length;
  }
  return bytes;
}

/** The header in these 28 bytes; undefined where there is none, or not a whole one. */
export function headerIn(bytes: Uint8Array): RecordHeader | undefined {
  if (bytes.length < HEADER_BYTES || MARKER.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (view.getUint32(24, true) !== crc32c(bytes.subarray(0, 24))) return undefined;
  const sequence = view.getUint32(12, true) + 2 ** 32 * view.getUint32(16, true);
  if (!Number.isSafeInteger(sequence)) return undefined;
  return {
    version: bytes[4] as number,
    kind: KINDS[(bytes[5] as number) - 1],
    sequence,
    payloadBytes: view.getUint32(8, true),
    payloadCrc32c: view.getUint32(20, true),
  };
}
