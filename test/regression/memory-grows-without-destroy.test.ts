// hdr-histogram-js 3.0.1: a histogram of its Wasm build keeps its memory until destroy() is called by hand.
import { HdrHistogram } from 'inferometer/histogram';
import { assert, collectGarbage, test } from '../harness.ts';

test('HDR histograms that are dropped without dispose() give their memory back', async () => {
  const before = addressOfFresh();
  for (let round = 0; round < 30; round++) {
    for (let i = 0; i < 200; i++) new HdrHistogram().recordMany([1, 1e6]); // 64 KiB of counts each
    await collectGarbage();
  }
  const grownBytes = addressOfFresh() - before;
  assert.ok(grownBytes < 64 * 2 ** 20, `grew by ${grownBytes} bytes`);
});

test('disposed ones do at once', () => {
  const before = addressOfFresh();
  for (let i = 0; i < 5000; i++) {
    using histogram = new HdrHistogram();
    histogram.recordMany([1, 1e6]);
  }
  assert.ok(addressOfFresh() - before < 2 ** 20);
});

/** The address of a fresh allocation, read from where the histogram keeps it: a measure of how far the memory reaches. */
function addressOfFresh(): number {
  using histogram = new HdrHistogram();
  return (histogram as unknown as { block: number }).block;
}
