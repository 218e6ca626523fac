// The JavaScript kernel where Wasm could be compiled: who asks for it has it at once, and keeps it.
import { HdrHistogram, Histogram, kernelKind, loadKernel } from 'inferometer/histogram';
import { provideJsKernel } from 'inferometer/kernel-js';
import { assert, test } from '../harness.ts';

test('it is in use from then on, for all layouts', async () => {
  provideJsKernel({ always: true });
  assert.is(kernelKind(), 'js');
  provideJsKernel({ always: true });
  await loadKernel();
  using exponential = new Histogram();
  using hdr = new HdrHistogram();
  for (const histogram of [exponential, hdr]) {
    histogram.recordMany([1, 2, 3]);
    assert.is(histogram.count, 3);
  }
  assert.is(kernelKind(), 'js');
});
