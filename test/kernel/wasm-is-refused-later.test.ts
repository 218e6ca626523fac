// Wasm may be compiled when the kernel is made and not afterwards, as at module level of workerd and in its requests: layouts that
// are first used then come as JavaScript, in the memory that is there.
import {
  ExplicitHistogram,
  encodeSnapshot,
  HdrHistogram,
  Histogram,
  kernelKind,
  loadKernel,
  Summary,
} from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { isPage, isWorkerd } from '../places.ts';

/**
 * Pages cannot load a module at once, and Bun finds the package by its name only where it is installed. In workerd the test is handed
 * the whole kernel, which has every layout.
 */
const isAtOnce = isWorkerd || !(isPage || 'WorkerGlobalScope' in globalThis || 'Bun' in globalThis);

const large = { significantDigits: 5, highestTrackable: 2 ** 40 } as const;

test('every layout is there, at once or after loadKernel()', async () => {
  using first = new Histogram();
  first.record(1);
  using compiled = new Summary();
  assert.is(kernelKind(), 'wasm');
  const refused = () => {
    throw new WebAssembly.CompileError('not in a request');
  };
  Object.assign(WebAssembly, { Module: refused, compile: refused, instantiate: refused });
  if (!isAtOnce) {
    const error = assert.throwsCode(() => new HdrHistogram(), 'KERNEL_UNAVAILABLE');
    assert.match(error.message, 'await loadKernel()');
  }
  await loadKernel();
  await loadKernel();
  using explicit = new ExplicitHistogram({ bounds: [2, 4] });
  using hdr = new HdrHistogram();
  using summary = new Summary();
  for (const one of [explicit, hdr, summary, compiled]) {
    one.recordMany([1, 2, 3, 4, 5]);
    assert.equal([one.count, one.sum, one.min, one.max], [5, 15, 1, 5]);
  }
  assert.equal(explicit.snapshot().counts, Float64Array.of(2, 2, 1));
  assert.is(hdr.quantile(0.5), 3);
  assert.is(kernelKind(), 'wasm');
  const error = await assert.rejects(loadKernel(new Uint8Array(8)));
  assert.is((error as { code?: string }).code, 'KERNEL_ALREADY_LOADED');
});

test('they go on where memory has grown, for themselves and for others', () => {
  using exponential = new Histogram();
  using explicit = new ExplicitHistogram({ bounds: [2, 4] });
  using hdr = new HdrHistogram();
  const before = [exponential, explicit, hdr];
  for (const one of before) one.recordMany([1, 2, 3]);
  // A megabyte each, and the kernel begins with four.
  const growing = Array.from({ length: 20 }, () => new HdrHistogram(large));
  for (const one of growing) one.recordMany([1, 2 ** 40 - 1, 77]);
  // By the layout that is Wasm: what JavaScript has is told by nobody.
  const wide = Array.from({ length: 100 }, () => new Histogram({ maxBuckets: 65_536 }));
  for (const one of wide) one.recordMany([1e-300, 1, 1e300]);
  for (const one of before) {
    one.record(5);
    assert.equal([one.count, one.sum, one.max], [4, 11, 5]);
  }
  for (const one of growing) {
    assert.equal([one.count, one.min, one.max], [3, 1, 2 ** 40 - 1]);
    one.dispose();
  }
  for (const one of wide) one.dispose();
});

test('they merge, and are read back, as ever', () => {
  using whole = new HdrHistogram();
  using half = new HdrHistogram();
  for (let value = 1; value <= 2000; value++) {
    whole.record(value);
    if (value % 2 === 0) half.record(value);
  }
  using odd = new HdrHistogram();
  for (let value = 1; value <= 2000; value += 2) odd.record(value);
  half.merge(odd);
  assert.equal(encodeSnapshot(half.snapshot()), encodeSnapshot(whole.snapshot()));
});
