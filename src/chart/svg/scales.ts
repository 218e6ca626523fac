/** Where values lie on an axis, and which of them are named. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { formatMeasurement } from '../look/format.ts';
import type { NumberAxis, Unit } from '../model.ts';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface Scale {
  position(value: number): number;
  readonly ticks: readonly Tick[];
  /** From where to where it goes. */
  readonly low: number;
  readonly high: number;
}

export type Range = readonly [from: number, to: number];

export const MAX_TICKS = 6;

/** @param values all that are to be on it; NaN and infinities are not. @param range in pixels */
export function numberScale({ scale, unit }: NumberAxis, values: Iterable<number>, range: Range): Scale {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value) || (scale === 'log' && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return scale === 'log' ? logScale(low, high, unit, range) : linearScale(low, high, unit, range);
}

/** From a round value under the lowest to one over the highest, a decade at least: a tenth of a decade is noise. */
function logScale(lowest: number, highest: number, unit: Unit, range: Range): Scale {
  const [low, high] = lowest > highest ? [0.001, 1] : [bounded(lowest, SMALLEST), bounded(highest, SMALLEST)];
  const [from, to] = [roundUnder(low), roundOver(Math.max(high, low * 4))];
  const position = scaleLog([from, to], [...range]).clamp(true);
  return {
    position: (value) => position(Math.max(value, from)),
    ticks: logTicks(from, to, unit),
    low: from,
    high: to,
  };
}

/**
 * How large an amount on an axis is: over the largest is room for a round value, in any unit, and the smallest has a decade
 * under it. What lies beyond is drawn at the end of the axis.
 */
const [SMALLEST, LARGEST] = [1e-300, 1e300];

/** On an axis from 0 what is smaller than the smallest is 0. */
function amount(value: number): number {
  return Math.abs(value) < SMALLEST ? 0 : bounded(value);
}

function bounded(value: number, smallest = -LARGEST): number {
  return Math.min(LARGEST, Math.max(smallest, value));
}

const ROUND = [1, 2, 5, 10];

function roundUnder(value: number): number {
  const decade = decadeOf(value);
  return (ROUND.findLast((factor) => factor * decade <= value * (1 + 1e-9)) ?? 1) * decade;
}

function roundOver(value: number): number {
  const decade = decadeOf(value);
  return (ROUND.find((factor) => factor * decade >= value * (1 - 1e-9)) ?? 10) * decade;
}

/** The power of ten at or under it, as it is written: 10 ** -5 is 0.000009999999999999999 in some engines. */
function decadeOf(value: number): number {
  return Number(`1e${Number(value.toExponential().split('e')[1])}`);
}

/** Decades, each labelled; fewer where there are many, and round values between where there are few. */
function logTicks(from: number, to: number, unit: Unit): Tick[] {
  for (const factors of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = valuesOf(factors, from, to);
    if (ticks.length <= MAX_TICKS) return labelled(ticks, unit);
  }
  const decades = valuesOf([1], from, to);
  const stride = Math.ceil(decades.length / MAX_TICKS);
  return labelled(
    decades.filter((_, i) => i % stride === 0),
    unit,
  );
}

function valuesOf(factors: readonly number[], from: number, to: number): number[] {
  const values: number[] = [];
  const last = Math.floor(Math.log10(to) + 1e-9);
  for (let exponent = Math.floor(Math.log10(from) + 1e-9); exponent <= last; exponent++) {
    for (const factor of factors) {
      const value = Number(`${factor}e${exponent}`);
      if (value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9)) values.push(value);
    }
  }
  return values;
}

function labelled(values: readonly number[], unit: Unit): Tick[] {
  return values.map((value) => ({ value, label: formatMeasurement({ value, unit: perTime(unit) }) }));
}

