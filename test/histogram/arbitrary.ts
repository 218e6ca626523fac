/** What the property tests of the histogram room draw: values, histograms and their snapshots. */
import fc from 'fast-check';
import { type ExponentialSnapshot, Histogram } from 'inferometer/histogram';
import { assert } from '../harness.ts';

/** Any finite double, with a preference for latencies and for the corners. */
export const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 1e-4, max: 100, noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
);

/** Latencies, negatives and zeros, without values that make sums overflow and subnormals, which count as zeros. */
export const ordinary = fc
  .oneof(
    fc.double({ min: 1e-4, max: 100, noNaN: true }),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.constantFrom(0, 1, -1, 2, 1024),
  )
  .map((drawn) => (Math.abs(drawn) < 1e-300 ? 0 : drawn));

export const values = fc.array(value, { maxLength: 200 });
export const ordinaries = fc.array(ordinary, { maxLength: 200 });

export const options = fc.record({
  scale: fc.integer({ min: -4, max: 8 }),
  maxBuckets: fc.constantFrom(128, 256, 2048),
});

export type Options = { readonly scale: number; readonly maxBuckets: number };

export function snapshotOf(recorded: readonly number[], bounds?: Options): ExponentialSnapshot {
  using histogram = new Histogram(bounds);
  histogram.recordMany(recorded);
  return histogram.snapshot();
}

/** A snapshot of anything, weights beyond 32 bits included. */
export const snapshot = fc
  .record({
    recorded: values,
    weighted: fc.array(fc.tuple(value, fc.integer({ min: 1, max: 2 ** 40 })), { maxLength: 5 }),
    bounds: options,
  })
  .map(({ recorded, weighted, bounds }) => {
    using histogram = new Histogram(bounds);
    histogram.recordMany(recorded);
    for (const [value, times] of weighted) histogram.record(value, times);
    return histogram.snapshot();
  });

/** Equal counts in equal buckets; sum, min and max aside. */
export function sameCounts(actual: ExponentialSnapshot, expected: ExponentialSnapshot): void {
  const counts = ({ scale, count, rejected, zeroCount, positive, negative }: ExponentialSnapshot) => ({
    scale,
    count,
    rejected,
    zeroCount,
    positive,
    negative,
  });
  assert.equal(counts(actual), counts(expected));
}

/** The values as the exact oracles of order statistics want them. */
export function ascending(recorded: readonly number[]): number[] {
  return [...recorded].sort((a, b) => a - b);
}
