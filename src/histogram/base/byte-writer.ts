import { InferometerError } from '../../errors.ts';

/** Beyond it no counter of the kernel goes. */
const LARGEST_COUNT = 2 ** 64;

/** The bits of the one NaN that is written, so that equal snapshots are equal bytes. */
export const NAN_HIGH_WORD = 0x7ff80000;

/** Bytes that grow with what is written to them; numbers are little-endian. */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView;
  private length = 0;

  constructor(expectedBytes: number) {
    this.bytes = new Uint8Array(expectedBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** What was written, in memory of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }

  /** In bytes, so far. */
  get size(): number {
    return this.length;
  }

  /** What was written, good until the next call. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  /** Begins anew, in the same memory. */
  clear(): void {
    this.length = 0;
  }

  byte(value: number): void {
    const at = this.room(1); // first: it may put larger memory in place
    this.bytes[at] = value;
  }

  append(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.bytes.set(bytes, at);
  }

  double(value: number): void {
    const at = this.room(8);
    if (Number.isNaN(value)) {
      this.view.setUint32(at, 0, true);
      this.view.setUint32(at + 4, NAN_HIGH_WORD, true);
    } else this.view.setFloat64(at, value, true);
  }

  /** LEB128: a whole number from 0 to 2^64 in seven bits a byte, the least significant first. @throws SNAPSHOT_ENCODING_NUMBER */
  varint(value: number): void {
    if (value > LARGEST_COUNT) {
      throw new InferometerError(
        'SNAPSHOT_ENCODING_NUMBER',
        `${value} is beyond 2^64, the largest count there is. Encode what snapshot() returned, unchanged.`,
      );
    }
    let rest = value;
    // Divisions of doubles by 128 are exact; shifts would cut to 32 bits.
    while (rest >= 128) {
      const quotient = Math.floor(rest / 128);
      this.byte(rest - quotient * 128 + 128);
      rest = quotient;
    }
    this.byte(rest);
  }

  /** ZigZag, then LEB128: a whole number of either sign, small ones in few bytes. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  private room(bytes: number): number {
    const at = this.length;
    this.length += bytes;
    if (this.length > this.bytes.length) {
      const longer = new Uint8Array(Math.max(2 * this.bytes.length, this.length));
      longer.set(this.bytes.subarray(0, at));
      this.bytes = longer;
      this.view = new DataView(longer.buffer);
    }
    return at;
  }
}

/** The parts, one behind the other. */
export function joinedBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
