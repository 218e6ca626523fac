import fc from 'fast-check';
import { InferometerError, Summary, type SummarySnapshot } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';

const values = fc.array(fc.integer({ min: -2000, max: 2000 }), { maxLength: 300 });

function holding(recorded: readonly number[]): Summary {
  const summary = new Summary();
  summary.recordMany(recorded);
  return summary;
}

/** Equal but for rounding in the moments, which the order of merges shows in. */
function assertSame(actual: SummarySnapshot, expected: SummarySnapshot): void {
  const { mean, m2, m3, m4, ...totals } = actual;
  const { mean: mean_, m2: m2_, m3: m3_, m4: m4_, ...totals_ } = expected;
  assert.equal(totals, totals_);
  if (actual.count === 0) {
    assert.equal([mean, m2, m3, m4], [Number.NaN, 0, 0, 0]);
    return;
  }
  const size = Math.max(Math.abs(expected.min), Math.abs(expected.max));
  assert.ok(Math.abs(mean - mean_) <= 1e-14 * size);
  assert.ok(Math.abs(m2 - m2_) <= 1e-12 * m2_);
  assert.ok(Math.abs(m3 - m3_) <= 1e-12 * Math.sqrt(m2_ * m4_));
  assert.ok(Math.abs(m4 - m4_) <= 1e-12 * m4_);
}

test('mean, variance, skewness and kurtosis of a few values', () => {
  using summary = holding([2, 4, 4, 4, 5, 5, 7, 9]);
  assert.equal([summary.count, summary.sum, summary.min, summary.max, summary.mean], [8, 40, 2, 9, 5]);
  assert.is(summary.variance, 4);
  assert.is(summary.stdDev, 2);
  assert.close(summary.sampleVariance, 32 / 7, 1e-15);
  assert.close(summary.sampleStdDev, Math.sqrt(32 / 7), 1e-15);
  assert.close(summary.skewness, 0.65625, 1e-14); // (42 / 8) / 2^3
  assert.close(summary.kurtosis, -0.21875, 1e-14); // (356 / 8) / 4^2 - 3
});

test('a long tail of large values is skewed to the right, its mirror image to the left', () => {
  using right = holding([1, 1, 1, 1, 10]);
  using left = holding([-1, -1, -1, -1, -10]);
  assert.ok(right.skewness > 1);
  assert.is(left.skewness, -right.skewness);
  assert.is(left.kurtosis, right.kurtosis);
});

test('two values of equal weight have the least kurtosis there is, -2', () => {
  using summary = holding([0, 1, 0, 1]);
  assert.close(summary.kurtosis, -2, 1e-15);
  assert.is(summary.skewness, 0);
});

test('an empty summary has no statistics; a single value no spread to speak of', () => {
  using summary = new Summary();
  assert.equal([summary.count, summary.sum, summary.rejected], [0, 0, 0]);
  const ofSpread = () => [summary.variance, summary.stdDev, summary.skewness, summary.kurtosis];
  for (const nothing of [summary.min, summary.max, summary.mean, summary.sampleVariance, ...ofSpread()]) {
    assert.identical(nothing, Number.NaN);
  }
  summary.record(7);
  assert.equal(ofSpread(), [0, 0, Number.NaN, Number.NaN]);
  assert.identical(summary.sampleVariance, Number.NaN);
  assert.identical(summary.sampleStdDev, Number.NaN);
});

test('equal values have no spread, although their mean may be rounded to beside them', () => {
  for (const value of [0.1, -0.3, 1e9 + 0.1, 1e-300]) {
    for (const n of [2, 3, 7, 64, 1000]) {
      using summary = holding(new Array<number>(n).fill(value));
      summary.record(value);
      summary.merge(summary.snapshot());
      assert.equal([summary.count, summary.variance], [2 * n + 2, 0]);
      assert.identical(summary.skewness, Number.NaN);
    }
  }
});

test('a reader sees every value recorded before the read', () => {
  using summary = new Summary();
  for (let n = 1; n <= 300; n++) {
    summary.record(n);
    if (n % 7 !== 0 && n % 64 >= 2) continue;
    assert.is(summary.count, n);
    assert.close(summary.variance, (n * n - 1) / 12, 1e-13);
  }
});

test('what is no finite number is rejected, wherever in a batch it stands, and the rest is as if it were not there', () => {
  const bad = [Number.NaN, Infinity, -Infinity];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(...bad)), { maxLength: 200 }),
      (all) => {
        const good = all.filter(Number.isFinite);
        using summary = holding(all);
        using clean = holding(good);
        assert.is(summary.rejected, all.length - good.length);
        assert.equal({ ...summary.snapshot(), rejected: 0 }, clean.snapshot());
        for (const value of bad) summary.record(value, 3);
        assert.is(summary.rejected, all.length - good.length + 9);
      },
    ),
  );
});

