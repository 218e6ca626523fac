// A page whose policy forbids compiling Wasm (Content-Security-Policy without 'wasm-unsafe-eval').
import { createTelemetry } from 'inferometer';
import { assert, test } from '../harness.ts';

/** Runs `body` where nothing can be compiled. */
function forbidden(body: () => void): void {
  const { Module } = WebAssembly;
  const refuse = () => {
    throw new WebAssembly.CompileError('the policy of this page disallows it');
  };
  WebAssembly.Module = new Proxy(Module, { construct: refuse });
  try {
    body();
  } finally {
    WebAssembly.Module = Module;
  }
}

test('telemetry that cannot load its kernel says so when it is made, with the remedy', () => {
  forbidden(() => {
    const error = assert.throwsCode(() => createTelemetry(), 'KERNEL_UNAVAILABLE');
    assert.match(error.message, 'await loadKernel(module)');
  });
});

test('disabled, it tracks as ever; it says so when it is enabled, and stays as it was', () => {
  forbidden(() => {
    const telemetry = createTelemetry({ enabled: false });
    const infer = () => telemetry.trackInference({ modelId: 'm' }, () => 'logits');
    assert.is(infer(), 'logits');
    assert.throwsCode(() => telemetry.configure({ enabled: true }), 'KERNEL_UNAVAILABLE');
    assert.is(infer(), 'logits');
    assert.equal(telemetry.snapshot().metrics, []);
  });
});

test('a kernel that was refused once is loaded once it may be', () => {
  using telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'm' }, () => 'logits');
  assert.ok(telemetry.snapshot().metrics.length > 0);
});
