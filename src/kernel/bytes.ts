/** Wasm embedded as text, and the choice of the build that this engine can run. */

/** A module whose one function uses v128: valid only where SIMD is. */
const SIMD_PROBE =
  '\0asm\x01\0\0\0\x01\x05\x01\x60\0\x01\x7b\x03\x02\x01\0\x0a\x0a\x01\x08\0\x41\0\xfd\x0f\xfd\x62\x0b';

export function hasSimd(): boolean {
  return WebAssembly.validate(Uint8Array.from(SIMD_PROBE, (character) => character.charCodeAt(0)));
}

const TILDE = 126;

/** The bytes of a file, as scripts/build.mjs spells them. */
export function wasmBytes(text: string): Uint8Array<ArrayBuffer> {
  // Cold code: an iterator, or an array that grows, would be felt in the time of the first histogram.
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let masked = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === TILDE) {
      masked += 94;
    } else {
      bytes[length++] = (masked + code - 32) ^ 13;
      masked = 0;
    }
  }
  return bytes.slice(0, length);
}
