/** Samples to compare, the same everywhere, and how often chance may tell them apart. */
import type { DriftTest } from 'inferometer/drift';

/** xorshift32, in (0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  // Seeds that differ in few bits begin alike.
  for (let i = 0; i < 20; i++) next();
  return next;
}

/** So many values of a normal distribution. */
export function normal(n: number, random: () => number, shift = 0): Float64Array {
  return Float64Array.from({ length: n }, () => {
    return shift + Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  });
}

/** So many words out of five. */
export function words(n: number, random: () => number): string[] {
  return Array.from({ length: n }, () => 'abcde'[Math.floor(random() * 5)] as string);
}

export const TESTS: readonly DriftTest[] = [
  'ks',
  'mann-whitney',
  'chi-square',
  'wasserstein',
  'jensen-shannon',
  'psi',
];
export const ALPHA = 0.05;

/** What chance exceeds in one of a hundred thousand runs: four standard deviations above alpha, and one more. */
export function mostAlarms(pairs: number): number {
  return pairs * ALPHA + 4.3 * Math.sqrt(pairs * ALPHA * (1 - ALPHA)) + 1;
}
