/** Where an axis has its ticks, six at most: round numbers, powers and their halves, times that a clock shows. */
import type { NumberAxis } from '../../../chart/looks.ts';

export const MAX_TICKS = 6;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 30, 91, 365].map((days) => days * DAY),
];

/** Of an axis of time, by the reader's clock. */
export function timeTicks(startUnixMs: number, endUnixMs: number, atMost: number): number[] {
  const span = endUnixMs - startUnixMs;
  const step = TIME_STEPS_MS.find((step) => span / step <= atMost) ?? span;
  // Hours and days begin where the reader's do; across a change of the clock they are as far apart as before.
  const offsetMs = -new Date(endUnixMs).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((startUnixMs + offsetMs) / step) * step - offsetMs;
  return upTo(endUnixMs, first, step);
}

export function numberTicks(axis: NumberAxis, min: number, max: number, atMost: number): number[] {
  return axis.scale === 'log' ? logTicks(min, max, atMost) : linearTicks(axis, min, max, atMost);
}

function linearTicks({ unit }: NumberAxis, min: number, max: number, atMost: number): number[] {
  const span = max - min;
  if (!(span > 0)) return [min];
  const isBinary = unit === 'bytes' || unit === 'bytes_per_second';
  const scale = isBinary ? 1024 ** Math.floor(Math.log(span) / Math.log(1024)) : 1;
  let step = roundedUp(span / scale / atMost) * scale;
  // There is no half of an operation.
  if (unit === 'count') step = Math.max(1, Math.ceil(step));
  return upTo(max * (1 + 1e-9), Math.ceil(min / step) * step, step).map((tick) =>
    Number(tick.toPrecision(12)),
  );
}

/** Powers of ten; their double and half, too, where there is room. */
function logTicks(min: number, max: number, atMost: number): number[] {
  const [first, last] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const within = (tick: number) => tick >= min * 0.999 && tick <= max * 1.001;
  for (const factors of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = powers(first, last, 1, factors).filter(within);
    if (ticks.length <= atMost) return ticks;
  }
  return powers(first, last, Math.ceil((last - first) / atMost), [1]).filter(within);
}

function powers(first: number, last: number, step: number, factors: readonly number[]): number[] {
  return upTo(last, first, step).flatMap((exponent) =>
    factors.map((factor) => Number(`${factor}e${exponent}`)),
  );
}

/** To 1, 2 or 5 times a power of ten. */
export function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= value * (1 - 1e-9)) ?? value;
}

function upTo(last: number, first: number, step: number): number[] {
  const ticks: number[] = [];
  for (let i = 0; first + i * step <= last; i++) ticks.push(first + i * step);
  return ticks;
}
