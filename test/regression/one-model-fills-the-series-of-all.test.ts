// A model with free batch sizes had a series for each of them, until there was no room for other models.
import fc from 'fast-check';
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';
import { seriesOf } from '../telemetry/support.ts';

test('one model with thousands of batch sizes leaves room for the others', () => {
  const telemetry = createTelemetry();
  for (let size = 1; size <= 2500; size++)
    telemetry.trackInference({ modelId: 'embedder', batchSize: size }, () => 1);
  for (let i = 0; i < 50; i++) telemetry.trackInference({ modelId: 'chat' }, () => 1);
  assert.is(getInferenceMetrics(telemetry, 'embedder')?.latency?.count, 2500);
  assert.is(getInferenceMetrics(telemetry, 'chat')?.latency?.count, 50);
  assert.equal(seriesOf(telemetry, 'inferometer_series_overflow_total'), []);
  const labels = getInferenceMetrics(telemetry, 'embedder')?.batchSizes.map(({ label }) => label) ?? [];
  assert.equal(
    labels.slice(0, 16),
    Array.from({ length: 16 }, (_, i) => `${i + 1}`),
  );
  assert.equal(labels.slice(16), [
    '17-32',
    '33-64',
    '65-128',
    '129-256',
    '257-512',
    '513-1024',
    '1025-2048',
    '2049-4096',
  ]);
  assert.match(expositionText(telemetry), 'batch_size="17-32"');
  assert.match(generateMetricsReport(telemetry), '17-32');
  const { embedder } = JSON.parse(generateMetricsReport(telemetry, { format: 'json' })).inference.models;
  assert.equal(embedder.batch_sizes.slice(15, 17), [16, '17-32']);
});

test('a size that has a label of its own keeps it, in every form of recording', () => {
  const telemetry = createTelemetry({ labelNames: ['tenant'] });
  for (let size = 100; size < 116; size++)
    telemetry.trackInference({ modelId: 'm', batchSize: size }, () => 1);
  telemetry.inference({ modelId: 'm', batchSize: 3 }).record(1);
  telemetry.inference({ modelId: 'm', batchSize: 100 }).record(1);
  const operationType = 'embeddings_generation';
  telemetry.trackInference({ modelId: 'm', batchSize: 4, operationType, labels: { tenant: 'a' } }, () => 1);
  telemetry.trackInference({ modelId: 'm', batchSize: 115, operationType }, () => 1);
  const sizes = getInferenceMetrics(telemetry, 'm')?.batchSizes ?? [];
  const shown = sizes.map((batch) => [batch.operationType, batch.label, batch.latency.count]);
  assert.equal(shown.slice(0, 2), [
    ['inference', '3-4', 1],
    ['inference', '100', 2],
  ]);
  assert.equal(shown.slice(-2), [
    [operationType, '3-4', 1],
    [operationType, '115', 1],
  ]);
});

test('items of a range are in the throughput; of one call they are not known, and in no rate', () => {
  const telemetry = createTelemetry();
  for (let size = 1; size <= 17; size++) telemetry.inference({ modelId: 'm', batchSize: size }).record(1);
  const { throughput, callRate, batchSizes } = getInferenceMetrics(telemetry, 'm') ?? {};
  assert.equal([throughput?.items, throughput?.meanItemsPerSecond], [153, 9]);
  assert.is(callRate?.meanItemsPerSecond, 8.5);
  assert.equal([batchSizes?.at(-1)?.label, batchSizes?.at(-1)?.callRate], ['17-32', undefined]);
});

test('law: every size is in one label that holds it, and a model has few of them', () => {
  const size = fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  );
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 80 }), (sizes) => {
      using telemetry = createTelemetry();
      for (const batchSize of sizes) telemetry.trackInference({ modelId: 'm', batchSize }, () => 1);
      const labels = getInferenceMetrics(telemetry, 'm')?.batchSizes ?? [];
      const holds = (label: string, one: number) => {
        const [min = 0, max = min] = label.split('-').map(Number);
        return min <= one && one <= max;
      };
      const own = labels.filter(({ label }) => !label.includes('-'));
      assert.ok(own.length <= 18);
      assert.ok(labels.length <= 16 + 54);
      for (const one of sizes) assert.ok(labels.some(({ label }) => holds(label, one)));
      assert.is(
        labels.reduce((sum, { latency }) => sum + latency.count, 0),
        sizes.length,
      );
    }),
    { numRuns: 60 },
  );
});
