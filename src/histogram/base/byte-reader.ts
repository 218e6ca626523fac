import { InferometerError, isOfKind, wrongKind } from '../../errors.ts';
import { NAN_HIGH_WORD } from './byte-writer.ts';

/** Enough for 2^64. */
const LONGEST_VARINT = 10;

/** Reads what ByteWriter wrote, and refuses whatever it would have written otherwise. Every error names its place. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  /** Where the next byte is read. */
  at = 0;

  /** @throws SNAPSHOT_ENCODING_KIND for what is no Uint8Array */
  constructor(bytes: Uint8Array) {
    if (!isOfKind(bytes, 'Uint8Array')) {
      throw wrongKind(
        'SNAPSHOT_ENCODING_KIND',
        'bytes',
        'a Uint8Array',
        bytes,
        'Wrap it in new Uint8Array(buffer), or decode base64 first.',
      );
    }
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get remaining(): number {
    return this.bytes.length - this.at;
  }

  /** @throws SNAPSHOT_ENCODING_TRUNCATED */
  byte(): number {
    return this.bytes[this.take(1)] as number;
  }

  /** @throws SNAPSHOT_ENCODING_TRUNCATED, SNAPSHOT_ENCODING_NUMBER for a NaN that the writer does not write */
  double(): number {
    const at = this.take(8);
    const value = this.view.getFloat64(at, true);
    if (Number.isNaN(value)) {
      const isCanonical =
        this.view.getUint32(at, true) === 0 && this.view.getUint32(at + 4, true) === NAN_HIGH_WORD;
      if (!isCanonical) throw this.badNumber(at, 'a NaN with a payload');
    }
    return value;
  }

  /**
   * @param least @param most What the number may be.
   * @throws SNAPSHOT_ENCODING_TRUNCATED; SNAPSHOT_ENCODING_NUMBER for a number out of that range, longer than it needs
   *   to be, or beyond 2^53 and no double
   */
  varint(least = 0, most = 2 ** 64): number {
    const at = this.at;
    // The lower 49 and the upper 21 bits apart, each exact.
    let low = 0;
    let high = 0;
    for (let i = 0; ; i++) {
      if (i === LONGEST_VARINT) throw this.badNumber(at, 'longer than ten bytes');
      const byte = this.byte();
      if (i < 7) low += (byte & 127) * 128 ** i;
      else high += (byte & 127) * 128 ** (i - 7);
      if (byte >= 128) continue;
      if (byte === 0 && i > 0) throw this.badNumber(at, 'longer than it needs to be');
      break;
    }
    const value = high * 2 ** 49 + low;
    if (value - high * 2 ** 49 !== low) throw this.badNumber(at, 'no double');
    if (value < least || value > most) throw this.badNumber(at, `${value}, expected ${least} to ${most}`);
    return value;
  }

  /** @throws SNAPSHOT_ENCODING_TRUNCATED, SNAPSHOT_ENCODING_NUMBER */
  signed(): number {
    const coded = this.varint(0, 2 ** 53);
    return coded % 2 === 1 ? -(coded + 1) / 2 : coded / 2;
  }

  /** @throws SNAPSHOT_ENCODING_NUMBER */
  badNumber(at: number, what: string): InferometerError {
    return new InferometerError(
      'SNAPSHOT_ENCODING_NUMBER',
      `the number at byte ${at} of the bytes is ${what}. They are damaged, or nothing of this library wrote them.`,
    );
  }

  /** So many bytes, of the same memory. @throws SNAPSHOT_ENCODING_TRUNCATED */
  slice(bytes: number): Uint8Array {
    const at = this.take(bytes);
    return this.bytes.subarray(at, at + bytes);
  }

  /** @throws SNAPSHOT_ENCODING_TRUNCATED */
  take(bytes: number): number {
    const { at } = this;
    if (bytes > this.remaining) {
      throw new InferometerError(
        'SNAPSHOT_ENCODING_TRUNCATED',
        `the bytes end at ${this.bytes.length}, ${at + bytes} or more were expected. Pass all of what was written.`,
      );
    }
    this.at = at + bytes;
    return at;
  }
}
