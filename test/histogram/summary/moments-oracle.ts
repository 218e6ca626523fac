/** Moments in whole numbers of any size: exact, and naive. */
import { bitsOf } from '../oracle.ts';

export interface Moments {
  readonly mean: number;
  readonly m2: number;
  readonly m3: number;
  readonly m4: number;
  /** The sum of |v - mean|^3: what the rounding of m3 is in proportion to. */
  readonly absolute3: number;
}

/** Mean and sums of powers of the deviations from it, each rounded once, to a double. */
export function exactMoments(values: readonly number[] | Float64Array): Moments {
  const n = BigInt(values.length);
  const units = Array.from(values, inUnits);
  const sum = units.reduce((total, unit) => total + unit, 0n);
  // n times the deviations: whole numbers.
  const deviations = units.map((unit) => n * unit - sum);
  const powerSum = (power: bigint, of = deviations) =>
    ratio(
      of.reduce((total, deviation) => total + deviation ** power, 0n),
      n ** power * UNITS_PER_ONE ** power,
    );
  return {
    mean: ratio(sum, n * UNITS_PER_ONE),
    m2: powerSum(2n),
    m3: powerSum(3n),
    m4: powerSum(4n),
    absolute3: powerSum(
      3n,
      deviations.map((deviation) => (deviation < 0n ? -deviation : deviation)),
    ),
  };
}

/** The smallest subnormal is the unit: every finite double is a whole number of them. */
const UNITS_PER_ONE = 1n << 1074n;

function inUnits(value: number): bigint {
  const bits = bitsOf(value);
  const exponent = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & 0xf_ffff_ffff_ffffn) | (exponent === 0n ? 0n : 1n << 52n);
  const units = exponent === 0n ? mantissa : mantissa << (exponent - 1n);
  return bits >> 63n === 0n ? units : -units;
}

/** numerator / denominator, denominator > 0, to a double and half a unit in the last place. */
function ratio(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -ratio(-numerator, denominator);
  if (numerator === 0n) return 0;
  const shift = BigInt(denominator.toString(16).length - numerator.toString(16).length) * 4n + 64n;
  const quotient = shift >= 0n ? (numerator << shift) / denominator : numerator / (denominator << -shift);
  const half = Number(-shift >> 1n);
  return Number(quotient) * 2 ** half * 2 ** (Number(-shift) - half);
}
