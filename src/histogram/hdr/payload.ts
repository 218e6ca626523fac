/** The counts of an encoded HDR histogram: V2's runs and variable-length numbers, V0's and V1's words of one size. */
import { InferometerError } from '../../errors.ts';
import type { BucketRange } from '../base/bucket-range.ts';
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

/** The counts that a payload holds. @throws HDR_ENCODING_COUNTS */
export function decodeCounts(payload: Uint8Array, { wordBytes, buckets }: HdrHeader): BucketRange {
  const counts = new GrowingCounts(buckets.length, payload.length);
  if (wordBytes === LONGEST_ZIGZAG_BYTES) takeNumbers(payload, counts);
  else takeWords(payload, wordBytes, counts);
  return counts.range();
}

function takeNumbers(payload: Uint8Array, counts: GrowingCounts): void {
  const cursor = { at: 0 };
  while (cursor.at < payload.length) {
    const number = takeZigZag(payload, cursor);
    if (number === undefined) throw badCounts('end within a number');
    if (number < 0) counts.skip(-number);
    else counts.push(number);
  }
}

function takeWords(payload: Uint8Array, wordBytes: number, counts: GrowingCounts): void {
  const view = viewOf(payload);
  if (payload.length % wordBytes !== 0) throw badCounts(`end within a word of ${wordBytes} bytes`);
  for (let at = 0; at < payload.length; at += wordBytes) {
    const count =
      wordBytes === 2 ? view.getInt16(at) : wordBytes === 4 ? view.getInt32(at) : int64At(view, at);
    if (count < 0) throw badCounts(`hold ${count}`);
    counts.push(count);
  }
}

/** The counts so far, without the zeros before the first and after the last. */
class GrowingCounts {
  private readonly length: number;
  private index = 0;
  private first = -1;
  private last = -1;
  private room: Float64Array<ArrayBuffer>;

  /** @param expected How many there are unless zeros are skipped. */
  constructor(length: number, expected: number) {
    this.length = length;
    this.room = new Float64Array(Math.min(length, expected));
  }

  push(count: number): void {
    const { index } = this;
    if (index >= this.length) throw badCounts(`are more than the ${this.length} that fit`);
    this.index = index + 1;
    if (count === 0) return;
    if (this.first < 0) this.first = index;
    this.last = index;
    const at = index - this.first;
    if (at >= this.room.length) this.growTo(at + 1);
    this.room[at] = count;
  }

  skip(zeros: number): void {
    if (zeros > 0x7fffffff || this.index + zeros > this.length)
      throw badCounts(`skip ${zeros} at ${this.index} of ${this.length}`);
    this.index += zeros;
  }

  range(): BucketRange {
    if (this.first < 0) return { offset: 0, counts: new Float64Array(0) };
    return { offset: this.first, counts: this.room.slice(0, this.last - this.first + 1) };
  }

  private growTo(length: number): void {
    const longer = new Float64Array(Math.max(length, 2 * this.room.length));
    longer.set(this.room);
    this.room = longer;
  }
}

function badCounts(what: string): InferometerError {
  return new InferometerError(
    'HDR_ENCODING_COUNTS',
    `the counts ${what}. The bytes are damaged, or not an HDR histogram.`,
  );
}
