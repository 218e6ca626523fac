/** Naive and exact: what the histogram is held against. Nothing here is fast and nothing here is shared with it. */

const view = new DataView(new ArrayBuffer(8));

export function bitsOf(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

export function fromBits(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** The double next to a positive finite one. */
export function nextUp(value: number): number {
  return fromBits(bitsOf(value) + 1n);
}

export function nextDown(value: number): number {
  return fromBits(bitsOf(value) - 1n);
}

/**
 * The OpenTelemetry bucket index of a positive normal double at a scale from 0 to 8, from big integers alone:
 * v = m * 2^e lies in (base^i, base^(i+1)], so 2^(i+1) is the least power of two at or above v^(2^scale).
 */
export function exactIndex(value: number, scale: number): number {
  const bits = bitsOf(value);
  const significand = (bits & 0xf_ffff_ffff_ffffn) | (1n << 52n);
  const exponent = Number(bits >> 52n) - 1023 - 52;
  const power = significand ** BigInt(2 ** scale);
  const bitLength =
    power.toString(16).length * 4 - Math.clz32(Number.parseInt(power.toString(16)[0] as string, 16)) + 28;
  const isPowerOfTwo = (power & (power - 1n)) === 0n;
  return (isPowerOfTwo ? bitLength - 1 : bitLength) + exponent * 2 ** scale - 1;
}

/** The value of nearest rank in the sorted values: the ceil(q * n)-th, counted from 1. */
export function exactQuantile(values: readonly number[] | Float64Array, q: number): number {
  const sorted = Float64Array.from(values).sort();
  // In integers, so that 0.07 of 100 values is the seventh.
  const rank = Math.max(1, Math.ceil(Number((q * sorted.length).toPrecision(15))));
  return sorted[rank - 1] as number;
}

/** The proven bound on the relative error of a quantile at a scale. */
export function relativeErrorOf(scale: number): number {
  const base = 2 ** (2 ** -scale);
  return (base - 1) / (base + 1);
}

/** xorshift32: the same numbers everywhere. In (0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
}

/** Standard normal deviates by Box and Muller. */
export function normalFrom(seed: number): () => number {
  const random = randomFrom(seed);
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
