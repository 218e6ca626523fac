// An engine without SIMD refuses the kernel, whether that is compiled ahead or when first needed: it has it as JavaScript.
import { Histogram, kernelKind, loadKernel } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

const refused = () => new WebAssembly.CompileError('SIMD is not supported');

test('loadKernel() loads it', async () => {
  const { instantiate } = WebAssembly;
  let refusals = 0;
  // Platforms have Wasm of their own.
  const isKernel = (module: unknown) =>
    module instanceof WebAssembly.Module &&
    WebAssembly.Module.exports(module).some(({ name }) => name === 'ABI_VERSION');
  WebAssembly.instantiate = ((module: WebAssembly.Module, imports: WebAssembly.Imports) => {
    if (!isKernel(module)) return instantiate(module, imports);
    refusals += 1;
    return Promise.reject(refused());
  }) as typeof instantiate;
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct() {
      throw refused();
    },
  });
  await loadKernel();
  assert.is(refusals, 1);
  assert.is(kernelKind(), 'js');
  using histogram = new Histogram();
  histogram.recordMany([1, 2, 3, 4, 5]);
  assert.is(histogram.sum, 15);
});
