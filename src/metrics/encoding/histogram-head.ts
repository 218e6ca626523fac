/** The head of an encoded histogram in some thirty bytes, and back: most of its 14 doubles are small whole numbers. */
import type { ByteReader, ByteWriter } from '../../histogram/inner.ts';
import {
  COUNT,
  EXPLICIT,
  MAX,
  MAX_BUCKETS,
  MIN,
  NEGATIVE,
  POSITIVE,
  REJECTED,
  SCALE,
  SUM,
  ZERO_COUNT,
  ZERO_THRESHOLD,
} from '../aggregation/encoded-histogram.ts';

/** The smallest normal double: what nearly every histogram has. */
export const USUAL_ZERO_THRESHOLD = 2 ** -1022;

const MIN_SCALE = -4;
const LARGEST_SCALE_CODE = 12;
const MIN_BUCKETS_LOG = 7;
const LARGEST_BUCKETS = 65536;
/** Bounds and one, as many as a histogram takes. */
const LARGEST_EXPLICIT = 1001;
const LARGEST_WHOLE = 2 ** 53 - 2;

/** Whether a number is whole and not negative, as most are. */
export function isShort(value: number): boolean {
  return value >= 0 && value <= LARGEST_WHOLE && Math.floor(value) === value && !Object.is(value, -0);
}

/** A double: what is short as a varint, from 1 on; else a 0 and its eight bytes. */
export function writeNumber(writer: ByteWriter, value: number): void {
  if (isShort(value)) writer.varint(value + 1);
  else {
    writer.byte(0);
    writer.double(value);
  }
}

/** @throws SNAPSHOT_ENCODING_TRUNCATED, SNAPSHOT_ENCODING_NUMBER */
export function readNumber(reader: ByteReader): number {
  const coded = reader.varint(0, LARGEST_WHOLE + 1);
  return coded === 0 ? reader.double() : coded - 1;
}

/** Scale and bound of a histogram. */
export function layoutByte(scale: number, maxBuckets: number): number {
  return scale - MIN_SCALE + 16 * (Math.log2(maxBuckets) - MIN_BUCKETS_LOG);
}

/**
 * @param hasThreshold whether its zero threshold is not the usual one: the reader has to be told
 * @returns how many buckets the histogram has
 */
export function writeHead(writer: ByteWriter, head: Float64Array, at: number, hasThreshold: boolean): number {
  const number = (field: number) => head[at + field] as number;
  writer.byte(layoutByte(number(SCALE), number(MAX_BUCKETS)));
  writer.varint(number(COUNT));
  writer.varint(number(REJECTED));
  writer.varint(number(ZERO_COUNT));
  for (const field of [SUM, MIN, MAX]) writeNumber(writer, number(field));
  if (hasThreshold) writer.double(number(ZERO_THRESHOLD));
  for (const field of [POSITIVE, NEGATIVE]) {
    writer.signed(number(field));
    writer.varint(number(field + 1));
  }
  writer.varint(number(EXPLICIT));
  return number(POSITIVE + 1) + number(NEGATIVE + 1) + number(EXPLICIT);
}

/**
 * Fills the head.
 *
 * @returns how many buckets it says that the histogram has
 * @throws SNAPSHOT_ENCODING_TRUNCATED, SNAPSHOT_ENCODING_NUMBER
 */
export function readHead(reader: ByteReader, head: Float64Array, hasThreshold: boolean): number {
  const { at } = reader;
  const layout = reader.byte();
  if (layout % 16 > LARGEST_SCALE_CODE || layout >= 160) throw reader.badNumber(at, 'no scale and bound');
  head[SCALE] = (layout % 16) + MIN_SCALE;
  head[MAX_BUCKETS] = 2 ** (Math.floor(layout / 16) + MIN_BUCKETS_LOG);
  head[COUNT] = reader.varint();
  head[REJECTED] = reader.varint();
  head[ZERO_COUNT] = reader.varint();
  for (const field of [SUM, MIN, MAX]) head[field] = readNumber(reader);
  head[ZERO_THRESHOLD] = hasThreshold ? reader.double() : USUAL_ZERO_THRESHOLD;
  let buckets = 0;
  for (const field of [POSITIVE, NEGATIVE]) {
    head[field] = reader.signed();
    const length = reader.varint(0, LARGEST_BUCKETS);
    head[field + 1] = length;
    buckets += length;
  }
  head[EXPLICIT] = reader.varint(0, LARGEST_EXPLICIT);
  return buckets + head[EXPLICIT];
}
