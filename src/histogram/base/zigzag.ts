/**
 * ZigZag LEB128-64b9B, the integers of HdrHistogram's V2 encoding (ZigZagEncoding.java): n >= 0 as 2n and -n as
 * 2n - 1, seven bits a byte, the least significant first; a ninth byte holds eight, so 64 bits take nine bytes.
 * 300 is 600 = 100 1011000 (binary), in bytes d8 04.
 */

export const LONGEST_ZIGZAG_BYTES = 9;

/** The largest double under 2^63: counts saturate where Java's signed words end. */
export const LARGEST_ZIGZAG = 2 ** 63 - 1024;

/** Writes a whole number, -2^31 <= value; returns the position after it. */
export function putZigZag(bytes: Uint8Array, at: number, value: number): number {
  if (value === (value << 1) >> 1) {
    // Nearly all numbers: in 32-bit arithmetic.
    let small = (value << 1) ^ (value >> 31);
    for (; small >>> 0 >= 128; small >>>= 7) bytes[at++] = (small & 127) | 128;
    bytes[at++] = small;
    return at;
  }
  let rest = value < 0 ? -2 * value - 1 : 2 * Math.min(value, LARGEST_ZIGZAG);
  const ninth = at + LONGEST_ZIGZAG_BYTES - 1;
  // Divisions by 128 of doubles are exact; shifts would cut to 32 bits.
  for (; rest >= 2 ** 31 && at < ninth; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128;
  for (; rest >= 128 && at < ninth; rest >>= 7) bytes[at++] = (rest & 127) | 128;
  bytes[at++] = rest;
  return at;
}

/** Where a number was read from, and where the next one begins. */
export interface ZigZagCursor {
  at: number;
}

/**
 * Reads one number and moves the cursor behind it; beyond 2^53 it is the nearest double.
 * @returns undefined when the bytes end within the number.
 */
export function takeZigZag(bytes: Uint8Array, cursor: ZigZagCursor): number | undefined {
  let byte = bytes[cursor.at++];
  if (byte === undefined) return undefined;
  const isNegative = (byte & 1) === 1;
  if (byte < 128) return isNegative ? -(byte >> 1) - 1 : byte >> 1;
  // Bits 1 to 27 and 28 to 63 apart, each exact, so that their sum is rounded once.
  let low = (byte & 127) >> 1;
  let high = 0;
  for (let i = 1; byte >= 128 && i < LONGEST_ZIGZAG_BYTES; i++) {
    byte = bytes[cursor.at++];
    if (byte === undefined) return undefined;
    const bits = i < LONGEST_ZIGZAG_BYTES - 1 ? byte & 127 : byte;
    if (i < 4) low += bits * 2 ** (7 * i - 1);
    else high += bits * 2 ** (7 * i - 28);
  }
  const magnitude = high * 2 ** 27 + low;
  return isNegative ? -magnitude - 1 : magnitude;
}
