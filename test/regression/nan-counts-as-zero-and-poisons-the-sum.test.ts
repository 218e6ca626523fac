// sketches-js: NaN counts as zero, and the sum is NaN from then on.
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('a NaN among values is counted as rejected and leaves everything else alone', () => {
  using histogram = new Histogram();
  histogram.recordMany([1, Number.NaN, 3]);
  assert.equal([histogram.count, histogram.rejected, histogram.sum, histogram.min], [2, 1, 4, 1]);
  assert.is(histogram.snapshot().zeroCount, 0);
});
