// The kernel as JavaScript at hand: taken where it is needed, or always; never in place of one that is in use.
import { Histogram, kernelKind } from 'inferometer/histogram';
import { provideJsKernel } from 'inferometer/kernel-js';
import { assert, test } from '../harness.ts';

test('where Wasm can be compiled it is taken as ever', () => {
  provideJsKernel();
  assert.is(kernelKind(), undefined);
  using histogram = new Histogram();
  histogram.record(1);
  assert.is(kernelKind(), 'wasm');
});

test('it takes no place of a kernel that is in use', () => {
  provideJsKernel();
  const error = assert.throwsCode(() => provideJsKernel({ always: true }), 'KERNEL_ALREADY_LOADED');
  assert.match(error.message, 'before the first histogram');
  assert.is(kernelKind(), 'wasm');
});

test('misuse is said', () => {
  const misused = provideJsKernel as (options: unknown) => void;
  assert.throwsCode(() => misused({ always: 1 }), 'KERNEL_OPTION_KIND');
  assert.throwsCode(() => misused(true), 'KERNEL_OPTION_KIND');
  assert.match(
    assert.throwsCode(() => misused({ allways: true }), 'KERNEL_UNKNOWN_OPTION').message,
    'always',
  );
});
