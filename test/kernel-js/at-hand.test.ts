// Who has the JavaScript kernel at hand makes histograms at once where there is no WebAssembly, in pages too.
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { Histogram, kernelKind } from 'inferometer/histogram';
import { provideJsKernel } from 'inferometer/kernel-js';
import { assert, test } from '../harness.ts';

Reflect.deleteProperty(globalThis, 'WebAssembly');
provideJsKernel();

test('nothing waits for it', () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  assert.is(getInferenceMetrics(telemetry, 'm')?.latency?.count, 1);
  using histogram = new Histogram();
  histogram.record(5);
  assert.is(histogram.max, 5);
  assert.is(kernelKind(), 'js');
});
