/** The font of PNG pictures: Open Sans, see scripts/font.mjs. A module of its own, which only who draws a PNG loads. */
import { decodeBase64 } from '../../base64.ts';
import base64 from './open-sans.ttf';

export const FAMILY = 'Open Sans';

export function fontBytes(): Uint8Array {
  return decodeBase64(base64);
}
