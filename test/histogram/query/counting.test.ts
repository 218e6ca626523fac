import fc from 'fast-check';
import {
  bucketCounts,
  cdf,
  countAt,
  countBetween,
  ExplicitHistogram,
  HdrHistogram,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { options, ordinary, snapshotOf } from '../arbitrary.ts';
import { relativeErrorOf } from '../oracle.ts';

const recorded = fc.array(ordinary, { minLength: 1, maxLength: 200 });

test('law: the distribution function is within the error of the bound, exact outside of the values, and never falls', () => {
  fc.assert(
    fc.property(
      recorded,
      options,
      fc.array(ordinary, { minLength: 1 }),
      (values, histogramOptions, bounds) => {
        const snapshot = snapshotOf(values, histogramOptions);
        const error = relativeErrorOf(snapshot.scale) + 1e-12;
        const base = (1 + error) / (1 - error);
        const share = (isUnder: (value: number) => boolean) => values.filter(isUnder).length / values.length;
        let before = 0;
        for (const bound of bounds.sort((a, b) => a - b)) {
          const answer = cdf(snapshot, bound);
          // Never too low; too high only by values of the bucket that holds the bound.
          const least = share((value) => value <= bound);
          const most = share((value) => (value > 0 ? value / base : value * base) <= bound);
          assert.ok(answer >= least && answer <= most && answer >= before, `${answer}, ${least} to ${most}`);
          before = answer;
        }
        assert.is(cdf(snapshot, Math.max(...values)), 1);
        assert.is(cdf(snapshot, Math.min(...values) - 1), 0);
      },
    ),
  );
});

test('law: cdf agrees with the counts that the kernel gives', () => {
  fc.assert(
    fc.property(recorded, fc.array(ordinary), (values, bounds) => {
      const snapshot = snapshotOf(values);
      const counts = bounds.map((bound) => cdf(snapshot, bound) * snapshot.count);
      bucketCounts(snapshot, bounds).forEach((count, i) => {
        assert.close(counts[i] as number, count, 1e-12);
      });
    }),
  );
});

test('law: what is between two bounds is what is up to the one less what is below the other', () => {
  fc.assert(
    fc.property(recorded, ordinary, ordinary, (values, a, b) => {
      const snapshot = snapshotOf(values);
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const rest = countBetween(snapshot, -Infinity, high) + countBetween(snapshot, low, Infinity);
      assert.is(countBetween(snapshot, low, high), rest - snapshot.count);
      assert.is(countBetween(snapshot, high + 1, low - 1), 0);
    }),
  );
});

test('law: a value shares a bucket with itself at least, and all buckets together hold all values', () => {
  fc.assert(
    fc.property(recorded, options, (values, histogramOptions) => {
      const snapshot = snapshotOf(values, histogramOptions);
      const counts = values.map((value) => countAt(snapshot, value));
      assert.ok(counts.every((count) => count >= 1));
      const shares = counts.reduce((sum, count) => sum + 1 / count, 0); // each bucket adds up to 1
      const { positive, negative, zeroCount } = snapshot;
      const used = [zeroCount, ...positive.counts, ...negative.counts].filter((count) => count > 0);
      assert.close(shares, used.length, 1e-9);
    }),
  );
});

test('values on the bounds of buckets: a bucket holds its bound farther from zero', () => {
  const snapshot = snapshotOf([1, 2, -1, -2, 0], { scale: 0, maxBuckets: 128 });
  for (const value of [1, 0.6, 2, 1.5, -1, -2, -1.01, 0]) assert.is(countAt(snapshot, value), 1, `${value}`);
  for (const value of [4, 2.1, 0.5, -2.5, Infinity, -Infinity]) assert.is(countAt(snapshot, value), 0);
});

test('HDR: buckets are counted whole, as by the class itself', () => {
  using histogram = new HdrHistogram({ significantDigits: 2 });
  for (let i = 0; i < 5000; i += 7) histogram.record(i);
  const snapshot = histogram.snapshot();
  for (const [low, high] of [
    [0, 100],
    [1000, 1000],
    [1001, 3333],
    [0, 1e9],
  ] as const) {
    assert.is(countBetween(snapshot, low, high), histogram.countBetween(low, high), `${low} to ${high}`);
    assert.is(countAt(snapshot, high), histogram.countAt(high));
    assert.is(cdf(snapshot, high), (histogram.countsAtOrUnder([high])[0] as number) / histogram.count);
  }
  assert.equal([countAt(snapshot, -1), countAt(snapshot, 2 ** 63)], [0, 0]);
});

test('explicit: exact at the bounds, and as by the class itself between them', () => {
  const bounds = [0.5, 1, 2, 5, 10];
  using histogram = new ExplicitHistogram({ bounds });
  for (let i = 0; i < 1000; i++) histogram.record((i * 37) % 12);
  const snapshot = histogram.snapshot();
  for (const bound of [...bounds, 0, -1, 0.7, 3.3, 10.5, 11, 12]) {
    assert.is(Math.round(cdf(snapshot, bound) * 1000), histogram.countsAtOrUnder([bound])[0], `${bound}`);
  }
  const [, , toTwo, toFive] = snapshot.counts as unknown as [number, number, number, number];
  assert.is(countBetween(snapshot, 1, 5), toTwo + toFive);
  assert.is(countAt(snapshot, 5), snapshot.counts[3]);
  assert.is(countAt(snapshot, 99), snapshot.counts[5]);
});

test('an empty snapshot has no distribution; what is no number is refused', () => {
  const empty = snapshotOf([]);
  assert.identical(cdf(empty, 1), Number.NaN);
  assert.equal([countBetween(empty, 0, 1), countAt(empty, 1)], [0, 0]);
  for (const misuse of [
    () => cdf(empty, Number.NaN),
    () => countBetween(empty, '1' as never, 2),
    () => countAt(empty, undefined as never),
  ]) {
    assert.throwsCode(misuse, 'HISTOGRAM_BOUND');
  }
  assert.throwsCode(() => cdf({} as never, 1), 'HISTOGRAM_SNAPSHOT');
});
