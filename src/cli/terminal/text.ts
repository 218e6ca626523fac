/** Text in columns, colours aside. */
import { displayWidth } from '../../chart/inner.ts';

/** Columns that it takes, colours aside. */
export function widthOf(text: string): number {
  return displayWidth(withoutColors(text));
}

export function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour begins with.
  return text.replace(/\x1b\[[\d;]+m/g, '');
}

/**
 * Lines of no more columns than this, broken between words; a longer word has a line of its own.
 *
 * @param gap what lies between words, and may become the end of a line
 */
export function wrapped(text: string, width: number, gap = ' '): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(gap)) {
    const longer = line === '' ? word : `${line}${gap}${word}`;
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
