// hdr-histogram-js 3.0.1: -0.5 throws in its JavaScript build and is recorded as 0 in its Wasm build.
import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('a negative value, however small, is rejected and never throws', () => {
  using histogram = new HdrHistogram();
  for (const value of [-0.5, -(2 ** -1074), -1]) {
    histogram.record(value);
    histogram.record(value, 2);
    histogram.recordMany([value]);
    histogram.recordWithExpectedInterval(value, 10);
  }
  assert.equal([histogram.count, histogram.rejected], [0, 3 * 5]);
});

test('-0 is 0', () => {
  using histogram = new HdrHistogram();
  histogram.record(-0);
  assert.equal([histogram.count, histogram.rejected], [1, 0]);
  assert.identical(histogram.min, 0);
});
