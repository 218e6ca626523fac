/**
 * Text as UTF-8, written into one array that grows and is used again. Nearly everything that is exposed is ASCII:
 * strings of V8 would be built, flattened and encoded, at three times the cost.
 */
import { escapeLabelValue, formatFloat } from './literals.ts';

const encoder = new TextEncoder();
const INITIAL_BYTES = 64 * 1024;
const ZERO = 0x30;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const LOWER_N = 0x6e;
/** Up to so many a loop is quicker than `set` (measured); before it is compiled it is slower, also for a few. */
const LOOPED_BYTES = 16;
/** Whole numbers up to here are written digit by digit, in 32-bit arithmetic. */
const MAX_DIGITWISE = 2 ** 31 - 1;

export class Utf8Writer {
  /** Bytes written. */
  length = 0;
  private bytes = new Uint8Array(INITIAL_BYTES);

  /** @param text of ASCII alone: names, numbers, punctuation. */
  ascii(text: string): void {
    const end = this.length + text.length;
    if (end > this.bytes.length) this.grow(end);
    const { bytes } = this;
    for (let i = 0, at = this.length; i < text.length; i++, at++) bytes[at] = text.charCodeAt(i);
    this.length = end;
  }

  /** @param byte of ASCII */
  byte(byte: number): void {
    const at = this.length;
    if (at === this.bytes.length) this.grow(at + 1);
    this.bytes[at] = byte;
    this.length = at + 1;
  }

  /** What was encoded before. */
  encoded(text: Uint8Array): void {
    const end = this.length + text.length;
    if (end > this.bytes.length) this.grow(end);
    this.copy(text, this.length);
    this.length = end;
  }

  /** Any text; half a surrogate pair becomes U+FFFD. */
  text(text: string): void {
    const most = this.length + text.length * 3;
    if (most > this.bytes.length) this.grow(most);
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** Any text as it stands between double quotes, and the quote behind it. */
  quoted(text: string): void {
    const most = this.length + text.length * 2 + 1;
    if (most > this.bytes.length) this.grow(most);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.length = at;
        this.text(`${escapeLabelValue(text.slice(i))}"`);
        return;
      }
      if (unit === QUOTE || unit === BACKSLASH || unit === NEWLINE) {
        bytes[at++] = BACKSLASH;
        bytes[at++] = unit === NEWLINE ? LOWER_N : unit;
      } else {
        bytes[at++] = unit;
      }
    }
    bytes[at++] = QUOTE;
    this.length = at;
  }

  /** Once more what was written from `start` to `end`. */
  again(start: number, end: number): void {
    const target = this.length;
    const after = target + end - start;
    if (after > this.bytes.length) this.grow(after);
    this.bytes.copyWithin(target, start, end);
    this.length = after;
  }

  /** Ends the line, and writes one that begins like `start` to `end`, goes on with `rest`, and ends in a number. */
  alike(start: number, end: number, rest: Uint8Array, value: number): void {
    const target = this.length + 1;
    const middle = target + end - start;
    const after = middle + rest.length;
    if (after > this.bytes.length) this.grow(after);
    const { bytes } = this;
    bytes[target - 1] = NEWLINE;
    bytes.copyWithin(target, start, end);
    this.copy(rest, middle);
    this.length = after;
    this.number(value);
  }

  /** The shortest decimal that reads back as the same double; the three values that are no number by name. */
  number(value: number): void {
    if (value >= 0 && value <= MAX_DIGITWISE && value === (value | 0)) this.whole(value);
    else this.ascii(formatFloat(value));
  }

  /** What was written; the writer begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  private copy(text: Uint8Array, at: number): void {
    const { bytes } = this;
    if (text.length > LOOPED_BYTES) bytes.set(text, at);
    else for (let i = 0; i < text.length; i++) bytes[at + i] = text[i] as number;
  }

  private whole(value: number): void {
    const digits = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : digitsOf(value);
    const end = this.length + digits;
    if (end > this.bytes.length) this.grow(end);
    const { bytes } = this;
    let rest = value;
    for (let at = end - 1; at >= this.length; at--) {
      const tenth = (rest / 10) | 0;
      bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.length = end;
  }

  private grow(least: number): void {
    const grown = new Uint8Array(Math.max(least, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

function digitsOf(value: number): number {
  let digits = 4;
  for (let bound = 10_000; value >= bound; bound *= 10) digits += 1;
  return digits;
}
