import fc from 'fast-check';
import {
  alignedBins,
  binnedKolmogorovSmirnov,
  binnedWasserstein,
  jensenShannonDivergence,
  kolmogorovSmirnov,
  populationStabilityIndex,
  wasserstein,
} from 'inferometer/drift';
import { ExplicitHistogram, HdrHistogram, Histogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { sample, uniform } from './samples.ts';

const BOUNDS = [-10, -1, 0, 1, 2, 5, 10];

function explicit(values: readonly number[] | Float64Array) {
  using histogram = new ExplicitHistogram({ bounds: BOUNDS });
  histogram.recordMany(values);
  return histogram.snapshot();
}

function exponential(values: readonly number[] | Float64Array, scale = 5, maxBuckets = 2048) {
  using histogram = new Histogram({ scale, maxBuckets });
  histogram.recordMany(values);
  return histogram.snapshot();
}

test('explicit bins: counts side by side, ends drawn in to the values, empty bins left out', () => {
  const bins = alignedBins(explicit([-3, 0.5, 4]), explicit([0.25, 7, 12]));
  assert.equal(Array.from(bins.reference), [1, 1, 1, 0, 0]);
  assert.equal(Array.from(bins.current), [0, 1, 0, 1, 1]);
  assert.equal(Array.from(bins.uppers), [-1, 1, 5, 10, 12]);
  assert.equal(Array.from(bins.points), [-2, 0.5, 3.5, 7.5, 11]);
});

test('exponential bins of both signs ascend, whatever the scales', () => {
  fc.assert(
    fc.property(
      sample,
      sample,
      fc.integer({ min: -2, max: 8 }),
      fc.integer({ min: -2, max: 8 }),
      (left, right, a, b) => {
        const reference = exponential(left, a);
        const current = exponential(right, b);
        const bins = alignedBins(reference, current);
        const sum = (counts: Float64Array | readonly number[]) =>
          Array.from(counts).reduce((x, y) => x + y, 0);
        assert.equal([sum(bins.reference), sum(bins.current)], [left.length, right.length]);
        const base = 2 ** (2 ** -Math.min(reference.scale, current.scale));
        bins.points.forEach((point, i) => {
          const upper = bins.uppers[i] as number;
          assert.ok(i === 0 || point >= (bins.points[i - 1] as number));
          assert.ok(i === 0 || upper >= (bins.uppers[i - 1] as number));
          assert.ok(upper >= point - 1e-12 * Math.abs(point));
          assert.ok(
            Math.abs(point) < 2 ** -1022 || Math.abs(upper - point) <= (base - 1) * Math.abs(point) * 1.001,
          );
        });
      },
    ),
  );
});

test('a histogram does not differ from itself, at whatever scale, and the order does not matter', () => {
  fc.assert(
    fc.property(sample, sample, (left, right) => {
      const fine = exponential(left, 8);
      const coarse = exponential(left, 2);
      const other = exponential(right, 4);
      for (const measure of [binnedWasserstein, populationStabilityIndex, jensenShannonDivergence]) {
        assert.is(measure(alignedBins(fine, coarse)), 0);
        assert.close(measure(alignedBins(fine, other)), measure(alignedBins(other, fine)), 1e-12);
      }
      assert.is(binnedKolmogorovSmirnov(alignedBins(fine, coarse)).statistic, 0);
    }),
  );
});

test('HDR bins: whole values apart as far as the digits go', () => {
  const hdr = (values: readonly number[], significantDigits = 3) => {
    using histogram = new HdrHistogram({ significantDigits });
    histogram.recordMany(values);
    return histogram.snapshot();
  };
  const whole = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1 });
  fc.assert(
    fc.property(whole, whole, (left, right) => {
      const bins = alignedBins(hdr(left), hdr(right));
      const exact = kolmogorovSmirnov(left, right);
      assert.close(binnedKolmogorovSmirnov(bins).statistic, exact.statistic, 1e-12);
      assert.close(binnedWasserstein(bins), wasserstein(left, right), 1e-12);
    }),
  );
  assert.throwsCode(() => alignedBins(hdr([1]), hdr([1], 2)), 'HISTOGRAM_LAYOUT');
});

