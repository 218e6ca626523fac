/** Wasm embedded as text, and the choice of the build that this engine can run. */

/** A module whose one function uses v128: valid only where SIMD is. */
const SIMD_PROBE =
  '\0asm\x01\0\0\0\x01\x05\x01\x60\0\x01\x7b\x03\x02\x01\0\x0a\x0a\x01\x08\0\x41\0\xfd\x0f\xfd\x62\x0b';

export function hasSimd(): boolean {
  return WebAssembly.validate(Uint8Array.from(SIMD_PROBE, (character) => character.charCodeAt(0)));
}

/** The bytes of a file, as scripts/build.mjs spells them. */
export function wasmBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let masked = 0;
  for (const character of text) {
    if (character === '~') masked += 94;
    else {
      bytes.push((masked + character.charCodeAt(0) - 32) ^ 13);
      masked = 0;
    }
  }
  return new Uint8Array(bytes);
}
