// HdrHistogramJS#27: the iterators over a histogram's buckets are not exported, so its distribution can be printed
// but not read.
import { HdrHistogram, linearBucketValues, recordedValues } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('a distribution can be read bucket by bucket', () => {
  using histogram = new HdrHistogram();
  histogram.recordMany([3, 3, 10]);
  assert.equal(
    [...recordedValues(histogram.buckets())].map((step) => [
      step.valueIteratedTo,
      step.countAtValueIteratedTo,
      step.totalCountToThisValue,
    ]),
    [
      [3, 2, 2],
      [10, 1, 3],
    ],
  );
  assert.equal(
    [...linearBucketValues(histogram.buckets(), 5)].map((step) => step.countAddedInThisStep),
    [2, 0, 1],
  );
});
