// A byte written where the writer's memory grew went into the memory that was left behind.
import { decodeSnapshot, encodeSnapshot, Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

for (const buckets of [300, 700, 1500, 3000, 9000]) {
  test(`a snapshot of ${buckets} buckets comes back as it was`, () => {
    using histogram = new Histogram({ scale: 8, maxBuckets: 16384 });
    for (let i = 0; i < buckets; i++) histogram.record(2 ** (i / 128), 1 + (i % 300));
    const snapshot = histogram.snapshot();
    assert.equal(decodeSnapshot(encodeSnapshot(snapshot)), snapshot);
  });
}
