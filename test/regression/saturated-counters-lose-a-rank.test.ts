// Counting up to a rank wrapped around where the counters of several buckets were saturated.
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('quantiles of saturated counters stay in the data and ascend', () => {
  using histogram = new Histogram();
  for (const value of [1, 10, 100]) histogram.record(value, 2 ** 63);
  const answers = histogram.quantiles([0, 0.25, 0.5, 0.75, 1]);
  assert.equal(
    answers,
    [...answers].sort((a, b) => a - b),
  );
  assert.equal([answers[0], answers[4]], [1, 100]);
});
