/** Cells as plain characters, and how much room these take on a terminal. */

import { displayWidth, formatMeasurement, shortened, visible } from '../../chart/inner.ts';
import type { Cell } from './document.ts';
import { sparkline } from './sparkline.ts';

/** Longer names are cut in the middle: a table must stay one. */
const LONGEST_NAME = 60;

export function plainCell(cell: Cell): string {
  if (typeof cell === 'string') return visible(shortened(cell, LONGEST_NAME));
  if ('values' in cell) return sparkline(cell.values);
  return `${formatMeasurement(cell)}${cell.best ? ' (best)' : ''}`;
}

/** Lines of no more columns than this, broken between words; a longer word has a line of its own. */
export function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width - indent.length) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].join(`\n${indent}`);
}

export function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}
