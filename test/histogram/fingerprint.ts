/** What shows whether two runtimes, or two builds, computed the same bits from the same input. */

/** FNV-1a over the bytes of doubles. */
export function fingerprint(numbers: Iterable<number>): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new Uint8Array(Float64Array.from(numbers).buffer)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16);
}

/**
 * Doubles of both signs, with a NaN here and there, from integers alone: Math.exp and its like may differ in
 * the last bit.
 */
export function awkward(n: number, exponents: number): Float64Array {
  const bits = new BigUint64Array(n);
  let state = 0x9e3779b97f4a7c15n;
  for (let i = 0; i < n; i++) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    const exponent = BigInt(1023 - exponents + (Number(state >> 33n) % (2 * exponents)));
    const sign = i % 11 === 0 ? 1n << 63n : 0n;
    bits[i] = i % 97 === 0 ? 0x7ff8n << 48n : sign | (exponent << 52n) | (state & 0xf_ffff_ffff_ffffn);
  }
  return new Float64Array(bits.buffer);
}
