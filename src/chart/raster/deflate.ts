/**
 * A zlib stream (RFC 1950, 1951) of one block with the fixed codes, in which runs of one byte are copies of the byte before.
 * Platforms that deflate without waiting do so in their own ways; a picture is to be the same everywhere. A heatmap is mostly
 * runs: 16 KB of it are 1 to 3 KB.
 */
import { adler32 } from './checksums.ts';

const [SHORTEST_RUN, LONGEST_RUN, END_OF_BLOCK] = [3, 258, 256];

/** Of each code of a length: the shortest that it stands for. With as many extra bits as follow from them. */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const EXTRA_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

class BitWriter {
  readonly bytes: number[] = [0x78, 0x01];
  private bits = 0;
  private length = 0;

  /** The lowest bit first. */
  write(value: number, count: number): void {
    this.bits |= value << this.length;
    this.length += count;
    while (this.length >= 8) {
      this.bytes.push(this.bits & 255);
      this.bits >>>= 8;
      this.length -= 8;
    }
  }

  /** Codes are written from their highest bit. */
  writeCode(code: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) this.write((code >> bit) & 1, 1);
  }

  end(): void {
    if (this.length > 0) this.write(0, 8 - this.length);
  }
}

export function deflated(bytes: Uint8Array): Uint8Array {
  const writer = new BitWriter();
  writer.write(1, 1); // the last block
  writer.write(1, 2); // with fixed codes
  for (let at = 0; at < bytes.length; ) {
    const run = at === 0 ? 0 : runAt(bytes, at);
    if (run >= SHORTEST_RUN) {
      writeRun(writer, run);
      at += run;
    } else writeSymbol(writer, bytes[at++] as number);
  }
  writeSymbol(writer, END_OF_BLOCK);
  writer.end();
  const sum = adler32(bytes);
  return Uint8Array.from([...writer.bytes, sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255]);
}

/** How many bytes from here on are the one before. */
function runAt(bytes: Uint8Array, at: number): number {
  let run = 0;
  while (run < LONGEST_RUN && at + run < bytes.length && bytes[at + run] === bytes[at - 1]) run += 1;
  return run;
}

function writeRun(writer: BitWriter, length: number): void {
  let code = LENGTHS.length - 1;
  while ((LENGTHS[code] as number) > length) code -= 1;
  writeSymbol(writer, 257 + code);
  writer.write(length - (LENGTHS[code] as number), EXTRA_BITS[code] as number);
  writer.writeCode(0, 5); // a distance of 1
}

/** RFC 1951, 3.2.6. */
function writeSymbol(writer: BitWriter, symbol: number): void {
  if (symbol < 144) writer.writeCode(48 + symbol, 8);
  else if (symbol < 256) writer.writeCode(400 + symbol - 144, 9);
  else if (symbol < 280) writer.writeCode(symbol - 256, 7);
  else writer.writeCode(192 + symbol - 280, 8);
}
