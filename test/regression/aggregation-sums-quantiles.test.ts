// prom-client #225: aggregating workers adds up their quantiles.
import { Histogram, mergeSnapshots, quantilesOf } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

test('the quantile over workers is that of all their values together', () => {
  using fast = new Histogram();
  using slow = new Histogram();
  fast.recordMany(Array.from({ length: 990 }, () => 0.01));
  slow.recordMany(Array.from({ length: 10 }, () => 5));
  // Snapshots are what crosses from a worker.
  const all = mergeSnapshots([fast, slow].map((worker) => structuredClone(worker.snapshot())));
  const [median, p98, p999] = quantilesOf(all, [0.5, 0.98, 0.999]) as [number, number, number];
  assert.close(median, 0.01, 0.011);
  assert.close(p98, 0.01, 0.011);
  assert.close(p999, 5, 0.011);
});
