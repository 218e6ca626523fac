// sketches-js #22: merging drops the other sketch's negative values.
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('merging keeps the negative values of both sides', () => {
  using left = new Histogram();
  using right = new Histogram();
  left.recordMany([1, 2, -3]);
  right.recordMany([-4, -5, 6]);
  left.merge(right);
  assert.equal([left.count, left.min, left.max, left.sum], [6, -5, 6, -3]);
  assert.is(
    left.snapshot().negative.counts.reduce((a, b) => a + b),
    3,
  );
  assert.ok(left.quantile(0.5) < 0);
});
