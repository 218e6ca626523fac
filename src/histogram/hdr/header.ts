/**
 * What precedes the counts of an encoded HDR histogram, in HdrHistogram's encodings V0, V1 and V2; big-endian.
 *
 *     V1, V2                                             V0
 *      0  i32  cookie, with the word size in V1           0  i32  cookie, with the word size
 *      4  i32  payload, in bytes                          4  i32  significant digits
 *      8  i32  normalizing index offset                   8  i64  lowest discernible value
 *     12  i32  significant digits                        16  i64  highest trackable value
 *     16  i64  lowest discernible value                  24  i64  total count
 *     24  i64  highest trackable value                   32       payload, up to the end
 *     32  f64  what an integer is worth
 *     40       payload
 */
import { InferometerError } from '../../errors.ts';
import { LONGEST_ZIGZAG_BYTES } from '../base/zigzag.ts';
import { HdrBuckets, type HdrRange } from './buckets.ts';
import { maxDiscernible } from './snapshot.ts';

const COOKIE_V0 = 0x1c849308;
const COOKIE_V1 = 0x1c849301;
const COOKIE_V2 = 0x1c849303;
/** The bits of a cookie that give the word size; V2 always writes 0x10 there. */
const COOKIE_WORD_BITS = 0xf0;
const COOKIE_DOUBLE = 0x0c72124e;

export const HDR_HEADER_BYTES = 40;
const HEADER_BYTES_V0 = 32;
/** Cookie, digits and ratio of a DoubleHistogram, before the histogram of integers that it keeps its counts in. */
export const DOUBLE_HEADER_BYTES = 16;

export interface HdrHeader extends HdrRange {
  /** Bytes before the payload. */
  readonly headerBytes: number;
  /** Bytes of the payload; V0 does not say, and takes what there is. */
  readonly payloadBytes: number | undefined;
  /** No payload of this header is longer. */
  readonly longestPayloadBytes: number;
  /** 2, 4 or 8 for words of one size, 9 for V2's words of up to nine bytes. */
  readonly wordBytes: number;
  /** What an integer of the histogram is worth: 1, or what a DoubleHistogram scaled its values by. */
  readonly integerToDoubleRatio: number;
  readonly buckets: HdrBuckets;
}

/** Whether the bytes are those of a DoubleHistogram. */
export function isDoubleHdr(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getInt32(0) === COOKIE_DOUBLE;
}

/** @throws HDR_ENCODING_COOKIE, HDR_ENCODING_TRUNCATED, HDR_ENCODING_HEADER */
export function readHdrHeader(bytes: Uint8Array): HdrHeader {
  const view = viewOf(bytes);
  requireBytes(bytes, 4);
  const cookie = view.getInt32(0);
  const base = cookie & ~COOKIE_WORD_BITS;
  const isV0 = base === COOKIE_V0;
  if (!isV0 && base !== COOKIE_V1 && base !== COOKIE_V2) {
    const hex = (cookie >>> 0).toString(16).padStart(8, '0');
    throw new InferometerError(
      'HDR_ENCODING_COOKIE',
      `the bytes begin with ${hex}, which is no HDR histogram of V0, V1 or V2. Pass what an HdrHistogram library encoded; decompress a compressed one first.`,
    );
  }
  const headerBytes = isV0 ? HEADER_BYTES_V0 : HDR_HEADER_BYTES;
  requireBytes(bytes, headerBytes);

  const wordBytes = base === COOKIE_V2 ? LONGEST_ZIGZAG_BYTES : (cookie >> 4) & 0xe;
  if (![2, 4, 8, LONGEST_ZIGZAG_BYTES].includes(wordBytes)) throw badHeader(`words of ${wordBytes} bytes`);
  const rangeAt = isV0 ? 4 : 12;
  const range = {
    significantDigits: view.getInt32(rangeAt),
    lowestDiscernible: int64At(view, rangeAt + 4),
    highestTrackable: int64At(view, rangeAt + 12),
  };
  const buckets = bucketsOf(range);
  const longest = buckets.length * wordBytes;
  const header = { ...range, headerBytes, wordBytes, buckets };
  if (isV0)
    return { ...header, payloadBytes: undefined, longestPayloadBytes: longest, integerToDoubleRatio: 1 };

  const payloadBytes = view.getInt32(4);
  if (payloadBytes < 0 || payloadBytes > longest)
    throw badHeader(`a payload of ${payloadBytes} bytes, where ${longest} hold every count`);
  const normalizingOffset = view.getInt32(8);
  // It tells how Java turned the array in memory; the payload is in the order of the values whatever it is.
  if (Math.abs(normalizingOffset) >= buckets.length)
    throw badHeader(`normalizing offset ${normalizingOffset}`);
  return {
    ...header,
    payloadBytes,
    longestPayloadBytes: payloadBytes,
    integerToDoubleRatio: view.getFloat64(32),
  };
}

/** Writes a V2 header of 40 bytes, as Java writes it. */
export function putHdrHeader(bytes: Uint8Array, range: HdrRange, payloadBytes: number): void {
  const view = viewOf(bytes);
  view.setInt32(0, COOKIE_V2 | 0x10);
  view.setInt32(4, payloadBytes);
  view.setInt32(8, 0);
  view.setInt32(12, range.significantDigits);
  putInt64(view, 16, range.lowestDiscernible);
  putInt64(view, 24, range.highestTrackable);
  view.setFloat64(32, 1);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The nearest double: exact to 2^53. */
export function int64At(view: DataView, at: number): number {
  return view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
}

/** Java's largest long, 2^63 - 1, is 2^63 as a double. */
function putInt64(view: DataView, at: number, value: number): void {
  const isLargest = value >= 2 ** 63;
  view.setInt32(at, isLargest ? 0x7fffffff : Math.floor(value / 2 ** 32));
  view.setUint32(at + 4, isLargest ? 0xffffffff : value % 2 ** 32);
}

/** @throws HDR_ENCODING_TRUNCATED */
export function requireBytes(bytes: Uint8Array, needed: number): void {
  if (bytes.length >= needed) return;
  throw new InferometerError(
    'HDR_ENCODING_TRUNCATED',
    `${bytes.length} bytes, where ${needed} are needed. Pass all of the encoded histogram.`,
  );
}

function bucketsOf(range: HdrRange): HdrBuckets {
  const { significantDigits, lowestDiscernible, highestTrackable } = range;
  if (significantDigits < 1 || significantDigits > 5)
    throw badHeader(`${significantDigits} significant digits`);
  if (lowestDiscernible < 1 || highestTrackable < 2 * lowestDiscernible)
    throw badHeader(`a range from ${lowestDiscernible} to ${highestTrackable}`);
  if (lowestDiscernible > maxDiscernible(significantDigits))
    throw badHeader(`${significantDigits} digits of at least ${lowestDiscernible}, more than 64 bits`);
  return new HdrBuckets(range);
}

function badHeader(what: string): InferometerError {
  return new InferometerError(
    'HDR_ENCODING_HEADER',
    `the header says ${what}. The bytes are damaged, or not an HDR histogram.`,
  );
}
