/** How numbers are written for a reader: with a fitting unit, and no more digits than they deserve. */

import type { Unit } from '../model.ts';

/** A number with its unit; whoever shows it chooses digits and prefixes. NaN stands for "not known". */
export interface Measurement {
  readonly value: number;
  readonly unit: Unit;
}

const SIGNIFICANT_DIGITS = 3;

/**
 * A number as the library writes it everywhere: three significant digits, a unit that fits, commas between thousands. What
 * is not known is a dash, which is not 0.
 *
 * @example formatMeasurement({ value: 0.01234, unit: 'seconds' }) // '12.3 ms'
 */
export function formatMeasurement({ value, unit }: Measurement): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  return value < 0 ? `-${FORMATS[unit](-value)}` : FORMATS[unit](value);
}

/** For finite values from 0 up. */
const FORMATS: Readonly<Record<Unit, (value: number) => string>> = {
  seconds: formatSeconds,
  bytes: formatBytes,
  bytes_per_second: (rate) => `${formatBytes(rate)}/s`,
  ratio: formatRatio,
  per_second: (rate) => `${grouped(significant(rate))} /s`,
  per_minute: (rate) => `${grouped(significant(rate))} /min`,
  count: (count) => grouped(`${count}`),
  number: formatNumber,
};

function formatSeconds(seconds: number): string {
  if (seconds === 0) return '0 s';
  if (seconds < 59.95) return formatScaled(seconds * 1e9, ['ns', 'µs', 'ms', 's'], 1000);
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(seconds / 3600);
  return `${grouped(`${Math.floor(hours / 24)}`)} d ${hours % 24} h`;
}

function formatBytes(bytes: number): string {
  return formatScaled(bytes, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'], 1024);
}

/** In the first unit that leaves fewer than `step` of it, as rounded. The first unit has no parts. */
function formatScaled(value: number, units: readonly string[], step: number): string {
  let scaled = value;
  let i = 0;
  while (i + 1 < units.length && Number(significant(scaled)) >= step) {
    scaled /= step;
    i++;
  }
  return `${significant(scaled)} ${units[i]}`;
}

/** Only what is all reads as 100 %, and only what is nothing as 0 %. */
function formatRatio(ratio: number): string {
  const percent = 100 * ratio;
  if (Number.isInteger(percent)) return `${grouped(`${percent}`)} %`;
  if (percent < 0.05) return '< 0.1 %';
  if (percent > 99.95 && percent < 100) return '> 99.9 %';
  return `${grouped(percent.toFixed(1))} %`;
}

/** Losses and rates span decades: four digits, an exponent where zeros would hide them. */
function formatNumber(value: number): string {
  if (value === 0) return '0';
  if (value < 1e-4 || value >= 1e7) return value.toExponential(2).replace('e+', 'e');
  return grouped(value >= 1e4 ? value.toFixed(0) : `${Number(value.toPrecision(4))}`);
}

/** At least three digits, all digits of what stands before the point. */
export function significant(value: number): string {
  if (value >= 10 ** (SIGNIFICANT_DIGITS - 1)) return value.toFixed(0);
  const text = value.toPrecision(SIGNIFICANT_DIGITS);
  return Number.isInteger(value) ? `${value}` : text.includes('e') ? `${Number(text)}` : text;
}

/** Commas between groups of three digits before the point. Not Intl: the same in every runtime and locale. */
export function grouped(digits: string): string {
  const [whole, ...fraction] = digits.split('.') as [string];
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

/** `4 s`, `15 min`, `1.5 h`: rounded to what people say. */
export function spokenDuration(seconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
  ];
  const [name, unit] = units.find(([, unit]) => seconds >= unit) ?? ['s', 1];
  const count = seconds / unit;
  return `${count < 10 && !Number.isInteger(count) ? Number(count.toFixed(1)) : Math.round(count)} ${name}`;
}

/**
 * A statistic with its value: `p95 612 ms`; apart where the statistic has more words, which may end in a number.
 *
 * @example stated('p95 at batch size 1', '381 ms') // 'p95 at batch size 1: 381 ms'
 */
export function stated(statistic: string, value: string): string {
  return `${statistic}${statistic.includes(' ') ? ':' : ''} ${value}`;
}
