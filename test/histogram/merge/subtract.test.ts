import fc from 'fast-check';
import { downscale, Histogram, mergeSnapshots, quantilesOf, subtractSnapshots } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { options, ordinaries, sameCounts, snapshot, snapshotOf, values } from '../arbitrary.ts';

test('law: merge(a, b) less a is b, bucket by bucket, at the scale of the merge', () => {
  fc.assert(
    fc.property(snapshot, snapshot, (a, b) => {
      const merged = mergeSnapshots([a, b]);
      sameCounts(subtractSnapshots(merged, a), downscale(b, { scale: merged.scale }));
    }),
  );
});

test('law: later less earlier is what was recorded in between, also when the scale was lowered meanwhile', () => {
  fc.assert(
    fc.property(values, values, options, (before, between, bounds) => {
      using histogram = new Histogram(bounds);
      histogram.recordMany(before);
      const earlier = histogram.snapshot();
      histogram.recordMany(between);
      const later = histogram.snapshot();
      const delta = subtractSnapshots(later, earlier);
      sameCounts(delta, downscale(snapshotOf(between, bounds), { scale: later.scale }));
      sameCounts(mergeSnapshots([delta, earlier]), later);
      // No value lies outside of min..max, which are a bucket's width too far at most.
      if (delta.count === 0) {
        assert.identical(delta.min, Number.NaN);
        assert.identical(delta.max, Number.NaN);
        return;
      }
      const [least, most] = [Math.min(...between), Math.max(...between)];
      const zero = (value: number) => (Math.abs(value) <= 2 ** -1022 ? 0 : value);
      assert.ok(
        zero(delta.min) <= zero(least) && zero(delta.max) >= zero(most),
        `${delta.min}..${delta.max}`,
      );
      const base = 2 ** (2 ** -later.scale);
      const isNear = (bound: number, exact: number) => {
        if (Math.abs(exact) <= 2 ** -1022) return Math.abs(bound) <= 2 ** -1022;
        const ratio = bound / exact;
        return Math.max(ratio, 1 / ratio) <= base * (1 + 1e-12);
      };
      assert.ok(isNear(delta.min, least) && isNear(delta.max, most));
    }),
  );
});

test('the sum is the difference of the sums', () => {
  fc.assert(
    fc.property(ordinaries, ordinaries, (before, between) => {
      const delta = subtractSnapshots(snapshotOf([...before, ...between]), snapshotOf(before));
      const exact = between.reduce((sum, value) => sum + value, 0);
      assert.ok(Math.abs(delta.sum - exact) <= 1e-6);
    }),
  );
});

test('a new minimum or maximum is exact', () => {
  using histogram = new Histogram();
  histogram.recordMany([1.01, 5.05]);
  const earlier = histogram.snapshot();
  histogram.recordMany([0.7, 3, 9.9]);
  const delta = subtractSnapshots(histogram.snapshot(), earlier);
  assert.equal([delta.min, delta.max], [0.7, 9.9]);
  assert.equal(quantilesOf(delta, [0, 1]), [0.7, 9.9]);
});

test('what is less an empty snapshot stays what it is; less itself it is empty', () => {
  const all = snapshotOf([1, -2, 0, 3.5]);
  assert.equal(subtractSnapshots(all, snapshotOf([])), all);
  const none = subtractSnapshots(all, all);
  assert.equal([none.count, none.sum, none.positive.counts.length], [0, 0, 0]);
});

test('a snapshot that is no later state is refused', () => {
  const [one, other] = [snapshotOf([1, 2]), snapshotOf([1, 3])];
  assert.throwsCode(() => subtractSnapshots(one, other), 'HISTOGRAM_DIFFERENCE');
  assert.throwsCode(() => subtractSnapshots(snapshotOf([]), one), 'HISTOGRAM_DIFFERENCE');
  assert.throwsCode(() => subtractSnapshots(one, downscale(one, { scale: 2 })), 'HISTOGRAM_DIFFERENCE');
  assert.throwsCode(() => subtractSnapshots(one, { ...one, rejected: 1 }), 'HISTOGRAM_DIFFERENCE');
  assert.throwsCode(() => subtractSnapshots(one, {} as never), 'HISTOGRAM_SNAPSHOT');
});
