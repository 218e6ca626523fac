/** Numbers as people read them: three significant digits, with the unit. Nothing depends on a locale. */

/** What the values are measured in; '1' for plain numbers. */
export type ValueUnit = 'seconds' | 'bytes' | '1';

const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const SMALL_SECONDS = ['s', 'ms', 'µs', 'ns', 'ps'];

/** 0.0251 s is "25.1 ms", 1.5 * 2^20 bytes are "1.5 MiB", 12,500 is "12.5k". */
export function valueLabel(value: number, unit: ValueUnit): string {
  const magnitude = Math.abs(value);
  if (unit === 'seconds') {
    const i = magnitude > 0 ? stepsDown(magnitude, SMALL_SECONDS.length - 1) : 0;
    return `${significant(value * 1000 ** i)} ${SMALL_SECONDS[i]}`;
  }
  if (unit === 'bytes') {
    const i = stepsUp(magnitude, 1024, BINARY.length - 1);
    return `${significant(value / 1024 ** i)} ${BINARY[i]}`;
  }
  const i = magnitude < 10_000 ? 0 : stepsUp(magnitude, 1000, DECIMAL.length - 1);
  return significant(value / 1000 ** i) + DECIMAL[i];
}

/** A number of values, its thousands apart: "1,234,567 values". */
export function countLabel(count: number): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? 'value' : 'values'}`;
}

/** 0.5 is "p50", 0.999 is "p99.9". */
export function quantileLabel(q: number): string {
  return `p${Number((100 * q).toPrecision(12))}`;
}

/** The largest i with magnitude / base^i >= 1, as far as the digits show. */
function stepsUp(magnitude: number, base: number, most: number): number {
  let i = 0;
  while (i < most && magnitude / base ** i >= base - 0.5) i++;
  return i;
}

/** The smallest i with magnitude * 1000^i >= 1, as far as 3 digits show. */
function stepsDown(magnitude: number, most: number): number {
  let i = 0;
  while (i < most && Number((magnitude * 1000 ** i).toPrecision(3)) < 1) i++;
  return i;
}

function significant(value: number): string {
  if (Math.abs(value) < 1000) return String(Number(value.toPrecision(3)));
  return Math.abs(value) < 1e6 ? String(Math.round(value)) : value.toExponential(2);
}
