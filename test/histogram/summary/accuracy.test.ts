// Against moments in whole numbers of any size.
import fc from 'fast-check';
import { Summary } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { normalFrom, randomFrom } from '../oracle.ts';
import { exactMoments } from './moments-oracle.ts';

function assertAccurate(summary: Summary, values: readonly number[], tolerance: number): void {
  const exact = exactMoments(values);
  const { mean, m2, m3, m4 } = summary.snapshot();
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.ok(Math.abs(mean - exact.mean) <= 1e-15 * size, `mean ${mean}, exactly ${exact.mean}`);
  assert.close(m2, exact.m2, tolerance, 'm2');
  assert.close(m4, exact.m4, tolerance, 'm4');
  assert.ok(Math.abs(m3 - exact.m3) <= tolerance * exact.absolute3, `m3 ${m3}, exactly ${exact.m3}`);
}

function fill(n: number, next: () => number): number[] {
  return Array.from({ length: n }, next);
}

const sets: Record<string, () => number[]> = {
  uniform: () => fill(5000, randomFrom(1)),
  lognormal: () => {
    const normal = normalFrom(2);
    return fill(5000, () => Math.exp(2 * normal()));
  },
  '1e9 and a thousandth of noise': () => {
    const random = randomFrom(3);
    return fill(5000, () => 1e9 + random() * 1e-3);
  },
  '1e15 and 0 or 1': () => {
    const random = randomFrom(4);
    return fill(3000, () => 1e15 + Math.round(random()));
  },
  'a slow drift, so that batches differ': () => {
    const random = randomFrom(5);
    return fill(5000, () => 0).map((_, i) => 1e6 + i / 100 + random());
  },
  'both signs, around zero': () => {
    const normal = normalFrom(6);
    return fill(5000, normal);
  },
  'one far outlier': () => [...fill(2000, randomFrom(7)), 1e7],
  'very small ones': () => {
    const random = randomFrom(8);
    return fill(1000, () => 1e-60 * random());
  },
};

for (const [name, draw] of Object.entries(sets)) {
  test(`${name}: in batches, one by one, in uneven parts merged`, () => {
    const values = draw();
    using together = new Summary();
    together.recordMany(values);
    assertAccurate(together, values, 1e-12);

    using apart = new Summary();
    for (const value of values) apart.record(value);
    assertAccurate(apart, values, 1e-12);

    using merged = new Summary();
    for (let from = 0, n = 1; from < values.length; from += n, n = (n * 3 + 1) % 211) {
      using part = new Summary();
      part.recordMany(values.slice(from, from + n));
      merged.merge(part);
    }
    assertAccurate(merged, values, 1e-12);
  });
}

test('a read after every value costs no accuracy', () => {
  const random = randomFrom(9);
  const values = fill(2000, () => 1e9 + random());
  using summary = new Summary();
  for (const value of values) {
    summary.record(value);
    summary.count;
  }
  assertAccurate(summary, values, 1e-12);
});

test('one large value before very many small ones leaves its share of the mean, to the last digits', () => {
  const summary = new Summary();
  summary.record(1e60);
  summary.record(5, 4e11);
  for (let i = 0; i < 100; i++) summary.record(5);
  const count = 4e11 + 101;
  assert.close(summary.mean, 1e60 / count, 1e-15);
  assert.close(summary.sum / summary.count, summary.mean, 1e-15);
});

test('any values', () => {
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e60, max: 1e60 });
  fc.assert(
    fc.property(
      fc.array(fc.oneof(doubles, fc.integer({ min: -100, max: 100 })), { minLength: 1, maxLength: 150 }),
      (values) => {
        using summary = new Summary();
        summary.recordMany(values);
        const exact = exactMoments(values);
        const { mean, m2, m4 } = summary.snapshot();
        const size = Math.max(...values.map(Math.abs));
        assert.ok(Math.abs(mean - exact.mean) <= 1e-14 * size);
        // Differences of doubles are rounded in proportion to the largest; powers of tiny ones leave the doubles.
        if (exact.m4 < 1e-280 || exact.m2 < 1e-24 * size * size) return;
        assert.close(m2, exact.m2, 1e-12);
        assert.close(m4, exact.m4, 1e-12);
      },
    ),
  );
});
