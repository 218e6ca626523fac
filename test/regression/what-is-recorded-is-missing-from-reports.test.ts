// Streams, storage, HTTP, phases, error classes, objectives and own metrics were recorded, and no report knew them.
import {
  createTelemetry,
  storageHooks,
  type Telemetry,
  trackStorageOperation,
  trackStream,
} from 'inferometer';
import { withTelemetry } from 'inferometer/middleware';
import { generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';

/** Something of every kind; whatever has a name has one that occurs nowhere else. */
async function everything(): Promise<Telemetry> {
  // Every look at the clock takes a millisecond: those of browsers are too coarse to see what takes no time.
  let nowMs = 0;
  const clock = { monotonicMs: () => nowMs++, wallUnixMs: () => 1_767_225_600_000 + nowMs };
  const telemetry = createTelemetry({
    clock,
    analysisPercentiles: [50, 99.9],
    objectives: [{ operationType: 'inference', modelId: 'promised', withinSeconds: 1, targetRatio: 0.875 }],
    logLevel: 'silent',
  });
  telemetry.trackInference({ modelId: 'inferred', batchSize: 8 }, () => 1);
  const failing = telemetry.start('inference', { modelId: 'failed-model' });
  failing.fail(new RangeError('no'));
  await telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'loaded' }, (operation) =>
    operation.child('fetched-phase', async () => 1),
  );
  telemetry.trackModelOperation({ operationType: 'model_save', modelId: 'saved' }, () => 1);
  telemetry.trackDatasetOperation(
    { operationType: 'dataset_load', datasetId: 'dataset', datasetSizeBytes: 1e6 },
    (operation) => operation.child('decoded-phase', () => 1),
  );
  telemetry.recordCacheReads({ datasetId: 'dataset', source: 'cache-source', hits: 9, misses: 1 });
  telemetry.recordTrainingStats({ modelId: 'trained', epoch: 0, loss: 1, metrics: { f1_score: 0.9 } });
  telemetry.trackDistributedOperation({ operationType: 'task_distribution', numWorkers: 2 }, (operation) =>
    operation.child('handed-phase', () => 1),
  );
  telemetry.recordWorkerUtilization({ workerId: 'busy-worker', utilization: 0.75 });
  for (const [workerId, durationSeconds] of Object.entries({ a: 1, b: 1, 'late-worker': 9 })) {
    telemetry.recordWorkerTask({ workerId, durationSeconds });
  }
  telemetry
    .counter({ name: 'own_total', help: 'Own.', labels: ['tier'] })
    .withLabels({ tier: 'own-tier' })
    .add();
  async function* chunks() {
    yield 'a';
  }
  for await (const _ of trackStream(telemetry, { modelId: 'streamed' }, chunks()));
  trackStorageOperation(telemetry, { operationType: 'stored', backend: 'stored-on' }, () => 1);
  storageHooks(telemetry).queueSizeChanged({ size: 3, status: 'queued-status' });
  storageHooks(telemetry).backendHealthChanged({ backend: 'ill-backend', health: 'degraded' });
  const handler = withTelemetry(telemetry, () => new Response('x'), { route: () => '/routed/:id' });
  await (await handler(new Request('http://example.org/routed/1'))).text();
  return telemetry;
}

const NAMES = [
  ...['inferred', 'failed-model', 'RangeError', 'loaded', 'fetched-phase', 'saved'],
  ...['dataset', 'decoded-phase', 'cache-source', 'trained', 'f1_score'],
  ...['task_distribution', 'handed-phase', 'busy-worker', 'late-worker'],
  ...['own_total', 'own-tier', 'streamed', 'stored', 'stored-on', 'queued-status', 'ill-backend'],
  ...['/routed/:id', 'promised', 'p99.9', 'http_request'],
];

for (const format of ['markdown', 'text', 'json'] as const) {
  test(`nothing that was recorded is missing from a report: ${format}`, async () => {
    const report = generateMetricsReport(await everything(), { format });
    assert.equal(
      NAMES.filter((name) => !report.includes(name)),
      [],
    );
  });
}

test('figures that follow from it are in the JSON', async () => {
  const report = JSON.parse(generateMetricsReport(await everything(), { format: 'json' }));
  assert.is(report.datasets.datasets.dataset.cache['cache-source'].hit_ratio, 0.9);
  assert.is(report.datasets.datasets.dataset.bytes_per_second.dataset_load?.count, 1);
  assert.is(report.inference.models.inferred.by_batch_size[0].batch_size, 8);
  assert.is(report.training.models.trained.curves.f1_score.values[0], 0.9);
  assert.is(report.objectives[0].target_ratio, 0.875);
  assert.is(report.failures[0].error_type, 'RangeError');
  assert.is(report.distributed.stragglers[0].worker_id, 'late-worker');
});

test('a loss and an accuracy by other names are the loss and the accuracy', () => {
  const telemetry = createTelemetry();
  for (let epoch = 0; epoch < 3; epoch++) {
    const metrics = { train_loss: 3 - epoch, val_accuracy: epoch / 2 };
    telemetry.recordTrainingStats({ modelId: 'resnet50-v1', epoch, metrics });
  }
  const report = JSON.parse(generateMetricsReport(telemetry, { format: 'json' }));
  assert.equal(report.training.models['resnet50-v1'].loss_progress, {
    initial: 3,
    final: 1,
    convergence_rate: 1,
    loss_curve: [3, 2, 1],
    accuracy_curve: [0, 0.5, 1],
  });
});
