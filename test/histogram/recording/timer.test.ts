import { Histogram, startTimer } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';

function ticking(...readingsMs: number[]) {
  return { monotonicMs: () => readingsMs.shift() as number };
}

test('the seconds between start and stop are recorded and returned', () => {
  using histogram = new Histogram();
  const stop = startTimer(histogram, ticking(1000, 1250));
  assert.is(stop(), 0.25);
  assert.equal([histogram.count, histogram.sum], [1, 0.25]);
});

test('a second stop records nothing and returns the same', () => {
  using histogram = new Histogram();
  const stop = startTimer(histogram, ticking(0, 500, 9000));
  assert.equal([stop(), stop(), histogram.count], [0.5, 0.5, 1]);
});

test('`using` stops, also when the block throws', () => {
  using histogram = new Histogram();
  assert.throws(() => {
    using _timer = startTimer(histogram, ticking(0, 2000));
    throw new Error('the work fails');
  }, /the work fails/);
  assert.is(histogram.sum, 2);
});

test('without a clock it is the platform’s', async () => {
  using histogram = new Histogram();
  const stop = startTimer(histogram);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const seconds = stop();
  assert.ok(seconds > 0.01 && seconds < 20);
});
