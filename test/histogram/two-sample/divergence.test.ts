import fc from 'fast-check';
import { jensenShannonDistance, jensenShannonDivergence, populationStabilityIndex } from 'inferometer/drift';
import { assert, test } from '../../harness.ts';
import { shares } from './samples.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const normalised = (counts: readonly number[]) => counts.map((count) => count / sum(counts));

function naiveStability(reference: readonly number[], current: readonly number[]): number {
  const filled = (counts: readonly number[]) => normalised(counts).map((share) => share || 1e-4);
  const q = filled(current);
  return sum(filled(reference).map((p, i) => (p - (q[i] as number)) * Math.log(p / (q[i] as number))));
}

function naiveJensenShannon(reference: readonly number[], current: readonly number[]): number {
  const p = normalised(reference);
  const q = normalised(current);
  const relative = (from: number[]) =>
    sum(
      from.map((share, i) =>
        share ? share * Math.log2((2 * share) / ((p[i] as number) + (q[i] as number))) : 0,
      ),
    );
  return (relative(p) + relative(q)) / 2;
}

test('as computed by hand', () => {
  const reference = [50, 30, 20];
  const current = [40, 30, 30];
  const expected = 0.1 * Math.log(5 / 4) + 0.1 * Math.log(3 / 2);
  assert.close(populationStabilityIndex({ reference, current }), expected, 1e-14);
  const disjoint = { reference: [1, 0], current: [0, 7] };
  assert.is(jensenShannonDivergence(disjoint), 1);
  assert.is(jensenShannonDistance(disjoint), 1);
  assert.close(populationStabilityIndex(disjoint), 2 * 0.9999 * Math.log(1e4), 1e-14);
});

test('an empty bin counts as 1e-4, as in Evidently', () => {
  const expected = (0.25 - 1e-4) * Math.log(0.25 / 1e-4) + (0.75 - 1) * Math.log(0.75);
  assert.close(populationStabilityIndex({ reference: [1, 3], current: [0, 8] }), expected, 1e-14);
  assert.is(populationStabilityIndex({ reference: [1, 0, 3], current: [2, 0, 6] }), 0, 'empty in both');
});

test('as the definitions have it', () => {
  fc.assert(
    fc.property(shares, ({ reference, current }) => {
      const stability = populationStabilityIndex({ reference, current });
      const divergence = jensenShannonDivergence({ reference, current });
      assert.ok(Math.abs(stability - naiveStability(reference, current)) <= 1e-13 * (1 + stability));
      assert.ok(Math.abs(divergence - naiveJensenShannon(reference, current)) <= 1e-14);
    }),
  );
});

test('symmetric, 0 for equal shares, and for nothing else; the divergence at most 1', () => {
  fc.assert(
    fc.property(shares, ({ reference, current }) => {
      for (const measure of [populationStabilityIndex, jensenShannonDivergence, jensenShannonDistance]) {
        const there = measure({ reference, current });
        assert.is(measure({ reference: current, current: reference }), there);
        assert.is(measure({ reference, current: reference }), 0);
        const isEqual = reference.every(
          (count, i) => count * sum(current) === (current[i] as number) * sum(reference),
        );
        assert.ok(isEqual ? there < 1e-7 : there > 0);
      }
      assert.ok(jensenShannonDivergence({ reference, current }) <= 1);
    }),
  );
});

test('the number of values does not matter, nor does the order of the bins', () => {
  fc.assert(
    fc.property(shares, ({ reference, current }) => {
      for (const measure of [populationStabilityIndex, jensenShannonDivergence]) {
        const distance = measure({ reference, current });
        const doubled = measure({ reference: reference.map((count) => 2 * count), current });
        const reversed = measure({ reference: [...reference].reverse(), current: [...current].reverse() });
        assert.is(doubled, distance);
        assert.ok(Math.abs(reversed - distance) <= 1e-13 * (1 + distance));
      }
    }),
  );
});

test('the distance is a metric: no detour is shorter', () => {
  const triple = fc
    .integer({ min: 1, max: 12 })
    .chain((n) =>
      fc.tuple(
        ...[0, 1, 2].map(() => fc.array(fc.integer({ min: 1, max: 20 }), { minLength: n, maxLength: n })),
      ),
    );
  fc.assert(
    fc.property(triple, (three) => {
      const [a, b, c] = three as [number[], number[], number[]];
      const distance = (reference: number[], current: number[]) =>
        jensenShannonDistance({ reference, current });
      assert.ok(distance(a, c) <= distance(a, b) + distance(b, c) + 1e-9);
    }),
  );
});
