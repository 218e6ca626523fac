/** An event as a line for people. */

import { isError } from '../errors.ts';
import { errorText, jsonText, madeOfFields } from './json-text.ts';
import type { Level, Line } from './line.ts';

const LABELS: Readonly<Record<Level, string>> = {
  debug: 'DEBUG',
  info: 'INFO ',
  warn: 'WARN ',
  error: 'ERROR',
};
/** Faint, green, yellow, red. */
const COLORS: Readonly<Record<Level, number>> = { debug: 2, info: 32, warn: 33, error: 31 };

/**
 * `2026-11-29T12:00:00.000Z INFO  trainer: Checkpoint saved event_type=checkpoint_saved epoch=3`, and below it what was
 * thrown. Values with blanks or quotes are spelt as JSON: nothing in an event makes a line of its own, or a colour.
 */
export function textLine(name: string, { level, fields, message }: Line, hasColor: boolean): string {
  const label = hasColor ? `\x1b[${COLORS[level]}m${LABELS[level]}\x1b[0m` : LABELS[level];
  const head = (logger: unknown) =>
    `${new Date().toISOString()} ${label} ${harmless(`${logger}`)}: ${harmless(message)}`;
  return madeOfFields(fields, ({ err, logger = name, ...others }) => {
    const pairs = Object.entries(others).filter(([, value]) => value !== undefined);
    const words = pairs.map(([key, value]) => ` ${spelt(key)}=${spelt(value)}`);
    return `${head(logger)}${words.join('')}${err === undefined ? '' : indented(err)}`;
  });
}

function spelt(value: unknown): string {
  const text = typeof value === 'string' ? value : jsonText(value);
  const isPlain = typeof value !== 'string' || /^[\w.:/@+-]+$/.test(text);
  return harmless(isPlain ? text : JSON.stringify(text));
}

function indented(thrown: unknown): string {
  const text = isError(thrown) ? errorText(thrown) : jsonText(thrown);
  return text
    .split('\n')
    .map((line) => `\n    ${harmless(line.trim())}`)
    .join('');
}

/** Without characters that move the cursor or colour what comes. */
function harmless(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^[\x7f-\x9f]$/, '�'),
  );
}
