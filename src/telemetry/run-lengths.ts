/**
 * Counts of buckets as bytes: most buckets of an interval are empty, and most others hold little. A count is a
 * LEB128 number; zeros are a byte 0 and then, as such a number, how many. No count but 0 begins with a byte 0.
 *
 * [3, 0, 0, 0, 300] takes five bytes: 3, 0 3, 172 2.
 */

/** Appends counts up to 2^53, by division: bit operations would end at 2^31. */
export function writeCounts(counts: ArrayLike<number>, bytes: number[]): void {
  for (let i = 0; i < counts.length; ) {
    const count = counts[i] as number;
    if (count > 0) {
      writeNumber(count, bytes);
      i += 1;
      continue;
    }
    const from = i;
    while (i < counts.length && counts[i] === 0) i += 1;
    bytes.push(0);
    writeNumber(i - from, bytes);
  }
}

/** Reads one list of counts after another, in the order in which they were written. */
export class CountReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** @param length of the list as it was written. */
  read(length: number): Float64Array {
    const counts = new Float64Array(length);
    for (let i = 0; i < length; ) {
      if (this.bytes[this.at] === 0) {
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
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }
}

function writeNumber(value: number, bytes: number[]): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push(128 + (rest % 128));
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
