/** A small picture of few colours as PNG (https://www.w3.org/TR/png-3/): one byte for each point. */
import { crc32 } from './checksums.ts';
import { deflated } from './deflate.ts';

export interface IndexedImage {
  readonly width: number;
  readonly height: number;
  /** Row by row from the top: the place of each point's colour in the palette. */
  readonly pixels: Uint8Array;
  /** 256 at most, each [red, green, blue, alpha] from 0 to 255. */
  readonly palette: readonly (readonly [number, number, number, number])[];
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const [BITS_PER_PIXEL, INDEXED] = [8, 3];

export function encodePng({ width, height, pixels, palette }: IndexedImage): Uint8Array {
  // Each row begins with how it is filtered: not at all.
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const chunks = [
    chunk('IHDR', [...uint32(width), ...uint32(height), BITS_PER_PIXEL, INDEXED, 0, 0, 0]),
    chunk(
      'PLTE',
      palette.flatMap((color) => color.slice(0, 3)),
    ),
    chunk(
      'tRNS',
      palette.map(([, , , alpha]) => alpha),
    ),
    chunk('IDAT', deflated(rows)),
    chunk('IEND', []),
  ];
  const png = new Uint8Array(SIGNATURE.length + chunks.reduce((sum, { length }) => sum + length, 0));
  png.set(SIGNATURE);
  let at = SIGNATURE.length;
  for (const one of chunks) {
    png.set(one, at);
    at += one.length;
  }
  return png;
}

function chunk(type: string, content: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  bytes.set(uint32(content.length));
  bytes.set(
    Array.from(type, (letter) => letter.charCodeAt(0)),
    4,
  );
  bytes.set(content, 8);
  bytes.set(uint32(crc32(bytes.subarray(4, 8 + content.length))), 8 + content.length);
  return bytes;
}

function uint32(value: number): [number, number, number, number] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
