/** Samples to compare, the same everywhere. */
import fc from 'fast-check';

/** xorshift32, in (0, 1). */
export function uniform(n: number, seed: number): Float64Array {
  let state = seed | 1;
  return Float64Array.from({ length: n }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  });
}

/** One value or more, with ties. */
export const sample = fc.array(
  fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -20, max: 20, noNaN: true })),
  {
    minLength: 1,
    maxLength: 60,
  },
);

/** Counts of two histograms in the same bins, neither of them empty. */
export const shares = fc.integer({ min: 1, max: 30 }).chain((n) => {
  const counts = fc
    .array(fc.integer({ min: 0, max: 50 }), { minLength: n, maxLength: n })
    .filter((some) => some.some((count) => count > 0));
  return fc.record({ reference: counts, current: counts });
});
