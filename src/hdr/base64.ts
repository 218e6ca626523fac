import { InferometerError, wrongKind } from '../errors.ts';

/** Characters made at once: an argument list has its limit. */
const CHUNK_BYTES = 8192;

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    // Not spread: an iterator over the bytes takes twenty times as long.
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + CHUNK_BYTES) as unknown as number[]);
  return btoa(text);
}

/** White space is allowed, padding may be left out. @throws HDR_ENCODING_BASE64 */
export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  if (typeof base64 !== 'string') {
    throw wrongKind(
      'HDR_ENCODING_BASE64',
      'base64',
      'a string',
      base64,
      'Pass bytes to decodeHdr() instead.',
    );
  }
  let text: string;
  try {
    text = atob(base64);
  } catch (cause) {
    throw new InferometerError(
      'HDR_ENCODING_BASE64',
      'the text is no base64. Pass an encoded histogram, as it stands in a log: HISTFAAA...',
      { cause },
    );
  }
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
