/**
 * CRC32C (Castagnoli), as iSCSI and RFC 3720 have it: what every byte that is read back is checked against. Parquet and
 * Arrow notice no flipped bit by themselves.
 */

/** x^32 + x^28 + x^27 + ..., its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** Bytes taken at a time; there is a table for the place of each. */
const STRIDE = 8;

let tables: Int32Array | undefined;

/** Of the bytes, or going on from the CRC of those before them: `crc32c(b, crc32c(a))` is that of a and b together. */
export function crc32c(bytes: Uint8Array, before = 0): number {
  tables ??= tablesOf();
  const t = tables;
  let crc = ~before;
  let at = 0;
  for (const end = bytes.length - STRIDE; at <= end; at += STRIDE) {
    const low =
      crc ^
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24));
    crc =
      (t[1792 + (low & 255)] as number) ^
      (t[1536 + ((low >>> 8) & 255)] as number) ^
      (t[1280 + ((low >>> 16) & 255)] as number) ^
      (t[1024 + (low >>> 24)] as number) ^
      (t[768 + (bytes[at + 4] as number)] as number) ^
      (t[512 + (bytes[at + 5] as number)] as number) ^
      (t[256 + (bytes[at + 6] as number)] as number) ^
      (t[bytes[at + 7] as number] as number);
  }
  for (; at < bytes.length; at++) crc = (t[(crc ^ (bytes[at] as number)) & 255] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/**
 * Of a and b together, where only the CRC of each is known: so the parts of a file can be checked alone, and all of them
 * by the one CRC of the file. A CRC is a polynomial: that of a is moved up by the bits of b, by square and multiply.
 *
 * @param lengthB in bytes.
 */
export function crc32cCombine(crcA: number, crcB: number, lengthB: number): number {
  let moved = crcA;
  // x^8, x^16, x^32 ...: x^1 is the second highest bit.
  let power = 1 << 23;
  for (let bytes = lengthB; bytes > 0; bytes = Math.floor(bytes / 2)) {
    if (bytes % 2 === 1) moved = multiply(power, moved);
    power = multiply(power, power);
  }
  return (moved ^ crcB) >>> 0;
}

/** Eight lower-case hex digits. */
export function hex8(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}

/** The product of two polynomials, modulo that of the CRC. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product;
}

/** The CRC of each byte, then of each byte with one, two ... seven zeros after it. */
function tablesOf(): Int32Array {
  const table = new Int32Array(256 * STRIDE);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[byte] = crc;
  }
  for (let at = 256; at < table.length; at++) {
    const crc = table[at - 256] as number;
    table[at] = (table[crc & 255] as number) ^ (crc >>> 8);
  }
  return table;
}
