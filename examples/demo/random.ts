/** Random numbers that come out the same in every run and runtime, so that the demo can be repeated. */

export type Random = () => number;

/**
 * Uniform in [0, 1) from a 32-bit seed: the mulberry32 generator (public domain, Tommy Ettinger).
 * Good enough to draw pictures; no cryptography.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Roughly normal with mean 0 and deviation 1: twelve uniforms, so no transcendental differs by engine. */
export function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

/** A whole number in [low, high], both ends included. */
export function wholeNumber(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** The indices 0 … count - 1 in random order (Fisher-Yates). */
export function shuffledIndices(random: Random, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = wholeNumber(random, 0, i);
    const held = order[i] as number;
    order[i] = order[other] as number;
    order[other] = held;
  }
  return order;
}
