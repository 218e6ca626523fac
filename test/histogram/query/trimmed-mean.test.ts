import fc from 'fast-check';
import { trimmedMean } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { ascending, options, ordinary, snapshotOf } from '../arbitrary.ts';
import { relativeErrorOf } from '../oracle.ts';

test('law: within the error of the scale of the mean magnitude of what is left', () => {
  fc.assert(
    fc.property(
      fc.array(ordinary, { minLength: 1, maxLength: 200 }),
      options,
      fc.integer({ min: 0, max: 49 }),
      (values, histogramOptions, percent) => {
        const snapshot = snapshotOf(values, histogramOptions);
        const cut = Math.floor((percent * values.length) / 100);
        const kept = ascending(values).slice(cut, values.length - cut);
        const exact = kept.reduce((sum, value) => sum + value, 0) / kept.length;
        const magnitude = kept.reduce((sum, value) => sum + Math.abs(value), 0) / kept.length;
        const bound = (relativeErrorOf(snapshot.scale) + 1e-9) * magnitude + 1e-9;
        assert.ok(Math.abs(trimmedMean(snapshot, percent / 100) - exact) <= bound);
      },
    ),
  );
});

test('without anything to cut off it is the exact mean', () => {
  assert.is(trimmedMean(snapshotOf([1, 2, 3.7]), 0), 6.7 / 3);
  assert.is(trimmedMean(snapshotOf([1, 2, 3.7]), 0.3), 6.7 / 3);
});

test('29 % of a hundred values are 29 of them', () => {
  const values = [...new Array(29).fill(1), ...new Array(42).fill(8), ...new Array(29).fill(64)];
  assert.close(trimmedMean(snapshotOf(values), 0.29), 8, 0.011);
});

test('an empty snapshot has none, and half of the values is too much', () => {
  assert.identical(trimmedMean(snapshotOf([]), 0.1), Number.NaN);
  for (const fraction of [0.5, -0.1, Number.NaN, '0.1' as never]) {
    assert.throwsCode(() => trimmedMean(snapshotOf([1]), fraction), 'HISTOGRAM_FRACTION');
  }
});
