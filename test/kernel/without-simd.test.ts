// An engine without SIMD refuses the build that uses it, whether that is compiled ahead or when first needed.
import { ExplicitHistogram, Histogram, loadKernel } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

const refused = () => new WebAssembly.CompileError('SIMD is not supported');

test('loadKernel() loads the scalar build', async () => {
  const { compile } = WebAssembly;
  let isRefused = false;
  WebAssembly.compile = (bytes: BufferSource) => {
    if (isRefused) return compile(bytes);
    isRefused = true;
    return Promise.reject(refused());
  };
  try {
    await loadKernel();
  } finally {
    WebAssembly.compile = compile;
  }
  assert.ok(isRefused);
  using histogram = new Histogram();
  histogram.recordMany([1, 2, 3, 4, 5]);
  assert.is(histogram.sum, 15);
});

test('a histogram instantiates the scalar build', () => {
  const { Module } = WebAssembly;
  const compiled: number[] = [];
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [bytes]: [BufferSource]) {
      compiled.push(bytes.byteLength);
      if (compiled.length === 1) throw refused();
      return new target(bytes);
    },
  });
  try {
    using histogram = new ExplicitHistogram({ bounds: [2, 4] });
    histogram.recordMany([1, 2, 3, 4, 5]);
    assert.is(histogram.count, 5);
  } finally {
    WebAssembly.Module = Module;
  }
  assert.is(compiled.length, 2);
  assert.is.not(compiled[0], compiled[1]);
});
