// opentelemetry-js #5942: exponential histograms come out of the Prometheus exporter as `untyped`.
import { createTelemetry } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

test('an exponential histogram is exposed as a histogram, with buckets, sum and count', () => {
  using telemetry = createTelemetry();
  telemetry.inference({ modelId: 'glyphs', batchSize: 8 }).record(0.25);
  const text = expositionText(telemetry.snapshot());
  assert.match(text, '# TYPE ipfs_aiml_inference_seconds histogram');
  assert.match(text, 'ipfs_aiml_inference_seconds_bucket{model_id="glyphs",batch_size="8",le="+Inf"} 1');
  assert.not.match(text, 'untyped');
});
