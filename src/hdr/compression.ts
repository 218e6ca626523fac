/**
 * The compressed form of an encoded HDR histogram: i32 cookie, i32 length, a zlib stream (RFC 1950); big-endian.
 * Deflate is the platform's where it is synchronous, else fflate's, which takes three times as long. The compressed
 * bytes differ from one deflater to the next; what they unpack to is the same.
 */
import { zlibSync } from 'fflate';
import { InferometerError } from '../errors.ts';
import {
  DOUBLE_HEADER_BYTES,
  HDR_HEADER_BYTES,
  isDoubleHdr,
  readHdrHeader,
  requireBytes,
  requireUint8Array,
  viewOf,
} from '../histogram/inner.ts';
import { platformDeflate } from '../runtime/index.ts';
import { inflateZlib } from './inflate.ts';

const COOKIE_V2 = 0x1c849304;
const COOKIE_V1 = 0x1c849302;
const COOKIE_V0 = 0x1c849309;
const COOKIE_WORD_BITS = 0xf0;
const COOKIE_DOUBLE = 0x0c72124f;
const COOKIE_DOUBLE_PLAIN = 0x0c72124e;

/** Cookie and length. */
const FRAME_BYTES = 8;

/** 0 (stored) to 9 (smallest), as zlib has it. */
export type CompressionLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/**
 * The compressed form of what `encodeHdr` gave.
 *
 * @throws HDR_ENCODING_KIND for what is no Uint8Array; HDR_ENCODING_COOKIE, HDR_ENCODING_TRUNCATED, HDR_ENCODING_HEADER when it is something else.
 * @example
 * const bytes = compressHdr(encodeHdr(histogram.snapshot()));
 */
export function compressHdr(encoded: Uint8Array, level: CompressionLevel = 9): Uint8Array<ArrayBuffer> {
  requireUint8Array(encoded);
  if (!isDoubleHdr(encoded)) return compressIntegers(encoded, level);
  requireBytes(encoded, DOUBLE_HEADER_BYTES);
  const integers = compressIntegers(encoded.subarray(DOUBLE_HEADER_BYTES), level);
  return behindDoubleHeader(COOKIE_DOUBLE, encoded, integers);
}

/**
 * The encoded histogram in a compressed one, V0 to V2 or a DoubleHistogram, for `decodeHdr` or `decodeDoubleHdr`.
 *
 * Memory is bounded by the longest encoding that the histogram's own header allows, not by what the stream
 * unpacks to: a stream that goes on is given up.
 *
 * @throws HDR_ENCODING_KIND, HDR_ENCODING_COOKIE, HDR_ENCODING_TRUNCATED, HDR_ENCODING_TRAILING, HDR_ENCODING_COMPRESSION,
 *   HDR_ENCODING_HEADER
 */
export function decompressHdr(compressed: Uint8Array): Uint8Array<ArrayBuffer> {
  requireUint8Array(compressed);
  const isDouble = compressed.length >= 4 && viewOf(compressed).getInt32(0) === COOKIE_DOUBLE;
  if (!isDouble) return decompressIntegers(compressed);
  requireBytes(compressed, DOUBLE_HEADER_BYTES);
  const integers = decompressIntegers(compressed.subarray(DOUBLE_HEADER_BYTES));
  return behindDoubleHeader(COOKIE_DOUBLE_PLAIN, compressed, integers);
}

function compressIntegers(encoded: Uint8Array, level: CompressionLevel): Uint8Array<ArrayBuffer> {
  readHdrHeader(encoded);
  const deflate = platformDeflate() ?? ((bytes) => zlibSync(bytes, { level }));
  const zlib = deflate(encoded, level);
  const bytes = new Uint8Array(FRAME_BYTES + zlib.length);
  const view = viewOf(bytes);
  // The cookies of both forms differ by one, the word size stays.
  view.setInt32(0, viewOf(encoded).getInt32(0) + 1);
  view.setInt32(4, zlib.length);
  bytes.set(zlib, FRAME_BYTES);
  return bytes;
}

function decompressIntegers(compressed: Uint8Array): Uint8Array<ArrayBuffer> {
  requireBytes(compressed, FRAME_BYTES);
  const view = viewOf(compressed);
  const cookie = view.getInt32(0);
  if (![COOKIE_V0, COOKIE_V1, COOKIE_V2].includes(cookie & ~COOKIE_WORD_BITS)) {
    const hex = (cookie >>> 0).toString(16).padStart(8, '0');
    throw new InferometerError(
      'HDR_ENCODING_COOKIE',
      `the bytes begin with ${hex}, which is no compressed HDR histogram of V0, V1 or V2. Pass what an HdrHistogram library encoded and compressed.`,
    );
  }
  const length = view.getInt32(4);
  requireBytes(compressed, FRAME_BYTES + length);
  const trailing = compressed.length - FRAME_BYTES - length;
  if (trailing > 0) {
    throw new InferometerError(
      'HDR_ENCODING_TRAILING',
      `${trailing} bytes follow the compressed histogram. Pass one histogram alone.`,
    );
  }
  return inflateZlib(compressed.subarray(FRAME_BYTES), HDR_HEADER_BYTES, longestEncoding);
}

function behindDoubleHeader(cookie: number, head: Uint8Array, integers: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(DOUBLE_HEADER_BYTES + integers.length);
  bytes.set(head.subarray(0, DOUBLE_HEADER_BYTES));
  viewOf(bytes).setInt32(0, cookie);
  bytes.set(integers, DOUBLE_HEADER_BYTES);
  return bytes;
}

function longestEncoding(head: Uint8Array): number {
  const { headerBytes, longestPayloadBytes } = readHdrHeader(head);
  return headerBytes + longestPayloadBytes;
}
