// A histogram is made before anything else where there is no WebAssembly: processes load the kernel as JavaScript in that moment;
// pages cannot, and say what to do, which helps.
import { Histogram, kernelKind, loadKernel } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { isPage } from '../places.ts';

Reflect.deleteProperty(globalThis, 'WebAssembly');

/** Pages cannot, and Bun finds the package by its name only where it is installed: test/interop/strict-places.interop.ts. */
const isAtOnce = !(isPage || 'Bun' in globalThis);

test('the first histogram is made at once, or its error says how', async () => {
  if (!isAtOnce) {
    const error = assert.throwsCode(() => new Histogram(), 'KERNEL_UNAVAILABLE');
    assert.match(error.message, 'await loadKernel()');
    assert.ok(error.cause instanceof Error);
    await loadKernel();
  }
  using histogram = new Histogram();
  histogram.recordMany([1, 2, 3, 4]);
  assert.is(histogram.sum, 10);
  assert.is(kernelKind(), 'js');
});
