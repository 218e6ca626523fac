// The moments of a difference, against moments in whole numbers of any size.
import fc from 'fast-check';
import { Summary, type SummarySnapshot, subtractSnapshots } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { randomFrom } from '../oracle.ts';
import { exactMoments } from './moments-oracle.ts';

/** The bound that `subtractSnapshots` states. */
const ERROR = 1e-14;

function snapshots(...parts: readonly (readonly number[])[]): SummarySnapshot[] {
  using summary = new Summary();
  return parts.map((part) => {
    summary.recordMany([...part]);
    return summary.snapshot();
  });
}

function differenceOf(before: readonly number[], between: readonly number[]): SummarySnapshot {
  const [earlier, later] = snapshots(before, between) as [SummarySnapshot, SummarySnapshot];
  return subtractSnapshots(later, earlier);
}

const units = fc.oneof(
  fc.double({ min: -1, max: 1, noNaN: true }).map((drawn) => (Math.abs(drawn) < 1e-12 ? 0 : drawn)),
  fc.integer({ min: -5, max: 5 }),
);
const part = fc
  .record({
    drawn: fc.array(units, { minLength: 1, maxLength: 150 }),
    shift: fc.constantFrom(0, 0, 1, 1000),
    scale: fc.constantFrom(1, 1, 1e-4, 100),
  })
  .map(({ drawn, shift, scale }) => drawn.map((value) => shift + scale * value));

test('law: the moments of what came between, within the error that is stated', () => {
  fc.assert(
    fc.property(part, part, fc.constantFrom(0, 0, 1e3, -1e6, 1e9), (first, second, offset) => {
      const before = first.map((value) => offset + value);
      const between = second.map((value) => offset + value);
      const [earlier, later] = snapshots(before, between) as [SummarySnapshot, SummarySnapshot];
      const delta = subtractSnapshots(later, earlier);
      const exact = exactMoments(between);

      const magnitude = Math.max(Math.abs(later.min), Math.abs(later.max));
      const r = Math.sqrt(later.count / delta.count);
      assert.ok(Math.abs(delta.mean - exact.mean) <= ERROR * r * r * magnitude, 'mean');
      const error = ERROR * r * (later.m2 === 0 ? 0 : magnitude / Math.sqrt(later.m2 / later.count));
      assert.ok(Math.abs(delta.m2 - exact.m2) <= error * later.m2, `m2 ${delta.m2}, exactly ${exact.m2}`);
      const ofM3 = Math.sqrt(later.m2 * later.m4);
      assert.ok(Math.abs(delta.m3 - exact.m3) <= error * ofM3, `m3 ${delta.m3}, exactly ${exact.m3}`);
      assert.ok(Math.abs(delta.m4 - exact.m4) <= error * later.m4, `m4 ${delta.m4}, exactly ${exact.m4}`);
    }),
    { numRuns: 1000 },
  );
});

test('law: merged with the earlier, they are those of the later', () => {
  fc.assert(
    fc.property(part, part, (before, between) => {
      const [earlier, later] = snapshots(before, between) as [SummarySnapshot, SummarySnapshot];
      using both = Summary.from(earlier).merge(subtractSnapshots(later, earlier));
      const { mean, m2, m4 } = both.snapshot();
      const magnitude = Math.max(Math.abs(later.min), Math.abs(later.max));
      assert.ok(Math.abs(mean - later.mean) <= 1e-13 * magnitude);
      assert.ok(Math.abs(m2 - later.m2) <= 1e-12 * later.count * magnitude ** 2);
      assert.ok(Math.abs(m4 - later.m4) <= 1e-12 * later.count * magnitude ** 4);
    }),
  );
});

test('a summary of the difference has the statistics of what came between', () => {
  using summary = Summary.from(differenceOf([100, 3, 7], [2, 4, 4, 4, 5, 5, 7, 9]));
  assert.equal([summary.count, summary.sum], [8, 40]);
  assert.close(summary.variance, 4, 1e-11);
  assert.close(summary.skewness, 0.65625, 1e-8);
  assert.close(summary.kurtosis, -0.21875, 1e-6);
});

test('what an outlier hides is unknown, and no moment becomes what it cannot be', () => {
  const random = randomFrom(3);
  for (let i = 0; i < 200; i++) {
    const between = Array.from({ length: 1 + (i % 20) }, random);
    const { count, min, max, mean, m2, m3, m4 } = differenceOf([10 ** (i % 70), -random()], between);
    const range = max - min;
    assert.ok(mean >= min && mean <= max);
    assert.ok(m2 >= 0 && m2 <= (count * range ** 2) / 4, `m2 ${m2}`);
    assert.ok(m4 >= (m2 / count) * m2 && m4 <= range ** 2 * m2, `m4 ${m4}`);
    assert.ok(Math.abs(m3) <= range * m2, `m3 ${m3}`);
  }
});

test('one value has no spread, and neither have equal ones', () => {
  assert.equal(differenceOf([0.1, 5e6, -3], [0.7]).m2, 0);
  const { mean, m2, m3, m4 } = differenceOf([0.3, 0.3], [0.3, 0.3, 0.3]);
  assert.equal([m2, m3, m4], [0, 0, 0]);
  assert.close(mean, 0.3, 1e-15);
});

test('minimum and maximum are the later ones: without buckets nothing else is known', () => {
  const { min, max } = differenceOf([-5, 3], [1, 9]);
  assert.equal([min, max], [-5, 9]);
});

test('sums beyond the doubles leave a mean', () => {
  const [earlier, later] = snapshots([1e308, 1.5e308], [1.2e308, 1.6e308]) as [
    SummarySnapshot,
    SummarySnapshot,
  ];
  const delta = subtractSnapshots(later, earlier);
  assert.is(later.sum, Infinity);
  assert.close(delta.mean, 1.4e308, 1e-14);
  assert.ok(Summary.from(delta).count === 2);
});
