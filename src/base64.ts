/** Bytes as base64 (RFC 4648, section 4), and back: `Uint8Array.toBase64` is not everywhere yet. */

/** Characters made at once: an argument list has its limit. */
const CHUNK_BYTES = 8192;

export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    // Not spread: an iterator over the bytes takes twenty times as long.
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + CHUNK_BYTES) as unknown as number[]);
  return btoa(text);
}

/** White space is allowed, padding may be left out. @throws DOMException for what is no base64 */
export function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
