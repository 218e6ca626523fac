import fc from 'fast-check';
import { binnedWasserstein, wasserstein } from 'inferometer/drift';
import { assert, test } from '../../harness.ts';
import { sample, uniform } from './samples.ts';

/** Both samples repeated to the same size, sorted: then it is the mean distance of the pairs. */
function byPairs(reference: readonly number[], current: readonly number[]): number {
  const repeated = (values: readonly number[], times: number) =>
    values.flatMap((value) => new Array<number>(times).fill(value)).sort((a, b) => a - b);
  const left = repeated(reference, current.length);
  const right = repeated(current, reference.length);
  return left.reduce((sum, value, i) => sum + Math.abs(value - (right[i] as number)), 0) / left.length;
}

const near = (actual: number, expected: number, scale = 1) =>
  assert.ok(
    Math.abs(actual - expected) <= 1e-12 * Math.max(scale, Math.abs(expected)),
    `${actual}, expected ${expected}`,
  );

test('as scipy’s documentation has it', () => {
  near(wasserstein([0, 1, 3], [5, 6, 8]), 5);
  near(wasserstein([0, 1], [0, 1, 1, 1]), 0.25);
});

test('the mean distance of pairs of equal rank', () => {
  fc.assert(
    fc.property(sample, sample, (reference, current) => {
      near(wasserstein(reference, current), byPairs(reference, current));
    }),
  );
});

test('a metric: symmetric, 0 for equal samples, and no detour is shorter', () => {
  fc.assert(
    fc.property(sample, sample, sample, (a, b, c) => {
      assert.is(wasserstein(a, b), wasserstein(b, a));
      assert.is(wasserstein(a, [...a].reverse()), 0);
      assert.ok(wasserstein(a, c) <= wasserstein(a, b) + wasserstein(b, c) + 1e-12);
    }),
  );
});

test('in the unit of the values: a shift is its length, a change of unit a factor', () => {
  fc.assert(
    fc.property(sample, sample, fc.integer({ min: -50, max: 50 }), (reference, current, by) => {
      near(
        wasserstein(
          reference,
          reference.map((value) => value + by),
        ),
        Math.abs(by),
      );
      const distance = wasserstein(reference, current);
      const scaled = (values: number[]) => values.map((value) => -4 * value);
      near(wasserstein(scaled(reference), scaled(current)), 4 * distance);
      near(
        wasserstein(
          reference.map((value) => value + by),
          current.map((value) => value + by),
        ),
        distance,
      );
    }),
  );
});

test('large samples', () => {
  const reference = uniform(300_000, 3);
  near(
    wasserstein(
      reference,
      uniform(300_000, 3).map((value) => value + 1e-3),
    ) / 1e-3,
    1,
    100,
  );
});

test('a NaN makes it NaN; an infinity is infinitely far', () => {
  assert.identical(wasserstein([1, Number.NaN], [1]), Number.NaN);
  assert.is(wasserstein([1, Infinity], [1, 2]), Infinity);
  assert.is(wasserstein([-Infinity, 1], [-Infinity, 2]), 0.5);
});

test('of bins: every value taken to be at its bin’s point', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 1 }),
      (counts) => {
        const reference = [...counts.map(([count]) => count), 1];
        const current = [...counts.map(([, count]) => count), 2];
        const points = Float64Array.from(reference, (_, i) => i * i - 3);
        const values = (of: number[]) =>
          of.flatMap((count, i) => new Array<number>(count).fill(points[i] as number));
        const bins = { reference, current, points, uppers: points, reaches: points };
        near(binnedWasserstein(bins), wasserstein(values(reference), values(current)));
      },
    ),
  );
});
