/** Names as they can be shown: they are others', and may hold anything. */

/** One line, whatever a caller's name contains: control characters are spelt, as in a JavaScript string. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (one) => SHORT_ESCAPES.get(one) ?? `\\u{${one.codePointAt(0)?.toString(16)}}`);
}

/** Cut in the middle: the ends of names tell versions apart. */
export function shortened(name: string, longest: number): string {
  const characters = [...name];
  if (characters.length <= longest) return name;
  const half = Math.ceil((longest - 1) / 2);
  const start = characters.slice(0, half);
  const end = characters.slice(characters.length - (longest - 1 - half));
  return `${start.join('')}…${end.join('')}`;
}

/** Control and format characters, line separators, and what is none: halves of surrogate pairs, U+FFFE, which no XML may hold. Joiners of emoji may stay. */
const UNSEEN = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;
const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Columns of a terminal that the text takes: two for ideographs and emoji, none for marks and joiners. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const one of text) width += NARROWEST.test(one) ? 0 : WIDE.test(one) ? 2 : 1;
  return width;
}

const NARROWEST = /[\p{M}\u200d]/u;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
