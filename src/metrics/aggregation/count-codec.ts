/**
 * Counts of buckets as bytes: most buckets of an interval are empty, and most others hold little. A count is a
 * LEB128 number; zeros are a byte 0 and then, as such a number, how many. No count but 0 begins with a byte 0.
 *
 * [3, 0, 0, 0, 300] takes five bytes: 3, 0 3, 172 2.
 */

/** Of a count of 2^53, and of the longest run of zeros. */
const MAX_BYTES = 8;
/** Up to here bit operations are right; beyond, division is. */
const LARGEST_INT = 2 ** 31 - 1;

/** Takes one list of counts after another. Its memory grows to the most that was written, and is used again. */
export class CountWriter {
  private all = new Uint8Array(1024);
  private length = 0;

  /** What was written since `clear()`; good until the next call. */
  get bytes(): Uint8Array {
    return this.all.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  /** Appends counts up to 2^53. */
  write(counts: Float64Array): void {
    this.reserve(counts.length * MAX_BYTES);
    for (let i = 0; i < counts.length; ) {
      const count = counts[i] as number;
      if (count > 0) {
        this.number(count);
        i += 1;
        continue;
      }
      const from = i;
      while (i < counts.length && counts[i] === 0) i += 1;
      this.all[this.length++] = 0;
      this.number(i - from);
    }
  }

  private number(value: number): void {
    const { all } = this;
    let rest = value;
    for (; rest > LARGEST_INT; rest = Math.floor(rest / 128)) all[this.length++] = 128 + (rest % 128);
    for (; rest > 127; rest >>= 7) all[this.length++] = 128 | rest;
    all[this.length++] = rest;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.all.length) return;
    const larger = new Uint8Array(2 * (this.length + bytes));
    larger.set(this.bytes);
    this.all = larger;
  }
}

/** Reads one list of counts after another, in the order in which they were written. */
export class CountReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next list, which was so long. */
  read(length: number): Float64Array {
    const { bytes } = this;
    const counts = new Float64Array(length);
    for (let i = 0; i < length; ) {
      if (bytes[this.at] === 0) {
        this.at += 1;
        i += this.number();
      } else {
        counts[i] = this.number();
        i += 1;
      }
    }
    return counts;
  }

  private number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.at++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}