test('unequal zero thresholds are made equal: what is a zero to one is a zero to both', () => {
  const reference = exponential([0, 1e-6, 1e-6, 5]);
  const current = { ...exponential([0, 0, 0, 5]), zeroThreshold: 1e-5 };
  const bins = alignedBins(reference, current);
  assert.equal([...bins.reference, ...bins.current], [3, 1, 3, 1]);
  assert.is(jensenShannonDivergence(bins), 0);
});

test('binned statistics are close to those of the values', () => {
  for (const shift of [0, 0.05, 0.3]) {
    const left = uniform(20_000, 5).map((value) => 1 + value);
    const right = uniform(15_000, 6).map((value) => 1 + shift + value);
    const bins = alignedBins(exponential(left), exponential(right));
    const exact = kolmogorovSmirnov(left, right);
    const binned = binnedKolmogorovSmirnov(bins);
    // A bin is up to 2.2 % of its value wide: a 23rd of the range of one sample.
    assert.ok(binned.statistic <= exact.statistic + 1e-12);
    assert.ok(binned.statistic >= exact.statistic - 0.045);
    assert.ok(Math.abs(binnedWasserstein(bins) - wasserstein(left, right)) <= 0.022 * 2.3);
  }
});

test('where bounds separate all values, binned and exact statistics agree', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(-10, -1, 0, 1, 2, 5, 10), { minLength: 1 }),
      fc.array(fc.constantFrom(-10, -1, 0, 1, 2, 5, 10), { minLength: 1 }),
      (left, right) => {
        // Not the location: of several that are equally far, the samples' first is the reference's.
        const binned = binnedKolmogorovSmirnov(alignedBins(explicit(left), explicit(right)));
        const exact = kolmogorovSmirnov(left, right);
        assert.equal([binned.statistic, binned.sign], [exact.statistic, exact.sign]);
      },
    ),
  );
});

test('the widest spreads', () => {
  const wide = exponential([-Number.MAX_VALUE, -(2 ** -1074), 0, 2 ** -1022, 1, Number.MAX_VALUE], 8, 128);
  const bins = alignedBins(wide, exponential([1, 2, 3]));
  assert.ok(bins.points.every(Number.isFinite));
  assert.ok(bins.uppers.every(Number.isFinite));
  assert.close(binnedKolmogorovSmirnov(bins).statistic, 4 / 6, 1e-12);
});

test('snapshots that cannot be compared are refused', () => {
  using other = new ExplicitHistogram({ bounds: [1, 2] });
  other.record(1);
  assert.throwsCode(() => alignedBins(explicit([1]), other.snapshot()), 'HISTOGRAM_LAYOUT');
  assert.throwsCode(() => alignedBins(explicit([1]), exponential([1])), 'HISTOGRAM_LAYOUT');
  assert.throwsCode(() => alignedBins(explicit([1]), null as never), 'HISTOGRAM_SNAPSHOT');
  assert.throwsCode(() => alignedBins({ ...explicit([1]), count: 5 }, explicit([1])), 'HISTOGRAM_SNAPSHOT');
  assert.throwsCode(
    () => alignedBins(exponential([1]), { ...exponential([1]), count: 5 }),
    'HISTOGRAM_SNAPSHOT',
  );
  const empty = alignedBins(explicit([]), explicit([1]));
  assert.throwsCode(() => binnedWasserstein(empty), 'DRIFT_SAMPLE_EMPTY');
  assert.throwsCode(
    () => jensenShannonDivergence(alignedBins(exponential([]), exponential([]))),
    'DRIFT_BINS',
  );
});
