import {
  allValues,
  HdrHistogram,
  hdrSeries,
  type IterationStep,
  linearBucketValues,
  logarithmicBucketValues,
  percentiles,
  recordedValues,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import cases from '../../vectors/hdr/iterations.json' with { type: 'json' };

type Buckets = { count: number; buckets: number[][] };

/** What Java's HdrHistogram 2.2.2 answers: see test/vectors/hdr/Iterations.java. */
for (const java of cases) {
  const { significantDigits, lowestDiscernible, highestTrackable, expectedInterval, values } = java;
  const range = {
    significantDigits,
    lowestDiscernible,
    ...(highestTrackable > 0 && { highestTrackable }),
  };
  const recorded = () => {
    const histogram = new HdrHistogram(range);
    histogram.recordMany(values);
    return histogram;
  };

  test(`${java.name}: steps are Java's`, () => {
    using histogram = recorded();
    const series = histogram.buckets();
    const linear = linearBucketValues(series, java.linearWidth);
    const logarithmic = logarithmicBucketValues(series, lowestDiscernible, 2);
    assert.equal(tuples(recordedValues(series)), java.recorded);
    assert.equal(tuples(linear), java.linear);
    assert.equal(tuples(logarithmic), java.logarithmic);
    assert.equal(tuples(percentiles(series, 5)), java.percentileSteps);
    assert.is([...allValues(series)].length, java.allValuesCount);
  });

  test(`${java.name}: range, minimum, maximum, mean, stdDev and percentiles are Java's`, () => {
    using histogram = recorded();
    assert.is(histogram.highestTrackable, java.highest);
    assert.is(histogram.lowestEquivalentValue(histogram.min), java.min);
    assert.is(histogram.highestEquivalentValue(histogram.max), java.max);
    assert.is(histogram.mean, java.mean);
    assert.is(histogram.stdDev, java.stdDev);
    for (const [percentile, value] of java.percentiles as [number, number][]) {
      assert.is(histogram.quantile(percentile / 100), value, `${percentile} %`);
    }
  });

  test(`${java.name}: corrections for coordinated omission are Java's`, () => {
    using histogram = recorded();
    using copy = histogram.copyCorrectedForCoordinatedOmission(expectedInterval);
    assert.equal(bucketsOf(copy), java.corrected);
    using expecting = new HdrHistogram(range);
    for (const value of values) expecting.recordWithExpectedInterval(value, expectedInterval);
    assert.equal(bucketsOf(expecting), java.expecting);
  });
}

/** Lowest value and count of each bucket in use, at most 60 from the top, as the vectors have them. */
function bucketsOf(histogram: HdrHistogram): Buckets {
  const buckets = [...recordedValues(histogram.buckets())].map((step) => [
    histogram.lowestEquivalentValue(step.valueIteratedTo),
    step.countAtValueIteratedTo,
  ]);
  return { count: histogram.count, buckets: buckets.slice(-60) };
}

function tuples(steps: Iterable<IterationStep>): number[][] {
  return [...steps].map((step) => [
    step.valueIteratedFrom,
    step.valueIteratedTo,
    step.countAtValueIteratedTo,
    step.countAddedInThisStep,
    step.totalCountToThisValue,
    step.totalValueToThisValue,
    step.percentile,
    step.percentileLevelIteratedTo,
  ]);
}

test('an empty histogram has no steps, but all of its buckets', () => {
  using histogram = new HdrHistogram({ significantDigits: 1, highestTrackable: 100 });
  const series = histogram.buckets();
  for (const steps of [recordedValues(series), linearBucketValues(series, 5), percentiles(series, 5)]) {
    assert.equal([...steps], []);
  }
  assert.is([...allValues(series)].length, 64);
});

test('the counts of the steps add up to the count', () => {
  using histogram = new HdrHistogram();
  for (let i = 0; i < 1000; i++) histogram.record((i * 7919) % 100_003);
  const series = histogram.buckets();
  const ways = [
    recordedValues(series),
    allValues(series),
    linearBucketValues(series, 777),
    logarithmicBucketValues(series, 3, 1.5),
    percentiles(series, 3),
  ];
  for (const steps of ways) {
    assert.is(
      [...steps].reduce((sum, step) => sum + step.countAddedInThisStep, 0),
      1000,
    );
  }
});

test('buckets are those of the moment: recording goes on beside an iteration', () => {
  using histogram = new HdrHistogram();
  histogram.recordMany([1, 2, 3]);
  const seen: number[] = [];
  for (const { valueIteratedTo } of recordedValues(histogram.buckets())) {
    histogram.record(valueIteratedTo + 10);
    seen.push(valueIteratedTo);
  }
  assert.equal(seen, [1, 2, 3]);
  assert.is([...recordedValues(hdrSeries(histogram.snapshot()))].length, 6);
});

test('any kind of buckets can be walked: values that are not whole have no gap between steps', () => {
  const counts = [2, 0, 1, 4];
  const tenths = {
    totalCount: 7,
    length: 4,
    isWhole: false,
    countAt: (index: number) => counts[index] as number,
    lowestAt: (index: number) => index / 10,
    highestAt: (index: number) => (index + 1) / 10,
    lowestEquivalentValue: (value: number) => Math.floor(value * 10 + 1e-9) / 10,
  };
  assert.equal(
    [...linearBucketValues(tenths, 0.2)].map((step) => [step.valueIteratedTo, step.countAddedInThisStep]),
    [
      [0.2, 3],
      [0.4, 4],
    ],
  );
  assert.equal(
    [...recordedValues(tenths)].map((step) => step.valueIteratedTo),
    [0.1, 0.3, 0.4],
  );
});

test('steps that lead nowhere are refused before the first', () => {
  using histogram = new HdrHistogram();
  const series = histogram.buckets();
  const misuses = [
    () => linearBucketValues(series, 0),
    () => linearBucketValues(series, Number.NaN),
    () => logarithmicBucketValues(series, 1, 1),
    () => logarithmicBucketValues(series, 0, 2),
    () => percentiles(series, -5),
    () => percentiles(series, Infinity),
  ];
  for (const misuse of misuses) assert.throwsCode(misuse, 'HISTOGRAM_STEP');
});
