// opentelemetry-js #6493: the exponential histogram has no maxScale.
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('a histogram never has a finer scale than it was asked for, and a coarser one only when it must', () => {
  using coarse = new Histogram({ scale: 2, maxBuckets: 128 });
  coarse.recordMany([1, 1.1]);
  assert.is(coarse.scale, 2);
  coarse.recordMany([1e-30, 1e30]);
  assert.is(coarse.scale, -1);
});
