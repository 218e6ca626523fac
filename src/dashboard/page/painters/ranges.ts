/**
 * How far an axis reaches. It changes only where the values leave it or fill too little of it, so that nothing jumps while
 * new values come in.
 */
import type { NumberAxis, Unit } from '../../../chart/looks.ts';
import { roundedUp } from './ticks.ts';

export type Range = readonly [min: number, max: number];

/** The last range of each axis of one picture. */
export type RangeMemory = Map<string, Range>;

/** What an axis of amounts reaches to where all of them are 0. */
const FALLBACK_MAX: Partial<Record<Unit, number>> = { ratio: 1, bytes: 1024, bytes_per_second: 1024 };
/** Below this share of an axis, values make it shorter. */
const LEAST_FILLED = 0.4;
/** Of an axis whose values are all one. */
const LOG_SPAN = 10;

export function rangeOf(
  name: string,
  axis: NumberAxis,
  values: Iterable<number | null>,
  memory: RangeMemory,
): Range {
  const extent = extentOf(axis, values);
  const kept = memory.get(name);
  if (kept && fits(axis, kept, extent)) return kept;
  const range = axis.scale === 'log' ? logRange(extent) : linearRange(axis, extent);
  memory.set(name, range);
  return range;
}

function extentOf({ scale }: NumberAxis, values: Iterable<number | null>): Range {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || !Number.isFinite(value) || (scale === 'log' && value <= 0)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (min <= max) return [min, max];
  return scale === 'log' ? [0.001, 1] : [0, 0];
}

function fits({ scale }: NumberAxis, [low, high]: Range, [min, max]: Range): boolean {
  if (min < low || max > high) return false;
  const position = scale === 'log' ? Math.log : (value: number) => value;
  const filled =
    low === 0 && scale === 'linear'
      ? max / high
      : (position(max) - position(min)) / (position(high) - position(low));
  return filled >= LEAST_FILLED;
}

/** Amounts begin at 0. A figure that may be anything, as a loss, does so where that costs less than half of the picture. */
function linearRange({ unit }: NumberAxis, [min, max]: Range): Range {
  if (unit === 'number' && min > 0 && min > max / 2) {
    const step = roundedUp((max - min || max / 10) / 4);
    return [Math.floor(min / step) * step, Math.ceil(max / step) * step];
  }
  const low = min < 0 ? -ceiling(-min, unit) : 0;
  return [low, max > 0 ? ceiling(max, unit) : low < 0 ? 0 : (FALLBACK_MAX[unit] ?? 1)];
}

/** A round number with some air above the value; no ratio is above 1. */
function ceiling(max: number, unit: Unit): number {
  if (unit === 'ratio' && max <= 1 && max > 0.5) return 1;
  const isBinary = unit === 'bytes' || unit === 'bytes_per_second';
  const scale = isBinary ? 1024 ** Math.max(0, Math.floor(Math.log(max) / Math.log(1024))) : 1;
  const step = roundedUp(max / scale / 4) * scale;
  return Math.ceil((max * 1.04) / step) * step;
}

function logRange([min, max]: Range): Range {
  const middle = Math.sqrt(min * max);
  const [low, high] =
    max / min < LOG_SPAN ? [middle / Math.sqrt(LOG_SPAN), middle * Math.sqrt(LOG_SPAN)] : [min, max];
  return [roundedDown(Math.min(low, min)), roundedUp(Math.max(high, max))];
}

function roundedDown(value: number): number {
  return 1 / roundedUp(1 / value);
}
