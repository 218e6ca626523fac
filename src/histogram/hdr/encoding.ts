/**
 * HDR histograms as bytes, as every HdrHistogram library writes and reads them: V2 out, V0, V1 and V2 in.
 * Compressed and base64 forms and logs are in `inferometer/hdr`.
 */
import { InferometerError, isOfKind, wrongKind } from '../../errors.ts';
import { countsLimitOf, type HistogramDecodingOptions } from '../base/options.ts';
import {
  DOUBLE_HEADER_BYTES,
  HDR_HEADER_BYTES,
  type HdrHeader,
  int64At,
  isDoubleHdr,
  putHdrHeader,
  readHdrHeader,
  requireBytes,
  viewOf,
} from './header.ts';
import { decodeCounts, encodeCounts } from './payload.ts';
import { type HdrSnapshot, validHdrSnapshot } from './snapshot.ts';

/** A DoubleHistogram of Java: values as integers, and what an integer is worth. */
export interface DoubleHdrSnapshot {
  readonly significantDigits: number;
  /** The dynamic range that it was made for. */
  readonly highestToLowestRatio: number;
  /** A value is its integer times this. */
  readonly integerToDoubleRatio: number;
  readonly integers: HdrSnapshot;
}

/**
 * The histogram in HdrHistogram's V2 encoding, not compressed; byte for byte what Java's encodeIntoByteBuffer
 * gives. Counts beyond 2^63 - 1024 are written as that; sum, min, max and rejected are not part of the format.
 *
 * @throws HISTOGRAM_SNAPSHOT
 * @example
 * await writeFile('latency.hdr', encodeHdr(histogram.snapshot()));
 */
export function encodeHdr(snapshot: HdrSnapshot): Uint8Array<ArrayBuffer> {
  return hdrBytes(validHdrSnapshot(snapshot));
}

/** As `encodeHdr`, for a snapshot that was taken just now. */
export function hdrBytes(snapshot: HdrSnapshot): Uint8Array<ArrayBuffer> {
  const payload = encodeCounts(snapshot.counts);
  const bytes = new Uint8Array(HDR_HEADER_BYTES + payload.length);
  putHdrHeader(bytes, snapshot, payload.length);
  bytes.set(payload, HDR_HEADER_BYTES);
  return bytes;
}

/**
 * The histogram that `bytes` encode, in V0, V1 or V2. The format holds counts alone: `min` is the lowest and `max`
 * the highest value that the outermost counts may stand for, and `sum` takes every value in the middle of its
 * count's range, as Java does. Counts beyond 2^53 are the nearest double.
 *
 * Time is that of the bytes; memory is bounded by `countsLimit`, whatever range the header describes.
 *
 * @throws HDR_ENCODING_COOKIE, HDR_ENCODING_TRUNCATED, HDR_ENCODING_TRAILING, HDR_ENCODING_HEADER,
 *   HDR_ENCODING_COUNTS for bytes that are no such histogram, or not one alone; HDR_ENCODING_DOUBLE for a
 *   DoubleHistogram; HDR_ENCODING_LIMIT for one that reaches too far; HDR_ENCODING_KIND for what is no Uint8Array;
 *   HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE.
 */
export function decodeHdr(bytes: Uint8Array, options: HistogramDecodingOptions = {}): HdrSnapshot {
  const countsLimit = countsLimitOf(options);
  requireUint8Array(bytes);
  if (isDoubleHdr(bytes)) {
    throw new InferometerError(
      'HDR_ENCODING_DOUBLE',
      'the bytes are a DoubleHistogram, whose values are integers times a ratio. Use decodeDoubleHdr().',
    );
  }
  return decodeIntegers(bytes, readHdrHeader(bytes), countsLimit);
}

/**
 * The DoubleHistogram that `bytes` encode.
 *
 * @throws HDR_ENCODING_COOKIE when it is none, and what decodeHdr throws.
 * @example
 * const { integers, integerToDoubleRatio } = decodeDoubleHdr(bytes);
 * const p99 = HdrHistogram.from(integers).quantile(0.99) * integerToDoubleRatio;
 */
export function decodeDoubleHdr(
  bytes: Uint8Array,
  options: HistogramDecodingOptions = {},
): DoubleHdrSnapshot {
  const countsLimit = countsLimitOf(options);
  requireUint8Array(bytes);
  if (!isDoubleHdr(bytes)) {
    throw new InferometerError(
      'HDR_ENCODING_COOKIE',
      'the bytes are no DoubleHistogram. Use decodeHdr() for a histogram of integers.',
    );
  }
  requireBytes(bytes, DOUBLE_HEADER_BYTES);
  const view = viewOf(bytes);
  const frame = bytes.subarray(DOUBLE_HEADER_BYTES);
  const header = readHdrHeader(frame);
  const { integerToDoubleRatio } = header;
  if (!(integerToDoubleRatio > 0 && integerToDoubleRatio < Infinity)) {
    throw new InferometerError(
      'HDR_ENCODING_HEADER',
      `the header says that an integer is worth ${integerToDoubleRatio}. The bytes are damaged.`,
    );
  }
  return Object.freeze({
    significantDigits: view.getInt32(4),
    highestToLowestRatio: int64At(view, 8),
    integerToDoubleRatio,
    integers: decodeIntegers(frame, header, countsLimit),
  });
}

function decodeIntegers(bytes: Uint8Array, header: HdrHeader, countsLimit: number): HdrSnapshot {
  const { significantDigits, lowestDiscernible, highestTrackable, buckets } = header;
  const { offset, counts, count, sum } = decodeCounts(payloadOf(bytes, header), header, countsLimit);
  const isEmpty = counts.length === 0;
  return Object.freeze({
    layout: 'hdr',
    version: 1,
    significantDigits,
    lowestDiscernible,
    highestTrackable,
    autoResize: true,
    count,
    sum,
    min: isEmpty ? Number.NaN : buckets.lowestAt(offset),
    max: isEmpty ? Number.NaN : buckets.highestAt(offset + counts.length - 1),
    rejected: 0,
    counts: Object.freeze({ offset, counts }),
  });
}

function payloadOf(bytes: Uint8Array, header: HdrHeader): Uint8Array {
  const { headerBytes, payloadBytes, longestPayloadBytes } = header;
  const there = bytes.length - headerBytes;
  if (payloadBytes !== undefined) requireBytes(bytes, headerBytes + payloadBytes);
  if (there > longestPayloadBytes) {
    throw new InferometerError(
      'HDR_ENCODING_TRAILING',
      `${there - longestPayloadBytes} bytes follow the histogram. Pass one encoded histogram alone.`,
    );
  }
  return bytes.subarray(headerBytes);
}

export function requireUint8Array(bytes: unknown): void {
  if (isOfKind(bytes, 'Uint8Array')) return;
  throw wrongKind(
    'HDR_ENCODING_KIND',
    'bytes',
    'a Uint8Array',
    bytes,
    'Wrap it in new Uint8Array(buffer), or decode base64 first.',
  );
}
