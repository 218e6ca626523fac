// HdrHistogramJS#35: its histograms take whole numbers only, so latencies in seconds, ratios and the like cannot be
// recorded without scaling by hand. Here the unscaled value goes into a histogram of doubles, and an HDR histogram
// keeps sum, min and max of what was recorded before it is cut off to the unit.
import { HdrHistogram, Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('fractions have quantiles of their own in the exponential histogram', () => {
  using histogram = new Histogram();
  histogram.recordMany([0.0251, 0.0251, 0.0252]);
  assert.close(histogram.quantile(0.5), 0.0251, 0.011);
});

test('an HDR histogram cuts a fraction off as a cast to long does, but sum, min and max keep it', () => {
  using histogram = new HdrHistogram();
  histogram.recordMany([0.5, 1.5, 2047.75]);
  assert.equal(histogram.quantiles([0, 0.5, 1]), [0, 1, 2047]);
  assert.equal([histogram.sum, histogram.min, histogram.max], [2049.75, 0.5, 2047.75]);
});
