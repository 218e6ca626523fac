import { decodeBase64 } from '../base64.ts';
import { InferometerError, wrongKind } from '../errors.ts';

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
  try {
    return decodeBase64(base64);
  } catch (cause) {
    throw new InferometerError(
      'HDR_ENCODING_BASE64',
      'the text is no base64. Pass an encoded histogram, as it stands in a log: HISTFAAA...',
      { cause },
    );
  }
}
