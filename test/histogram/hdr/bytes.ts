/** Encoded HDR histograms made naively, from big integers. Nothing here is shared with the library. */

export interface Recipe {
  readonly significantDigits: number;
  readonly lowestDiscernible: bigint;
  readonly highestTrackable: bigint;
  /** From index 0 on. */
  readonly counts: readonly bigint[];
}

/** One digit, unit 1, up to 1023: 16 counts for each of 6 powers of two and the first 16, 112 in all. */
export const SMALL: Recipe = {
  significantDigits: 1,
  lowestDiscernible: 1n,
  highestTrackable: 1023n,
  counts: [0n, 3n, 0n, 0n, 5n, 0n, 1n],
};

export function bigEndian(value: bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * (bytes - 1 - i))) & 255n));
}

export function float64(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return bigEndian(view.getBigUint64(0), 8);
}

/** ZigZag LEB128-64b9B of a signed 64-bit integer. */
export function zigZag(value: bigint): number[] {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  while (bytes.length < 8 && rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

export function payloadV2(counts: readonly bigint[]): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < counts.length; ) {
    let run = 0;
    while (counts[i + run] === 0n) run++;
    bytes.push(...zigZag(run > 1 ? -BigInt(run) : (counts[i] as bigint)));
    i += Math.max(run, 1);
  }
  return bytes;
}

export interface Header {
  readonly cookie?: bigint;
  readonly payloadBytes?: number;
  readonly normalizingOffset?: number;
  readonly ratio?: number;
}

export function encodeV2(
  recipe: Recipe,
  header: Header = {},
  payload = payloadV2(recipe.counts),
): Uint8Array {
  const { cookie = 0x1c849313n, payloadBytes = payload.length, normalizingOffset = 0, ratio = 1 } = header;
  return Uint8Array.from([
    ...bigEndian(cookie, 4),
    ...bigEndian(BigInt(payloadBytes), 4),
    ...bigEndian(BigInt(normalizingOffset), 4),
    ...bigEndian(BigInt(recipe.significantDigits), 4),
    ...bigEndian(recipe.lowestDiscernible, 8),
    ...bigEndian(recipe.highestTrackable, 8),
    ...float64(ratio),
    ...payload,
  ]);
}

/** V1: V2's header with words of one size. */
export function encodeV1(recipe: Recipe, wordBytes: number): Uint8Array {
  const payload = recipe.counts.flatMap((count) => bigEndian(count, wordBytes));
  return encodeV2(recipe, { cookie: 0x1c849301n | BigInt(wordBytes << 4) }, payload);
}

export function encodeV0(recipe: Recipe, wordBytes: number): Uint8Array {
  return Uint8Array.from([
    ...bigEndian(0x1c849308n | BigInt(wordBytes << 4), 4),
    ...bigEndian(BigInt(recipe.significantDigits), 4),
    ...bigEndian(recipe.lowestDiscernible, 8),
    ...bigEndian(recipe.highestTrackable, 8),
    ...bigEndian(
      recipe.counts.reduce((a, b) => a + b, 0n),
      8,
    ),
    ...recipe.counts.flatMap((count) => bigEndian(count, wordBytes)),
  ]);
}

/** A DoubleHistogram around a histogram of integers. */
export function encodeDouble(
  integers: Uint8Array,
  significantDigits: number,
  highestToLowest: bigint,
): Uint8Array {
  return Uint8Array.from([
    ...bigEndian(0x0c72124en, 4),
    ...bigEndian(BigInt(significantDigits), 4),
    ...bigEndian(highestToLowest, 8),
    ...integers,
  ]);
}
