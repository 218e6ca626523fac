// hdr-histogram-js 3.0.1 counts in 32 bits, which wrap without a word: recordValueWithCount(5, 2 ** 32 + 3) and then
// recordValue(1000) gives p50 = 0.
import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('p50 of 2^32 + 3 times 5 and once 1000 is 5', () => {
  using histogram = new HdrHistogram();
  histogram.record(5, 2 ** 32 + 3);
  histogram.record(1000);
  assert.equal(histogram.quantiles([0.5, 1]), [5, 1000]);
  assert.equal([histogram.count, histogram.countAt(5)], [2 ** 32 + 4, 2 ** 32 + 3]);
});

test('counts that reach 2^32 one batch after the other do not wrap either', () => {
  using histogram = new HdrHistogram();
  histogram.record(5, 2 ** 32 - 2);
  histogram.recordMany([5, 5, 5, 5, 5]);
  histogram.record(5);
  assert.is(histogram.countAt(5), 2 ** 32 + 4);
  using sum = HdrHistogram.from(histogram.snapshot()).merge(histogram);
  assert.is(sum.countAt(5), 2 ** 33 + 8);
});
