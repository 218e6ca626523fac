// The SDK's own reader with our producer behind it, beside the SDK's own metrics.
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createTelemetry } from 'inferometer';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';

test('one reader exports the metrics of the SDK and ours', async () => {
  const telemetry = createTelemetry();
  telemetry.inference({ modelId: 'llama', batchSize: 1 }).record(0.25);
  const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const metricProducers = [createMetricProducer(telemetry, { temporality: exporter })];
  const reader = new PeriodicExportingMetricReader({ exporter, metricProducers });
  const provider = new MeterProvider({ readers: [reader] });
  provider.getMeter('theirs').createCounter('theirs').add(1);
  await provider.forceFlush();
  const [exported] = exporter.getMetrics();
  await provider.shutdown();
  const metrics = (exported?.scopeMetrics ?? []).flatMap((scope) => scope.metrics);
  assert.equal(metrics.map(({ descriptor }) => descriptor.name).slice(0, 2), [
    'theirs',
    'gen_ai.client.operation.duration',
  ]);
  assert.ok(metrics.every((metric) => metric.aggregationTemporality === AggregationTemporality.DELTA));
});