test('-0 counts as 0', () => {
  using summary = holding([-0, -0, -0, -0, -0]);
  for (const seen of [summary.min, summary.max, summary.sum, summary.mean, summary.snapshot().mean]) {
    assert.identical(seen, 0);
  }
});

test('a value recorded n times equals n values recorded', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), (recorded, times) => {
      using weighted = new Summary();
      for (const value of recorded) weighted.record(value, times);
      using repeated = holding(recorded.flatMap((value) => new Array<number>(times).fill(value)));
      assertSame(weighted.snapshot(), repeated.snapshot());
    }),
  );
});

test('weights beyond 32 bits', () => {
  using summary = new Summary();
  summary.record(1, 2 ** 40);
  summary.record(3, 2 ** 40);
  assert.equal([summary.count, summary.mean, summary.variance], [2 ** 41, 2, 1]);
});

test('merging the parts equals recording the whole, whichever way', () => {
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      using whole = holding([...a, ...b, ...c]);
      using first = holding(a);
      using second = holding(b);
      using third = holding(c);
      using backwards = holding(c);
      backwards.merge(second.snapshot()).merge(first);
      first.merge(second).merge(third.snapshot());
      assertSame(first.snapshot(), whole.snapshot());
      assertSame(backwards.snapshot(), whole.snapshot());
    }),
  );
});

test('a summary made from a snapshot goes on where it was taken', () => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      using original = holding(before);
      using copy = Summary.from(original.snapshot());
      assert.equal(copy.snapshot(), original.snapshot());
      original.recordMany(after);
      copy.recordMany(after);
      assertSame(copy.snapshot(), original.snapshot());
    }),
  );
});

test('a snapshot is frozen and survives a structured clone', () => {
  using summary = holding([1, 2, 4]);
  const snapshot = summary.snapshot();
  assert.ok(Object.isFrozen(snapshot));
  assert.equal(Summary.from(structuredClone(snapshot)).snapshot(), snapshot);
});

test('reset() forgets everything recorded', () => {
  using summary = holding([1, 2, Number.NaN]);
  summary.reset();
  assert.equal(summary.snapshot(), new Summary().snapshot());
  summary.recordMany([3, 5]);
  assert.equal([summary.count, summary.mean, summary.variance], [2, 4, 1]);
});

test('shifting values shifts the mean and nothing else; scaling them scales', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 2, maxLength: 200 }),
      (recorded) => {
        using plain = holding(recorded);
        using shifted = holding(recorded.map((value) => value + 4096));
        using scaled = holding(recorded.map((value) => value * 8));
        if (plain.variance === 0) return;
        assert.close(shifted.mean, plain.mean + 4096, 1e-14);
        assert.close(scaled.variance, 64 * plain.variance, 1e-13);
        assert.close(shifted.variance, plain.variance, 1e-11);
        assert.close(scaled.kurtosis, plain.kurtosis, 1e-10);
        assert.ok(Math.abs(shifted.skewness - plain.skewness) < 1e-9);
        assert.ok(plain.kurtosis >= plain.skewness ** 2 - 2 - 1e-9, 'Pearson’s inequality');
      },
    ),
  );
});

test('beyond the doubles the variance is infinite, the totals stand, and the summary goes on', () => {
  using summary = holding([1e308, 1.5e308, -1e308, 1.7e308, 1.7e308]);
  assert.equal([summary.count, summary.min, summary.max], [5, -1e308, 1.7e308]);
  assert.is(summary.variance, Infinity);
  assert.identical(summary.kurtosis, Number.NaN);
  summary.record(0);
  assert.is(summary.count, 6);
  assert.ok(Number.isFinite(summary.snapshot().mean));
});

test('errors name what is wrong, with a stable code and a remedy', () => {
  const snapshot = holding([1, 2, 4]).snapshot();
  const changes: readonly Partial<Record<keyof SummarySnapshot, unknown>>[] = [
    { layout: 'explicit' },
    { version: 0 },
    { count: 1.5 },
    { rejected: -1 },
    { sum: undefined },
    { min: Number.NaN },
    { max: 0 },
    { mean: 5 },
    { mean: '2' },
    { m2: -1 },
    { m3: null },
    { m4: -1 },
  ];
  for (const change of changes) {
    const error = assert.throwsCode(
      () => Summary.from({ ...snapshot, ...change } as SummarySnapshot),
      'HISTOGRAM_SNAPSHOT',
    );
    assert.ok(error instanceof InferometerError);
  }
  assert.throwsCode(() => Summary.from(undefined as never), 'HISTOGRAM_SNAPSHOT');
});

test('a disposed summary cannot be read; what is recorded late is counted', () => {
  const summary = holding([1]);
  summary.dispose();
  assert.throwsCode(() => summary.variance, 'HISTOGRAM_DISPOSED');
  summary.record(1);
  assert.is(summary.rejected, 1);
});
