// The catalogue as a user meets it: by recording one of everything and reading the snapshot.
import { createTelemetry, type Instrument, storageHooks, type Telemetry, trackStream } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { read, readableOf } from './stream/support.ts';

/** Names, kinds and labels of the source documents (WAL Telemetry AI/ML Integration, Prometheus Integration). */
const seeds: Record<string, [kind: string, ...labels: string[]]> = {
  model_load_seconds: ['histogram', 'model_id', 'framework'],
  model_size_bytes: ['gauge', 'model_id', 'framework'],
  inference_seconds: ['histogram', 'model_id', 'batch_size'],
  inference_throughput: ['gauge', 'model_id'],
  inference_memory_bytes: ['gauge', 'model_id'],
  training_epoch_seconds: ['histogram', 'model_id'],
  training_samples_per_second: ['gauge', 'model_id'],
  training_loss: ['gauge', 'model_id'],
  dataset_load_seconds: ['histogram', 'dataset_id', 'format'],
  dataset_size_bytes: ['gauge', 'dataset_id', 'format'],
  coordination_overhead_seconds: ['histogram', 'operation'],
  operation_latency_seconds: ['histogram', 'operation_type', 'backend'],
  backend_response_time_seconds: ['histogram', 'operation_type', 'backend'],
  operation_success_rate: ['gauge', 'operation_type', 'backend'],
  operation_error_rate: ['gauge', 'operation_type', 'backend'],
  operations_per_minute: ['gauge', 'operation_type', 'backend'],
  operations_by_status: ['gauge', 'operation_type', 'backend', 'status'],
  queue_size: ['gauge', 'status'],
  backend_health: ['gauge', 'backend'],
  retry_count_total: ['counter', 'operation_type', 'backend'],
  worker_utilization_ratio: ['gauge', 'worker_id'],
  operations_total: ['counter', 'operation_type', 'status'],
};

/** One of everything. */
async function recorded(): Promise<Telemetry> {
  let now = 0;
  const clock = { monotonicMs: () => ++now, wallUnixMs: () => 0 };
  const telemetry = createTelemetry({ clock, memory: { usedBytes: () => 1 }, seriesLimit: 40 });
  for (const operationType of ['model_load', 'model_init', 'model_save'] as const) {
    telemetry.trackModelOperation({ operationType, modelId: 'm', modelSizeBytes: 1 }, () => 1);
  }
  for (const operationType of ['inference', 'batch_inference', 'embeddings_generation'] as const) {
    telemetry.trackInference({ operationType, modelId: 'm', trackMemory: true }, () => 1);
  }
  const queued = telemetry.start('inference', { modelId: 'm', isQueued: true });
  queued.started();
  queued.retry(429);
  queued.ok();
  telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 0, numSamples: 1 }, () => 1);
  for (const type of ['optimizer_step', 'gradient_update'] as const)
    telemetry.start(type, { modelId: 'm' }).ok();
  for (const operationType of ['dataset_load', 'dataset_preprocess', 'dataset_transform'] as const) {
    telemetry.trackDatasetOperation({ operationType, datasetId: 'd', datasetSizeBytes: 1 }, () => 1);
  }
  telemetry.recordCacheReads({ datasetId: 'd', source: 's3', hits: 1 });
  telemetry.trackDistributedOperation({ operationType: 'task_distribution', numWorkers: 2 }, (operation) => {
    operation.child('communication').ok();
    operation.child('communication').fail();
  });
  telemetry.recordWorkerTask({ workerId: 'w', durationSeconds: 1 });
  const hooks = storageHooks(telemetry);
  for (const [operationId, status] of [
    ['1', 'completed'],
    ['2', 'failed'],
  ] as const) {
    hooks.operationStarted({ operationId, operationType: 'add', backend: 's3', status: 'processing' });
    hooks.operationRetried({ operationId });
    hooks.statusChanged({ operationId, status });
  }
  hooks.queueSizeChanged({ size: 1 });
  hooks.backendHealthChanged({ backend: 's3', health: 'online' });
  const tokens = trackStream(
    telemetry,
    { modelId: 'm' },
    readableOf({ chunks: ['a', 'b', 'c'], end: 'done' }),
  );
  await read(tokens, Infinity);
  telemetry.configure({ pricePerMillionTokens: { m: { input: 1 } } });
  const used = telemetry.start('inference', { modelId: 'm' });
  used.usage({ inputTokens: 9, outputTokens: 9, cachedTokens: 1, reasoningTokens: 1, toolTokens: 1 });
  used.fail();
  telemetry.recordTrainingStats({ modelId: 'm', loss: 1, learningRate: 1, metrics: { bad: Number.NaN } });
  for (let i = 0; i < 50; i++) telemetry.recordWorkerUtilization({ workerId: `w${i}`, utilization: 1 });
  return telemetry;
}

async function definitions(): Promise<Map<string, Instrument>> {
  const { metrics } = (await recorded()).snapshot();
  return new Map(metrics.map(({ instrument }) => [instrument.name, instrument]));
}

test('every metric of the source documents that can be recorded is live, with its kind and labels', async () => {
  const all = await definitions();
  for (const [name, [kind, ...labels]] of Object.entries(seeds)) {
    assert.is(all.get(name)?.kind, kind, name);
    assert.equal(all.get(name)?.labels, labels, name);
  }
});

test('names carry base units, counters end in _total, and buckets ascend', async () => {
  const all = await definitions();
  assert.is(all.size, 80);
  for (const { name, kind, unit, labels, bucketBounds } of all.values()) {
    assert.match(name, /^[a-z][a-z_]*$/);
    assert.is(name.endsWith('_total'), kind === 'counter', name);
    if (unit === 'seconds' || unit === 'bytes' || unit === 'ratio')
      assert.ok(name.endsWith(`_${unit}`), name);
    assert.not.ok(labels.includes('epoch') || labels.includes('step'));
    assert.is(bucketBounds !== undefined, kind === 'histogram', name);
    assert.equal(
      bucketBounds,
      bucketBounds?.toSorted((a, b) => a - b),
      name,
    );
  }
});

test('every metric says in a sentence what it is', async () => {
  const telemetry = await recorded();
  const helps = expositionText(telemetry.snapshot()).match(/^# HELP .*$/gm) ?? [];
  assert.is(helps.length, telemetry.snapshot().metrics.length);
  for (const help of helps) assert.match(help, /^# HELP \w+ [A-Z].*\.$/);
});
