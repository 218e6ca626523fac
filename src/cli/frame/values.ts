/** What stands behind options on a command line: each kind of value knows how it is read, and what may be typed. */
import { suggestion, UsageError } from './errors.ts';

export interface ValueKind<Value> {
  /** What stands for it in help: `DIR`, `DURATION`. */
  readonly placeholder: string;
  /** All that may be typed, where that is a list. */
  readonly words?: readonly string[];
  /** Whether the shell shall offer files. */
  readonly isPath?: boolean;
  /** @param label `--since` @throws UsageError */
  read(text: string, label: string): Value;
}

export function text(placeholder: string): ValueKind<string> {
  return {
    placeholder,
    read(text, label) {
      if (text !== '') return text;
      throw new UsageError(`${label} needs a value: ${placeholder}`);
    },
  };
}

/** As `text`; nothing is a value, too. */
export function textOrNothing(placeholder: string): ValueKind<string> {
  return { placeholder, read: (text) => text };
}

export function path(placeholder: string): ValueKind<string> {
  return { ...text(placeholder), isPath: true };
}

export function oneOf<const Word extends string>(words: readonly Word[]): ValueKind<Word> {
  return {
    placeholder: words.join('|'),
    words,
    read(text, label) {
      const word = words.find((one) => one === text.toLowerCase());
      if (word !== undefined) return word;
      throw new UsageError(
        `${label} must be one of ${words.join(', ')}, got "${text}".${suggestion(text, words)}`,
      );
    },
  };
}

export function wholeNumber(placeholder: string, min: number, max: number): ValueKind<number> {
  return {
    placeholder,
    read(text, label) {
      const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      if (number >= min && number <= max) return number;
      throw new UsageError(`${label} must be a whole number from ${min} to ${max}, got "${text}".`);
    },
  };
}

/** `0.99`, or `99%`. Both bounds are allowed. */
export function share(placeholder: string, min: number, max: number): ValueKind<number> {
  return {
    placeholder,
    read(text, label) {
      const [, digits, percent] = /^(\d+(?:\.\d+)?)(\s*%)?$/.exec(text) ?? [];
      const number = Number(digits) / (percent === undefined ? 1 : 100);
      if (number >= min && number <= max) return number;
      throw new UsageError(
        `${label} must be from ${100 * min}% to ${100 * max}%, or from ${min} to ${max}, got "${text}".`,
      );
    },
  };
}

/** Numbers with a comma in between. */
export function percentiles(placeholder: string): ValueKind<readonly number[]> {
  return {
    placeholder,
    read(text, label) {
      const numbers = text.split(',').map((one) => (one.trim() === '' ? Number.NaN : Number(one)));
      if (numbers.every((number) => number >= 0 && number <= 100)) return numbers;
      throw new UsageError(`${label} must be numbers from 0 to 100 like 50,95,99.9, got "${text}".`);
    },
  };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|[smhdw])/g;

/** `90s`, `10m`, `2h`, `7d`, `1h30m` in seconds; undefined for what is none. */
export function durationSeconds(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, digits, unit] of text.matchAll(PART))
    seconds += Number(digits) * (UNIT_SECONDS[unit as string] as number);
  return seconds;
}

/** In seconds. */
export function duration(placeholder = 'DURATION'): ValueKind<number> {
  return {
    placeholder,
    read(text, label) {
      const seconds = durationSeconds(text);
      if (seconds !== undefined && seconds > 0) return seconds;
      throw new UsageError(`${label} must be a duration like 90s, 10m, 2h or 7d, got "${text}".`);
    },
  };
}

/** A moment, as it was typed: what is ago is counted from when the command asks, anew each time it watches. */
export interface Moment {
  unixMs(nowUnixMs: number): number;
}

const TIMES = 'a duration ago like 10m, an ISO time like 2026-11-29T18:00, or Unix seconds';

export function momentOf(text: string): Moment | undefined {
  const ago = durationSeconds(text);
  if (ago !== undefined) return { unixMs: (nowUnixMs) => nowUnixMs - ago * 1000 };
  if (text === 'now') return { unixMs: (nowUnixMs) => nowUnixMs };
  const unixMs = /^\d+(\.\d+)?$/.test(text) ? 1000 * Number(text) : isoUnixMs(text);
  return Math.abs(unixMs) <= MOST_UNIX_MS ? { unixMs: () => unixMs } : undefined;
}

const MOST_UNIX_MS = 8.64e15;
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Without a zone it is UTC, as everything here is. */
function isoUnixMs(text: string): number {
  if (!ISO.test(text)) return Number.NaN;
  const iso = text.replace(' ', 'T');
  return Date.parse(/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`);
}

export function moment(placeholder = 'TIME'): ValueKind<Moment> {
  return {
    placeholder,
    read(text, label) {
      const moment = momentOf(text);
      if (moment !== undefined) return moment;
      throw new UsageError(`${label} must be ${TIMES}, got "${text}".`);
    },
  };
}

export interface Range {
  readonly from: Moment;
  readonly to: Moment;
}

/** `26h..25h`, `2026-11-28T10:00..2026-11-28T11:00`; `previous` is undefined: what lies right before. */
export function range(placeholder = 'FROM..TO'): ValueKind<Range | undefined> {
  return {
    placeholder,
    words: ['previous'],
    read(text, label) {
      if (text === 'previous') return undefined;
      const [from, to, ...more] = text.split('..').map(momentOf);
      if (from !== undefined && to !== undefined && more.length === 0) return { from, to };
      throw new UsageError(`${label} must be previous, or FROM..TO with each ${TIMES}, got "${text}".`);
    },
  };
}

/** `tenant=acme` */
export function pair(placeholder = 'NAME=VALUE'): ValueKind<readonly [name: string, value: string]> {
  return {
    placeholder,
    read(text, label) {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new UsageError(`${label} must be NAME=VALUE, got "${text}".`);
    },
  };
}

export function url(placeholder = 'URL'): ValueKind<string> {
  return {
    placeholder,
    read(text, label) {
      if (/^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text)) return text;
      throw new UsageError(`${label} must be a URL like http://127.0.0.1:8000, got "${text}".`);
    },
  };
}
