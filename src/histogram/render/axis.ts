/** The axis of a picture: where a value lies on it, and which values are written under it. */

export type AxisKind = 'linear' | 'logarithmic';

export interface Axis {
  readonly kind: AxisKind;
  readonly low: number;
  readonly high: number;
}

/** Where a value of the axis lies, 0 at its low end and 1 at its high end. */
export function positionOn({ kind, low, high }: Axis, value: number): number {
  const position =
    kind === 'linear'
      ? (value / 2 - low / 2) / (high / 2 - low / 2) // halved, since high - low may be beyond the doubles
      : (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
  return Math.min(1, Math.max(0, position));
}

/** At most `most` round values on the axis, in ascending order; powers of two and their multiples where `isBinary`. */
export function ticksOf(axis: Axis, most: number, isBinary: boolean): number[] {
  const { low, high } = axis;
  if (axis.kind === 'linear') return linearTicks(axis, most, isBinary);
  if (isBinary) {
    const bits = Math.log2(high) - Math.log2(low);
    const step = [1, 2, 5].find((step) => bits / step < most) ?? 10 * Math.ceil(bits / 10 / most);
    return powers(axis, [1], step, (exponent) => 2 ** exponent, Math.log2);
  }
  const decades = Math.log10(high) - Math.log10(low);
  if (decades <= 1) return linearTicks(axis, most, isBinary);
  const decimal = (factors: readonly number[], step: number) =>
    powers(axis, factors, step, (exponent) => Number(`1e${exponent}`), Math.log10);
  const fine = decimal([1, 2, 5], 1);
  return fine.length <= most ? fine : decimal([1], Math.ceil((decades + 1) / most));
}

function linearTicks({ low, high }: Axis, most: number, isBinary: boolean): number[] {
  const rough = high / most - low / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = isBinary
    ? 2 ** Math.ceil(Math.log2(rough))
    : power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high && ticks.length < most; i++) {
    // Without the rounding of 3 * 0.1.
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** Multiples of every `step`-th power of a base, as far as they lie on the axis. */
function powers(
  { low, high }: Axis,
  factors: readonly number[],
  step: number,
  power: (exponent: number) => number,
  exponentOf: (value: number) => number,
): number[] {
  const ticks: number[] = [];
  const first = Math.floor(exponentOf(low) / step) * step;
  for (let exponent = first; exponent <= exponentOf(high); exponent += step) {
    for (const factor of factors) {
      const tick = Number((factor * power(exponent)).toPrecision(12));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}