/** Amounts begin at 0, and go below only where values do. */
function linearScale(lowest: number, highest: number, unit: Unit, range: Range): Scale {
  const [low, high] = lowest > highest ? [0, 1] : ([lowest, highest].map(amount) as [number, number]);
  const isFree = unit === 'number' && low > 0 && low > high / 2;
  let [from, to] = isFree ? [low, high] : [Math.min(low, 0), Math.max(high, 0)];
  if (from === to) to = from + (from === 0 ? 1 : Math.abs(from));
  const niced = ({ factor }: AxisUnit) => scaleLinear([from / factor, to / factor], [...range]).nice(5);
  const most = Math.max(Math.abs(from), Math.abs(to));
  // 900 ms makes an axis up to 1 s, which is then in seconds.
  const first = unitFor(most, unit);
  const inUnit = unitFor(Math.max(most, (niced(first).domain()[1] as number) * first.factor), unit);
  const { factor, suffix } = inUnit;
  const nice = niced(inUnit);
  // A share is no more than all.
  if (unit === 'ratio' && to <= 1 && (nice.domain()[1] as number) > 100)
    nice.domain([nice.domain()[0] as number, 100]);
  const [least, greatest] = nice.domain() as [number, number];
  const all = ticksOf(nice.ticks.bind(nice), unit === 'count' && suffix === '');
  const digits = digitsFor(all);
  return {
    position: (value) => nice(amount(value) / factor),
    ticks: all.map((value) => ({
      value: value * factor,
      label: value === 0 ? '0' : `${withCommas(value, digits)}${suffix}`,
    })),
    low: least * factor,
    high: greatest * factor,
  };
}

function ticksOf(ticks: (count: number) => number[], isWhole: boolean): number[] {
  for (let count = 5; count > 1; count--) {
    const all = ticks(count).filter((value) => !isWhole || Number.isInteger(value));
    if (all.length <= MAX_TICKS) return all;
  }
  return ticks(1).slice(0, 2);
}

interface AxisUnit {
  readonly factor: number;
  readonly suffix: string;
}

/** The unit in which the largest value is 1 or more: all labels of an axis have the same one. */
function unitFor(most: number, unit: Unit): AxisUnit {
  const units = UNITS[unit];
  const [factor, suffix] = (units.find(([least]) => most >= least) ?? units.at(-1)) as (typeof units)[number];
  return { factor, suffix };
}

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  .map((name, i) => [1024 ** i, ` ${name}`] as const)
  .reverse();

const LARGE = [
  [1e9, ' G'],
  [1e6, ' M'],
] as const;

/** The largest first. */
const UNITS: Readonly<Record<Unit, readonly (readonly [factor: number, suffix: string])[]>> = {
  seconds: [
    [2 * 86_400, ' d'],
    [2 * 3600, ' h'],
    [120, ' min'],
    [1, ' s'],
    [1e-3, ' ms'],
    [1e-6, ' µs'],
    [1e-9, ' ns'],
  ],
  bytes: BYTES,
  bytes_per_second: BYTES.map(([factor, name]) => [factor, `${name}/s`] as const),
  ratio: [[0.01, ' %']],
  per_second: [...LARGE, [1, '']],
  per_minute: [...LARGE, [1, '']],
  count: [...LARGE, [1, '']],
  number: [...LARGE, [1, '']],
};

/** So many that no two ticks read alike. */
function digitsFor(values: readonly number[]): number {
  for (let digits = 0; digits < 12; digits++) {
    if (
      values.every(
        (value) => Math.abs(value - Number(value.toFixed(digits))) <= 1e-9 * Math.max(1e-6, Math.abs(value)),
      )
    )
      return digits;
  }
  return 12;
}

function withCommas(value: number, digits: number): string {
  const [whole, fraction] = Math.abs(value).toFixed(digits).split('.') as [string, string | undefined];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** The unit stands in the title of the axis. */
function perTime(unit: Unit): Unit {
  return unit === 'per_second' || unit === 'per_minute' ? 'number' : unit;
}

/** What an axis says of itself: `latency, log scale`; `items per second`. */
export function axisTitle({ label, unit, scale }: NumberAxis): string {
  const per = unit === 'per_second' ? ' per second' : unit === 'per_minute' ? ' per minute' : '';
  return `${label}${per}${scale === 'log' ? ', log scale' : ''}`;
}
