/**
 * The index of the exponential bucket of a double, at scale 5, exact for every one. OpenTelemetry data model,
 * ExponentialHistogram: base = 2^(2^-5), bucket i covers (base^i, base^(i+1)].
 *
 *     index = 32 * exponent + (how many of the boundaries 2^(i/32), 0 <= i < 32, lie under the mantissa) - 1
 *
 * Example: 1.5 = 2^0 * 1.5, and 2^(0/32) to 2^(18/32) = 1.477 lie under it, 19 of them: index 18.
 *
 * A boundary is irrational but for the first, so a double lies above it where it lies above the nearest double under it. These
 * are square roots of one another, which IEEE 754 rounds alike everywhere, less a unit in the last place where the root was
 * rounded up: assembly/exponential/mapping.ts, every eighth of whose 256 these are, and scripts/boundaries.mjs, which proves it.
 */
const PER_OCTAVE = 32;
/** Bit i: whether the root that gives boundary i is the double above it. */
const EXCESS = 0x2023a010;
const EXPONENT_OF_ONE = 1023;
const HIGH_MANTISSA = 0xfffff;

/** A double and its bits; little-endian, as everything is that runs Wasm. */
const double = /* @__PURE__ */ new Float64Array(1);
const words = /* @__PURE__ */ new Int32Array(double.buffer);

let boundaries: Float64Array | undefined;

/** @param magnitude finite, above 2^-1022 */
export function indexOf(magnitude: number): number {
  boundaries ??= madeBoundaries();
  double[0] = magnitude;
  const high = words[1] as number;
  words[1] = (high & HIGH_MANTISSA) | (EXPONENT_OF_ONE << 20);
  const mantissa = double[0];
  let under = 0;
  for (let step = PER_OCTAVE / 2; step >= 1; step /= 2)
    if ((boundaries[under + step] as number) < mantissa) under += step;
  // A power of two is the upper end of the bucket before.
  return PER_OCTAVE * ((high >> 20) - EXPONENT_OF_ONE) + under - (mantissa === 1 ? 1 : 0);
}

function madeBoundaries(): Float64Array {
  const made = new Float64Array(PER_OCTAVE);
  made[0] = 1;
  for (let step = PER_OCTAVE / 2; step >= 1; step /= 2) {
    for (let i = step; i < PER_OCTAVE; i += 2 * step) {
      const square = made[(2 * i) % PER_OCTAVE] as number;
      double[0] = Math.sqrt(2 * i < PER_OCTAVE ? square : 2 * square);
      words[0] = (words[0] as number) - ((EXCESS >> i) & 1);
      made[i] = double[0];
    }
  }
  return made;
}
