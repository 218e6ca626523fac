import { HdrHistogram, type HdrSnapshot } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { nextDown, normalFrom, randomFrom } from '../oracle.ts';
import { entriesOf, JavaHistogram } from './oracle.ts';

const QUANTILES = [0, 0.001, 0.01, 0.07, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

function fill(n: number, next: () => number): number[] {
  return Array.from({ length: n }, next);
}

const distributions: Record<string, () => number[]> = {
  'lognormal microseconds': () => {
    const normal = normalFrom(1);
    return fill(20_000, () => 25_000 * Math.exp(normal()));
  },
  'lognormal milliseconds': () => {
    const normal = normalFrom(2);
    return fill(20_000, () => 25 * Math.exp(normal()));
  },
  'values around the first power of two that is not exact': () => {
    const random = randomFrom(3);
    return fill(20_000, () => 4096 * random());
  },
  'zeros and ones': () => {
    const random = randomFrom(4);
    return fill(5_000, () => Math.round(random()));
  },
  'all magnitudes': () => {
    const random = randomFrom(5);
    return fill(5_000, () => 2 ** (62.9 * random()));
  },
};

for (const [name, draw] of Object.entries(distributions)) {
  test(`${name}: counts, quantiles, mean and stdDev are Java's, at every number of digits`, () => {
    const values = draw();
    for (let significantDigits = 1; significantDigits <= 5; significantDigits++) {
      const java = new JavaHistogram(significantDigits, 1);
      for (const value of values) java.record(value);
      using histogram = new HdrHistogram({ significantDigits });
      histogram.recordMany(values);
      assert.equal(entriesOf(histogram.snapshot()), java.entries());
      assert.equal(
        histogram.quantiles(QUANTILES),
        QUANTILES.map((q) => java.quantile(q, nextDown)),
      );
      assert.is(histogram.mean, java.mean);
      assert.is(histogram.stdDev, java.stdDev);
    }
  });
}

test('count, sum, min and max are exact, of the values as they were recorded', () => {
  using histogram = new HdrHistogram({ significantDigits: 1 });
  histogram.recordMany([1000.5, 2000.25, 0.125]);
  assert.equal([histogram.count, histogram.sum, histogram.min, histogram.max], [3, 3000.875, 0.125, 2000.25]);
});

test('an empty histogram has no quantile, minimum, maximum, mean or standard deviation', () => {
  using histogram = new HdrHistogram();
  const { count, sum, min, max, mean, stdDev } = histogram;
  assert.equal([count, sum, histogram.countAt(0), histogram.countBetween(0, 1e9)], [0, 0, 0, 0]);
  for (const nothing of [min, max, mean, stdDev, histogram.quantile(0.5)])
    assert.identical(nothing, Number.NaN);
});

test('q = 0 is the smallest value of its bucket, q = 1 the largest', () => {
  using histogram = new HdrHistogram();
  histogram.recordMany([5001, 9995]);
  assert.equal(histogram.quantiles([0, 0.5, 1]), [5000, 5003, 9999]);
});

test('without a highest value the range grows as Java says', () => {
  using histogram = new HdrHistogram({ significantDigits: 3 });
  assert.equal([histogram.autoResize, histogram.highestTrackable], [true, 2]);
  histogram.record(2047);
  assert.is(histogram.highestTrackable, 2); // it fits into the first array
  histogram.record(2048);
  assert.is(histogram.highestTrackable, 4095);
  histogram.record(5_000_000);
  assert.is(histogram.highestTrackable, 8_388_607);
  histogram.record(2 ** 54);
  assert.is(histogram.highestTrackable, 2 ** 55 - 4); // the double next to 2^55 - 1 that is not beyond the range
  assert.is(histogram.buckets().length, (55 - 10 + 1) * 1024);
  histogram.record(2 ** 63 - 1024);
  assert.is(histogram.highestTrackable, 2 ** 63); // stands for 2^63 - 1
  assert.equal([histogram.count, histogram.rejected], [5, 0]);
});

test('with a highest value the range is what Java’s array covers, and values above it are rejected', () => {
  using histogram = new HdrHistogram({ highestTrackable: 3_600_000_000 });
  assert.is(histogram.autoResize, false);
  const covered = 2 ** 32 - 1; // the array is whole powers of two long
  histogram.recordMany([3_600_000_000, covered, covered + 1, 1e300]);
  histogram.record(covered, 3);
  histogram.record(covered + 1, 3);
  assert.equal([histogram.count, histogram.rejected, histogram.max], [5, 5, covered]);
  assert.is(histogram.highestTrackable, 3_600_000_000);
});

test('with a highest value and autoResize the range starts there and grows', () => {
  using histogram = new HdrHistogram({ highestTrackable: 10_000, autoResize: true });
  assert.is(histogram.highestTrackable, 10_000);
  histogram.record(1_000_000);
  assert.equal([histogram.highestTrackable, histogram.rejected], [1_048_575, 0]);
});

test('a weighted record equals as many records', () => {
  using weighted = new HdrHistogram();
  using repeated = new HdrHistogram();
  for (const [value, times] of [
    [3, 5],
    [-2, 70],
    [0, 3],
    [1e9, 200],
    [0.9, 2],
    [Number.NaN, 4],
  ] as const) {
    weighted.record(value, times);
    for (let i = 0; i < times; i++) repeated.record(value);
  }
  same(weighted.snapshot(), repeated.snapshot());
});

test('counts go past 32 bits without wrapping, and every query sees them', () => {
  using histogram = new HdrHistogram();
  histogram.record(5, 2 ** 32 + 3);
  histogram.record(1000);
  histogram.record(5, 2 ** 32 - 1);
  histogram.record(5, 2 ** 32 - 1);
  for (let i = 0; i < 100; i++) histogram.record(5);
  assert.is(histogram.count, 3 * 2 ** 32 + 102);
  assert.equal(histogram.quantiles([0.5, 1]), [5, 1000]);
  assert.equal(histogram.countsAtOrUnder([4, 5, 1000]), [0, 3 * 2 ** 32 + 101, 3 * 2 ** 32 + 102]);
  using copy = HdrHistogram.from(histogram.snapshot());
  same(copy.snapshot(), histogram.snapshot());
  copy.merge(histogram);
  assert.is(copy.count, 2 * histogram.count);
  assert.is(copy.countAt(5), 2 * histogram.countAt(5));
  copy.subtract(histogram);
  same(copy.snapshot(), histogram.snapshot());
});

test('counters saturate at 64 bits, and queries still end', () => {
  using histogram = new HdrHistogram();
  for (const value of [1, 1, 1, 70_000]) histogram.record(value, 2 ** 63);
  assert.is(histogram.count, 2 ** 64);
  assert.is(histogram.countAt(1), 2 ** 64);
  assert.equal(histogram.quantiles([0, 0.5, 1]), [1, 1, 1]);
  assert.equal(histogram.countsAtOrUnder([0, 1, 1e6]), [0, 2 ** 64, 2 ** 64]);
});

test('countsAtOrUnder, countAt and countBetween go by buckets', () => {
  const java = new JavaHistogram(2, 1);
  using histogram = new HdrHistogram({ significantDigits: 2 });
  const values = (distributions['lognormal milliseconds'] as () => number[])().map((value) => 40 * value);
  for (const value of values) java.record(value);
  histogram.recordMany(values);
  const upTo = (index: number) =>
    java.entries().reduce((sum, [i, count]) => sum + (i <= index ? Number(count) : 0), 0);
  const bounds = [Infinity, 0, 100, 700, 1, 2047, 2048, 1e6, 1e18];
  const expected = bounds.map((bound) =>
    bound === Infinity ? values.length : upTo(java.indexOf(BigInt(bound))),
  );
  assert.equal(histogram.countsAtOrUnder([-1, ...bounds, -Infinity]), [0, ...expected, 0]);
  for (const value of [0, 100, 999, 1e18]) {
    const index = java.indexOf(BigInt(value));
    assert.is(histogram.countAt(value), upTo(index) - upTo(index - 1));
  }
  assert.is(histogram.countBetween(100, 700), upTo(java.indexOf(700n)) - upTo(java.indexOf(100n) - 1));
  assert.is(histogram.countBetween(0, Infinity), values.length);
  assert.is(histogram.countBetween(700, 100), 0);
  assert.throwsCode(() => histogram.countBetween(-1, 100), 'HISTOGRAM_VALUE');
});

test('reset forgets the values and the range that they forced', () => {
  using histogram = new HdrHistogram();
  histogram.recordMany([1e12, -1]);
  histogram.reset();
  same(histogram.snapshot(), new HdrHistogram().snapshot());
  histogram.record(7);
  assert.equal([histogram.count, histogram.quantile(1), histogram.highestTrackable], [1, 7, 2]);
});

test('a snapshot says what Java’s array holds, and nothing refers to the histogram', () => {
  const histogram = new HdrHistogram({ significantDigits: 3, lowestDiscernible: 2 });
  histogram.recordMany([10_000, 10_020, Number.NaN]);
  const before = histogram.snapshot();
  histogram.record(1e9);
  histogram.dispose();
  assert.equal(before, {
    layout: 'hdr',
    version: 1,
    significantDigits: 3,
    lowestDiscernible: 2,
    highestTrackable: 16_383,
    autoResize: true,
    count: 2,
    sum: 20_020,
    min: 10_000,
    max: 10_020,
    rejected: 1,
    counts: { offset: 3298, counts: Float64Array.of(1, 0, 1) },
  });
  same(structuredClone(before), before);
});

test('options and snapshots that cannot be are refused, with the remedy', () => {
  const good = new HdrHistogram().snapshot();
  const counted = { offset: 0, counts: Float64Array.of(1) };
  const five = new HdrHistogram();
  five.record(5);
  const one = five.snapshot();
  const cases: readonly [() => unknown, string][] = [
    [() => new HdrHistogram({ significantDigits: 0 }), 'HISTOGRAM_OPTION_RANGE'],
    [() => new HdrHistogram({ significantDigits: 6 }), 'HISTOGRAM_OPTION_RANGE'],
    [() => new HdrHistogram({ significantDigits: '3' as never }), 'HISTOGRAM_OPTION_KIND'],
    [() => new HdrHistogram({ lowestDiscernible: 0.5 }), 'HISTOGRAM_OPTION_RANGE'],
    [() => new HdrHistogram({ lowestDiscernible: 2 ** 58 }), 'HISTOGRAM_OPTION_RANGE'],
    [() => new HdrHistogram({ highestTrackable: 1 }), 'HISTOGRAM_OPTION_RANGE'],
    [() => new HdrHistogram({ lowestDiscernible: 10, highestTrackable: 19 }), 'HISTOGRAM_OPTION_RANGE'],
    [() => new HdrHistogram({ highestTrackable: 2 ** 64 }), 'HISTOGRAM_OPTION_RANGE'],
    [() => new HdrHistogram({ autoResize: 1 as never }), 'HISTOGRAM_OPTION_KIND'],
    [() => HdrHistogram.from(null as never), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, layout: 'exponential' as never }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, version: 2 as never }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, significantDigits: 6 }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, lowestDiscernible: 0 }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, highestTrackable: 1 }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, autoResize: undefined as never }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, count: 1 }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, counts: counted }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, counts: { ...counted, offset: 2048 } }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, count: 1, counts: counted }), 'HISTOGRAM_SNAPSHOT'], // min and max are NaN
    [() => HdrHistogram.from({ ...good, counts: { offset: 0, counts: [] as never } }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...good, count: 2 ** 60, min: 1, max: 1 }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...one, min: 6 }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...one, min: 4 }), 'HISTOGRAM_SNAPSHOT'],
    [() => HdrHistogram.from({ ...one, min: 4, max: 4 }), 'HISTOGRAM_SNAPSHOT'],
    [() => new HdrHistogram().merge({} as never), 'HISTOGRAM_SNAPSHOT'],
    [() => new HdrHistogram().quantile(50), 'HISTOGRAM_QUANTILE_RANGE'],
  ];
  for (const [misuse, code] of cases) assert.match(assert.throwsCode(misuse, code).message, /\. [A-Z].+\.$/);
});

test('reading a disposed histogram throws, recording into it is counted', () => {
  const histogram = new HdrHistogram();
  histogram.record(1);
  histogram.dispose();
  const reads: (() => unknown)[] = [
    () => histogram.highestTrackable,
    () => histogram.mean,
    () => histogram.stdDev,
    () => histogram.countAt(1),
    () => histogram.buckets(),
    () => histogram.snapshot(),
    () => histogram.merge(new HdrHistogram()),
    () => new HdrHistogram().merge(histogram),
    () => histogram.subtract(new HdrHistogram()),
    () => histogram.copyCorrectedForCoordinatedOmission(1),
  ];
  for (const read of reads) assert.throwsCode(read, 'HISTOGRAM_DISPOSED');
  histogram.record(1);
  histogram.recordWithExpectedInterval(100, 10);
  assert.is(histogram.rejected, 2);
});

/** Everything equal but the sum, which rounding may move by its last digits. */
function same(actual: HdrSnapshot, expected: HdrSnapshot): void {
  assert.equal({ ...actual, sum: 0 }, { ...expected, sum: 0 });
  assert.close(actual.sum, expected.sum, 1e-12);
}
