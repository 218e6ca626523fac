import fc from 'fast-check';
import {
  allValues,
  type BucketSeries,
  cdf,
  ExplicitHistogram,
  explicitSeries,
  exponentialSeries,
  HdrHistogram,
  linearBucketValues,
  logarithmicBucketValues,
  percentiles,
  recordedValues,
  seriesOf,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { options, ordinary, snapshotOf } from '../arbitrary.ts';

const recorded = fc.array(ordinary, { minLength: 1, maxLength: 100 });

test('law: every way through the buckets passes every value once, in ascending order', () => {
  fc.assert(
    fc.property(recorded, options, (values, histogramOptions) => {
      const series = exponentialSeries(snapshotOf(values, histogramOptions));
      // Of the buckets, which are passed from end to end: values beside each other would ask for billions of steps.
      const span = series.highestAt(series.length - 1) - Math.min(series.lowestAt(0), 0) || 1;
      const ways = [
        recordedValues(series),
        allValues(series),
        linearBucketValues(series, span / 20),
        logarithmicBucketValues(series, 0.01, 2),
        percentiles(series, 5),
      ];
      for (const way of ways) {
        let count = 0;
        let before = -Infinity;
        for (const step of way) {
          count += step.countAddedInThisStep;
          assert.is(step.totalCountToThisValue, count);
          assert.ok(step.valueIteratedTo >= before);
          before = step.valueIteratedTo;
        }
        assert.is(count, values.length);
      }
    }),
    { numRuns: 60 },
  );
});

test('a walk ends, or is refused, where a step is lost beside the values', () => {
  const negative = exponentialSeries(snapshotOf([-1e6, -1e6 + 1e-9], { scale: 8, maxBuckets: 128 }));
  assert.throws(
    () => [...linearBucketValues(negative, 5e-12)],
    (error: { code: string }) => error.code === 'HISTOGRAM_STEP',
  );
  const one = exponentialSeries(snapshotOf([1], { scale: 0, maxBuckets: 128 }));
  assert.throws(
    () => [...logarithmicBucketValues(one, 5e-324, 1.2)],
    (error: { code: string }) => error.code === 'HISTOGRAM_STEP',
  );
  using histogram = new ExplicitHistogram({ bounds: [1, 2] });
  histogram.record(1, 2 ** 53 - 2);
  histogram.record(2);
  const steps = [...percentiles(explicitSeries(histogram.snapshot()), 5)];
  assert.is(steps.at(-1)?.totalCountToThisValue, 2 ** 53 - 1);
  assert.is(steps.at(-1)?.percentileLevelIteratedTo, 100);
});

test('law: adjoining buckets hold their values: each lies in the bucket that is said to be equivalent', () => {
  fc.assert(
    fc.property(recorded, options, (values, histogramOptions) => {
      const series = exponentialSeries(snapshotOf(values, histogramOptions));
      for (let i = 0; i < series.length; i++) assert.is(series.highestAt(i), series.lowestAt(i + 1));
      for (const value of values) {
        const lowest = series.lowestEquivalentValue(value);
        const index = indexOfLowest(series, lowest);
        assert.ok(series.countAt(index) > 0, `${value} in ${lowest}`);
        assert.ok(lowest <= value && value <= series.highestAt(index));
      }
    }),
  );
});

test('recorded values: the buckets in use, negative ones first', () => {
  const snapshot = snapshotOf([-3, 0, 0, 1.5, 100], { scale: 0, maxBuckets: 128 });
  assert.equal(
    [...recordedValues(exponentialSeries(snapshot))].map(({ valueIteratedTo, countAddedInThisStep }) => [
      valueIteratedTo,
      countAddedInThisStep,
    ]),
    [
      [-2, 1],
      [2 ** -1022, 2],
      [2, 1],
      [128, 1],
    ],
  );
});

test('linear steps: from 0 on, or from the step of the lowest negative value', () => {
  const stepsOf = (values: readonly number[]) =>
    [...linearBucketValues(exponentialSeries(snapshotOf(values)), 10)].map(
      ({ valueIteratedTo, countAddedInThisStep }) => [valueIteratedTo, countAddedInThisStep],
    );
  assert.equal(stepsOf([3, 25, 26]), [
    [10, 1],
    [20, 0],
    [30, 2],
  ]);
  assert.equal(stepsOf([-15, -5, 5]), [
    [-10, 1],
    [0, 1],
    [10, 1],
  ]);
});

test('a linear step ends with the bucket that holds its end', () => {
  const values = Array.from({ length: 1000 }, (_, i) => i + 0.5);
  const snapshot = snapshotOf(values, { scale: 8, maxBuckets: 2048 });
  for (const { valueIteratedTo, totalCountToThisValue } of linearBucketValues(seriesOf(snapshot), 100)) {
    const exact = Math.min(valueIteratedTo, 1000);
    const isClose = (count: number) => Math.abs(count - exact) <= 1 + exact * 0.006;
    assert.ok(isClose(totalCountToThisValue), `${totalCountToThisValue} up to ${valueIteratedTo}`);
    assert.ok(isClose(cdf(snapshot, valueIteratedTo) * 1000));
  }
});

test('percentiles rise to 100 with fewer values left at each step', () => {
  const snapshot = snapshotOf(Array.from({ length: 10_000 }, (_, i) => 1.001 ** i));
  const levels = [...percentiles(seriesOf(snapshot), 1)].map((step) => step.percentileLevelIteratedTo);
  assert.equal(levels.slice(0, 4), [0, 50, 75, 87.5]);
  assert.is(levels.at(-1), 100);
});

test('explicit buckets begin at the minimum and end at the maximum', () => {
  using histogram = new ExplicitHistogram({ bounds: [1, 2, 5] });
  histogram.recordMany([0.4, 1, 1.5, 9]);
  assert.equal(
    [...allValues(explicitSeries(histogram.snapshot()))].map((step) => [
      step.valueIteratedTo,
      step.countAddedInThisStep,
    ]),
    [
      [1, 2],
      [2, 1],
      [5, 0],
      [9, 1],
    ],
  );
});

test('seriesOf serves every layout', () => {
  using explicit = new ExplicitHistogram({ bounds: [10] });
  using hdr = new HdrHistogram();
  explicit.recordMany([1, 20]);
  hdr.recordMany([1, 20]);
  for (const snapshot of [explicit.snapshot(), hdr.snapshot(), snapshotOf([1, 20])]) {
    assert.is([...recordedValues(seriesOf(snapshot))].length, 2);
    assert.is(seriesOf(snapshot).totalCount, 2);
  }
});

test('an empty snapshot has no steps', () => {
  for (const way of [recordedValues, (series: BucketSeries) => percentiles(series, 5)]) {
    assert.equal([...way(seriesOf(snapshotOf([])))], []);
  }
});

function indexOfLowest(series: BucketSeries, lowest: number): number {
  for (let i = 0; i < series.length; i++) if (series.lowestAt(i) === lowest) return i;
  return -1;
}
