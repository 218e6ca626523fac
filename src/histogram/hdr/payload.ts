/** The counts of an encoded HDR histogram: V2's runs and variable-length numbers, V0's and V1's words of one size. */
import { InferometerError } from '../../errors.ts';
import { type BucketRange, LONG_GAP } from '../base/bucket-range.ts';
import { LONGEST_ZIGZAG_BYTES, putZigZag, takeZigZag } from '../base/zigzag.ts';
import { type HdrHeader, int64At, viewOf } from './header.ts';

/** What most histograms fit into. */
const FIRST_BYTES = 1024;

/** The counts from index 0 to the last one above zero, as V2 has them: a count, or -n for n > 1 zeros in a row. */
export function encodeCounts({ offset, counts }: BucketRange): Uint8Array {
  let bytes = new Uint8Array(FIRST_BYTES);
  let at = 0;
  // Java writes one zero for an empty histogram.
  let zeros = counts.length === 0 ? 1 : offset;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (count === 0) {
      zeros++;
      continue;
    }
    if (bytes.length - at < 3 * LONGEST_ZIGZAG_BYTES) bytes = grown(bytes);
    at = putZeros(bytes, at, zeros);
    at = putZigZag(bytes, at, count);
    zeros = 0;
  }
  return bytes.subarray(0, putZeros(bytes, at, zeros));
}

function putZeros(bytes: Uint8Array, at: number, zeros: number): number {
  if (zeros === 0) return at;
  return putZigZag(bytes, at, zeros === 1 ? 0 : -zeros);
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(2 * bytes.length);
  longer.set(bytes);
  return longer;
}

/** What the counts of a payload say. */
export interface DecodedCounts extends BucketRange {
  /** Values counted. */
  readonly count: number;
  /** Of the values, each in the middle of its count's range. */
  readonly sum: number;
}

type Visit = (index: number, count: number) => void;

/**
 * The counts that a payload holds. It is read twice: once it is known which is the last count above zero, the memory is
 * taken, and only where there are counts is it touched, so that a few bytes over a wide range cost no more time than a few bytes.
 *
 * @param countsLimit see HistogramDecodingOptions. @throws HDR_ENCODING_COUNTS, HDR_ENCODING_LIMIT
 */
export function decodeCounts(payload: Uint8Array, header: HdrHeader, countsLimit: number): DecodedCounts {
  let offset = -1;
  let last = -1;
  walk(payload, header, (index) => {
    if (offset < 0) offset = index;
    last = index;
  });
  if (offset < 0) return { offset: 0, counts: new Float64Array(0), count: 0, sum: 0 };
  const length = last - offset + 1;
  if (length > countsLimit) {
    throw new InferometerError(
      'HDR_ENCODING_LIMIT',
      `the counts reach over ${length} buckets, more than the ${countsLimit} that may be taken memory for. Pass a higher countsLimit if you trust who wrote the bytes.`,
    );
  }
  const counts = new Float64Array(length);
  const stretches = [offset];
  let before = offset;
  let count = 0;
  walk(payload, header, (index, times) => {
    if (index - before > LONG_GAP) stretches.push(before + 1, index);
    before = index;
    counts[index - offset] = times;
    count += times;
  });
  stretches.push(last + 1);
  let sum = 0;
  for (let i = 0; i < stretches.length; i += 2) {
    const [start, end] = [stretches[i] as number, stretches[i + 1] as number];
    sum = header.buckets.sumOf(start, counts.subarray(start - offset, end - offset), sum);
  }
  return { offset, counts, count, sum };
}

/** Calls `visit` with each count above zero. @throws HDR_ENCODING_COUNTS */
function walk(payload: Uint8Array, { wordBytes, buckets }: HdrHeader, visit: Visit): void {
  if (wordBytes === LONGEST_ZIGZAG_BYTES) walkNumbers(payload, buckets.length, visit);
  else walkWords(payload, wordBytes, buckets.length, visit);
}

function walkNumbers(payload: Uint8Array, length: number, visit: Visit): void {
  const cursor = { at: 0 };
  let index = 0;
  while (cursor.at < payload.length) {
    const number = takeZigZag(payload, cursor);
    if (number === undefined) throw badCounts('end within a number');
    const step = number < 0 ? -number : 1;
    if (step > 0x7fffffff || index + step > length)
      throw badCounts(number < 0 ? `skip ${step} at ${index} of ${length}` : tooMany(length));
    if (number > 0) visit(index, number);
    index += step;
  }
}

function walkWords(payload: Uint8Array, wordBytes: number, length: number, visit: Visit): void {
  const view = viewOf(payload);
  if (payload.length % wordBytes !== 0) throw badCounts(`end within a word of ${wordBytes} bytes`);
  if (payload.length / wordBytes > length) throw badCounts(tooMany(length));
  for (let at = 0; at < payload.length; at += wordBytes) {
    const count =
      wordBytes === 2 ? view.getInt16(at) : wordBytes === 4 ? view.getInt32(at) : int64At(view, at);
    if (count < 0) throw badCounts(`hold ${count}`);
    if (count > 0) visit(at / wordBytes, count);
  }
}

function tooMany(length: number): string {
  return `are more than the ${length} that fit`;
}

function badCounts(what: string): InferometerError {
  return new InferometerError(
    'HDR_ENCODING_COUNTS',
    `the counts ${what}. The bytes are damaged, or not an HDR histogram.`,
  );
}
