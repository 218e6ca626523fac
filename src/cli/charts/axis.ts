/** Where values lie between two ends, and what is written beside them. */
import { formatMeasurement, type NumberAxis, type TimeAxis } from '../../chart/index.ts';

export interface Scale {
  readonly isLog: boolean;
  readonly low: number;
  readonly high: number;
  /** 0 at the low end, 1 at the high one. */
  at(value: number): number;
}

/** Around all of the values; amounts on a linear axis begin at 0 where they are positive. */
export function scaleOf(axis: NumberAxis, values: readonly number[]): Scale {
  const known = values.filter((value) => Number.isFinite(value) && (axis.scale === 'linear' || value > 0));
  let low = known.reduce((a, b) => Math.min(a, b), Infinity);
  let high = known.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(low <= high)) [low, high] = [axis.scale === 'log' ? 1 : 0, axis.scale === 'log' ? 10 : 1];
  if (axis.scale === 'linear' && low > 0) low = 0;
  if (low === high) high = axis.scale === 'log' ? low * 2 : low === 0 ? 1 : low + Math.abs(low) / 2;
  return numberScale(axis.scale === 'log', low, high);
}

export function numberScale(isLog: boolean, low: number, high: number): Scale {
  const place = isLog ? Math.log : (value: number) => value;
  const [from, to] = [place(low), place(high)];
  return { isLog, low, high, at: (value) => (place(value) - from) / (to - from) };
}

export function timeScale({ startUnixMs, endUnixMs }: TimeAxis): Scale {
  return numberScale(false, startUnixMs, endUnixMs > startUnixMs ? endUnixMs : startUnixMs + 1);
}

/** At so many places from the low end to the high one, evenly on the axis. */
export function labelsOf({ unit }: NumberAxis, { isLog, low, high }: Scale, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    // By logarithms, as the ratio of the two may be more than any number.
    const value = isLog
      ? Math.exp(Math.log(low) * (1 - share) + Math.log(high) * share)
      : low + (high - low) * share;
    // A place between two values has no more digits than people read.
    return formatMeasurement({ value: Number(value.toPrecision(2)), unit });
  });
}

/** Times, or numbers, under a picture of so many columns. */
export function ruler(x: TimeAxis | NumberAxis, scale: Scale, width: number): string[] {
  const texts =
    x.scale === 'time'
      ? timeLabels(scale, Math.max(2, Math.min(6, Math.floor(width / 16))))
      : labelsOf(x, scale, Math.max(2, Math.min(6, Math.floor(width / 16))));
  const last = texts.length - 1;
  const columns = texts.map((_, i) => Math.round((i / last) * (width - 1)));
  const line = Array.from({ length: width }, (_, i) => (columns.includes(i) ? '┬' : '─')).join('');
  let labels = '';
  for (const [i, text] of texts.entries()) {
    const column = columns[i] as number;
    const start = Math.min(Math.max(0, column - Math.floor(text.length / 2)), width - text.length);
    if (start > labels.length || labels === '') labels = labels.padEnd(start) + text;
  }
  return [line, labels];
}

function timeLabels({ low, high }: Scale, count: number): string[] {
  const isShort = high - low < 10 * 60_000;
  const isLong = high - low > 2 * 86_400_000;
  return Array.from({ length: count }, (_, i) => {
    const text = new Date(low + ((high - low) * i) / (count - 1)).toISOString();
    return isLong ? text.slice(5, 16).replace('T', ' ') : text.slice(11, isShort ? 19 : 16);
  });
}
