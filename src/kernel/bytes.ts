/** Wasm embedded as text, a character per byte, and the choice of the build that this engine can run. */

/** A module whose one function uses v128: valid only where SIMD is. */
const SIMD_PROBE =
  '\0asm\x01\0\0\0\x01\x05\x01\x60\0\x01\x7b\x03\x02\x01\0\x0a\x0a\x01\x08\0\x41\0\xfd\x0f\xfd\x62\x0b';

export function hasSimd(): boolean {
  return WebAssembly.validate(wasmBytes(SIMD_PROBE));
}

export function wasmBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
