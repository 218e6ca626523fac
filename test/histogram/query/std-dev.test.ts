import fc from 'fast-check';
import { ExplicitHistogram, HdrHistogram, stdDev } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { options, ordinary, snapshotOf } from '../arbitrary.ts';
import { relativeErrorOf } from '../oracle.ts';

function exactStdDev(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

test('law: within the error of the scale of the root mean square', () => {
  fc.assert(
    fc.property(fc.array(ordinary, { minLength: 1, maxLength: 200 }), options, (drawn, histogramOptions) => {
      // Their squares are to stay above the smallest double, for the sake of the exact answer.
      const values = drawn.map((value) => (Math.abs(value) < 1e-100 ? 0 : value));
      const snapshot = snapshotOf(values, histogramOptions);
      const meanSquare = values.reduce((sum, value) => sum + value * value, 0) / values.length;
      const bound = (relativeErrorOf(snapshot.scale) + 1e-9) * Math.sqrt(meanSquare);
      assert.ok(Math.abs(stdDev(snapshot) - exactStdDev(values)) <= bound);
    }),
  );
});

test('equal values do not deviate, however large they are', () => {
  for (const value of [0, 7.3, -1e300, Number.MAX_VALUE, 1e-310]) {
    assert.is(stdDev(snapshotOf([value, value, value])), 0);
  }
  assert.close(stdDev(snapshotOf([-1e300, 1e300])), 1e300, 0.03);
});

test('explicit and HDR snapshots take the middle of the bucket', () => {
  using explicit = new ExplicitHistogram({ bounds: [2, 4] });
  explicit.recordMany([1, 2, 3, 4]);
  assert.is(stdDev(explicit.snapshot()), 0.75); // 1.5 and 3, each twice: no value is under 1
  using hdr = new HdrHistogram();
  hdr.recordMany([1, 2, 3, 1000]);
  assert.close(stdDev(hdr.snapshot()), exactStdDev([1, 2, 3, 1000]), 1e-12);
});

test('an empty snapshot has none', () => {
  assert.identical(stdDev(snapshotOf([])), Number.NaN);
});
