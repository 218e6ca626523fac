/** The checksum of a zlib stream (RFC 1950, section 8.2); fflate writes it and does not check it. */

const PRIME = 65521;
/** So many bytes can be added up before a sum of 32 bits could overflow. */
const BLOCK_BYTES = 3800;

export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(at + BLOCK_BYTES, bytes.length);
    while (at < end) {
      a += bytes[at++] as number;
      b += a;
    }
    a %= PRIME;
    b %= PRIME;
  }
  return b * 65536 + a;
}
