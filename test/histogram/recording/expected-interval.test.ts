import fc from 'fast-check';
import {
  correctedForInterval,
  ExplicitHistogram,
  Histogram,
  mergeSnapshots,
  recordWithExpectedInterval,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { options, sameCounts, snapshotOf } from '../arbitrary.ts';
import { relativeErrorOf } from '../oracle.ts';

const bounds = [1, 5, 10, 50, 100, 500, 1000, 5000];

/** What was recorded and what was missed, one by one; exact for whole numbers. */
function naive(value: number, interval: number): number[] {
  const all = [value];
  for (let missed = value - interval; missed >= interval; missed -= interval) all.push(missed);
  return all;
}

test('law: recording with an interval equals recording the missed values one by one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -10, max: 20_000 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 3 }),
      options,
      (value, interval, times, histogramOptions) => {
        const expected = naive(value, interval).flatMap((one) => new Array<number>(times).fill(one));
        using histogram = new Histogram(histogramOptions);
        recordWithExpectedInterval(histogram, value, interval, times);
        sameCounts(histogram.snapshot(), snapshotOf(expected, histogramOptions));
        const sum = expected.reduce((total, one) => total + one, 0);
        assert.close(histogram.sum, sum, 1e-12);
        assert.equal([histogram.min, histogram.max], [Math.min(...expected), Math.max(...expected)]);

        using explicit = new ExplicitHistogram({ bounds });
        using one = new ExplicitHistogram({ bounds });
        recordWithExpectedInterval(explicit, value, interval, times);
        one.recordMany(expected);
        assert.equal([...explicit.snapshot().counts], [...one.snapshot().counts]);
        assert.equal([explicit.min, explicit.max], [one.min, one.max]);
      },
    ),
  );
});

test('law: in any unit, every missed value is on the right side of every bound of the buckets', () => {
  // Powers of two times whole numbers: the naive subtraction is exact, and hits bounds often.
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4096 }),
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: -300, max: 300 }),
      (value, interval, exponent) => {
        const unit = 2 ** exponent;
        using histogram = new Histogram({ scale: 2 });
        recordWithExpectedInterval(histogram, value * unit, interval * unit);
        const expected = naive(value, interval).map((one) => one * unit);
        sameCounts(histogram.snapshot(), snapshotOf(expected, { scale: 2, maxBuckets: 2048 }));
      },
    ),
  );
});

test('a tiny interval against a huge value is a matter of buckets, not of values', () => {
  using histogram = new Histogram();
  recordWithExpectedInterval(histogram, 2 ** 30, 2 ** -20);
  assert.is(histogram.count, 2 ** 50);
  assert.close(histogram.sum, (2 ** 50 / 2) * 2 ** 30, 1e-9);
  assert.is(histogram.min, 2 ** -20);
  assert.close(histogram.quantile(0.5), 2 ** 29, relativeErrorOf(histogram.scale) * 1.01);
  using explicit = new ExplicitHistogram({ bounds: [2 ** 10, 2 ** 29] });
  recordWithExpectedInterval(explicit, 2 ** 30, 2 ** -20);
  assert.equal([...explicit.snapshot().counts], [2 ** 30, 2 ** 49 - 2 ** 30, 2 ** 49]);
});

test('an interval that is none corrects nothing and throws nothing', () => {
  for (const interval of [0, 5, 6, Infinity, 1e-300, Number.MIN_VALUE]) {
    using histogram = new Histogram();
    recordWithExpectedInterval(histogram, 9.9, interval);
    assert.is(histogram.count, 1, `${interval}`);
  }
  for (const value of [Number.NaN, Infinity, -5, 0]) {
    using histogram = new Histogram();
    recordWithExpectedInterval(histogram, value, 1);
    assert.is(histogram.count + histogram.rejected, 1, `${value}`);
  }
  for (const interval of [-1, Number.NaN, '5' as never]) {
    using histogram = new Histogram();
    const record = () => recordWithExpectedInterval(histogram, 100, interval);
    if (DEVELOPMENT) assert.throwsCode(record, 'HISTOGRAM_INTERVAL');
    else {
      record();
      assert.is(histogram.count, 1);
    }
  }
});

test('law: the corrected copy equals recording what stands for each bucket with the interval', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 700 }),
      (values, interval) => {
        // At scale 0 what stands for a bucket, 4/3 of its lower bound, is taken to a whole number of sixths.
        const recorded = values.map((value) => value * 6);
        using original = new Histogram({ scale: 0 });
        original.recordMany(recorded);
        const corrected = correctedForInterval(original.snapshot(), interval * 6);
        const parts = recorded.map((value) => {
          using one = new Histogram({ scale: 0 });
          const stands = standFor(value, original.min, original.max);
          recordWithExpectedInterval(one, stands, interval * 6);
          return one.snapshot();
        });
        const expected = mergeSnapshots([...parts, snapshotOf([], { scale: 0, maxBuckets: 2048 })]);
        sameCounts(corrected, expected);
        if (corrected.count > 0) assert.close(corrected.min, expected.min, 0.34);
      },
    ),
  );
});

test('law: the corrected copy of explicit buckets likewise', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 700 }),
      (values, interval) => {
        using original = new ExplicitHistogram({ bounds });
        original.recordMany(values);
        const { min, max } = original;
        using expected = new ExplicitHistogram({ bounds });
        for (const value of values) {
          const i = bounds.findIndex((bound) => value <= bound);
          const lower = Math.max(bounds[(i < 0 ? bounds.length : i) - 1] ?? -Infinity, min);
          const upper = Math.min(bounds[i] ?? Infinity, max);
          recordWithExpectedInterval(expected, lower / 2 + upper / 2, interval);
        }
        const corrected = correctedForInterval(original.snapshot(), interval);
        assert.equal([...corrected.counts], [...expected.snapshot().counts]);
        using reread = ExplicitHistogram.from(corrected);
        assert.is(reread.count, expected.count);
      },
    ),
  );
});

test('correcting is quick, whatever the interval', () => {
  const wide = snapshotOf(
    Array.from({ length: 2000 }, (_, i) => 1.01 ** i),
    { scale: 5, maxBuckets: 2048 },
  );
  const startedAtMs = performance.now();
  const corrected = correctedForInterval(wide, wide.max * 2 ** -49);
  assert.ok(performance.now() - startedAtMs < 1000);
  assert.ok(corrected.count > 2 ** 48);
  using histogram = Histogram.from(corrected);
  assert.is(histogram.count, corrected.count);
});

test('a snapshot without long values stays as it is', () => {
  const short = snapshotOf([1, 2, 3]);
  assert.is(correctedForInterval(short, 2), short);
  assert.is(correctedForInterval(snapshotOf([]), 2).count, 0);
});

test('an interval that cannot be used for a copy is refused', () => {
  const snapshot = snapshotOf([1e9]);
  for (const interval of [0, -1, Number.NaN, Infinity, 1e-9, '1' as never]) {
    assert.throwsCode(() => correctedForInterval(snapshot, interval), 'HISTOGRAM_INTERVAL');
  }
});

/** The representative of scale 0, within the recorded range. */
function standFor(value: number, min: number, max: number): number {
  if (value === 0) return 0;
  const lower = 2 ** (Math.ceil(Math.log2(value)) - 1);
  return Math.min(Math.max(lower * (4 / 3), min), max);
}
