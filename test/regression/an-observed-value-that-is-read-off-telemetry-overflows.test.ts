// The callback of an observable instrument that read the telemetry it belongs to, as one does that observes a percentile, was
// called by that reading again, until the stack came to its end; then nothing was observed.
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { createMeterProvider, createMetricProducer } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { refusals, sampleOf } from '../telemetry/support.ts';

test('it is called once or twice a reading, and what it observes is there', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  for (let i = 1; i <= 100; i++) telemetry.inference({ modelId: 'm' }).record(i / 100);
  let calls = 0;
  const gauge = createMeterProvider(telemetry).getMeter('m').createObservableGauge('p99');
  gauge.addCallback((result) => {
    calls += 1;
    telemetry.snapshot();
    expositionText(telemetry);
    telemetry.collector.flush();
    const latency = getInferenceMetrics(telemetry, 'm')?.latency;
    result.observe(latency?.percentilesSeconds.p99 ?? -1);
  });
  assert.close(sampleOf(telemetry, 'p99', {}) ?? 0, 0.99, 0.02);
  const { errors } = await createMetricProducer(telemetry).collect();
  assert.equal(errors, []);
  assert.match(expositionText(telemetry), /p99{.*} 0\.9|p99 (0\.9|1)/);
  assert.is(refusals(telemetry, 'callback_failed'), 0);
  assert.ok(calls <= 10, `${calls} calls for 5 readings`);
});
