// A range of counts that are all 0 left a window in which nothing is counted, and whoever looked for its first bucket left memory.
import {
  decodeSnapshot,
  type ExponentialSnapshot,
  encodeSnapshot,
  Histogram,
  mergeSnapshots,
} from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

const ZEROS = { offset: 3, counts: new Float64Array(64) };

function withZeros(sign: 'positive' | 'negative'): ExponentialSnapshot {
  const histogram = new Histogram();
  for (let i = 1; i < 1000; i++) histogram.record(sign === 'positive' ? -i : i);
  const decoded = decodeSnapshot(encodeSnapshot({ ...histogram.snapshot(), [sign]: ZEROS }));
  return decoded as ExponentialSnapshot;
}

for (const sign of ['positive', 'negative'] as const) {
  test(`a snapshot whose ${sign} buckets are all 0 is merged, and everything else goes on`, () => {
    const foreign = withZeros(sign);
    assert.is(mergeSnapshots([foreign, foreign]).count, 2 * 999);
    assert.is(Histogram.from(foreign).snapshot()[sign].counts.length, 0);
    const merged = new Histogram().merge(foreign);
    assert.is(merged.scale, 5, 'zeros need no wider buckets');
    assert.close(Math.abs(merged.quantile(0.5)), 500, 0.03);
    const after = new Histogram();
    after.record(7);
    assert.is(after.quantile(0.5), 7);
  });
}

test('zeros around counts lower no scale', () => {
  const histogram = new Histogram({ maxBuckets: 128 });
  histogram.record(1);
  const { positive, ...rest } = histogram.snapshot();
  const counts = new Float64Array(128);
  counts[100] = positive.counts[0] as number;
  const padded = { ...rest, positive: { offset: positive.offset - 100, counts } };
  const merged = new Histogram({ maxBuckets: 128 }).merge(padded);
  merged.record(1.5);
  assert.is(merged.scale, 5);
  assert.is(merged.count, 2);
});
