// Section A of the telemetry contract (WAL Telemetry AI/ML Integration), a test for each row, from the public API to
// where a user reads the result. Span attributes and context propagation are tested with the spans.
import {
  createTelemetry,
  getDatasetMetrics,
  getDistributedMetrics,
  getInferenceMetrics,
  getModelMetrics,
  getStreamMetrics,
  getTrainingMetrics,
  shouldSample,
  trackStream,
} from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';
import { ManualClock } from '../telemetry/support.ts';
import { scraped } from './scraped.ts';

const modelId = 'my_model';

test('A set-up: one call makes an instance, and any number of them live side by side', () => {
  const [first, second] = [createTelemetry(), createTelemetry({ prefix: 'other_' })];
  first.trackInference({ modelId }, () => 1);
  assert.is(getInferenceMetrics(first).length, 1);
  assert.is(getInferenceMetrics(second).length, 0);
  second.trackInference({ modelId }, () => 1);
  assert.is(scraped(second, 'other_inference_seconds_count')[0]?.value, 1);
  assert.is(scraped(first, 'other_inference_seconds_count').length, 0);
});

test('A model operation: load, init and save, each with its attributes, and the phases of a load', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const operation = { modelId, framework: 'pytorch', device: 'cuda', source: 'ipfs' };
  await telemetry.trackModelOperation(
    { ...operation, operationType: 'model_load', modelSizeBytes: 50 * 1024 * 1024 },
    async (load) => {
      for (const [phase, seconds] of [
        ['fetch', 3],
        ['compile', 2],
        ['warm-up', 1],
      ] as const) {
        await load.child(phase, async () => clock.advance(seconds));
      }
    },
  );
  telemetry.trackModelOperation({ ...operation, operationType: 'model_init' }, () => clock.advance(4));
  telemetry.trackModelOperation({ ...operation, operationType: 'model_save' }, () => clock.advance(5));
  const metrics = getModelMetrics(telemetry, modelId);
  assert.equal(
    [metrics?.loadTime, metrics?.initializationTime, metrics?.saveTime].map((time) => time?.totalSeconds),
    [6, 4, 5],
  );
  assert.equal([metrics?.framework, metrics?.sizeBytes], ['pytorch', 52_428_800]);
  assert.equal(
    Object.entries(metrics?.phases ?? {}).map(([name, { totalSeconds }]) => [name, totalSeconds]),
    [
      ['model_load/fetch', 3],
      ['model_load/compile', 2],
      ['model_load/warm-up', 1],
    ],
  );
  const [init] = scraped(telemetry, 'ipfs_aiml_model_init_seconds_sum');
  assert.equal([init?.value, init?.labels.device], [4, 'cuda']);
});

test('A inference: latency, throughput and memory, by model and by batch size; first token and gaps of streams', async () => {
  const clock = new ManualClock();
  let usedBytes = 0;
  const telemetry = createTelemetry({ clock, memory: { usedBytes: () => usedBytes } });
  for (const batchSize of [1, 32]) {
    telemetry.trackInference({ modelId, batchSize, inputType: 'image', trackMemory: true }, () => {
      clock.advance(2);
      usedBytes += 100;
    });
  }
  const metrics = getInferenceMetrics(telemetry, modelId);
  assert.equal([metrics?.latency?.count, metrics?.latency?.meanSeconds], [2, 2]);
  assert.is(metrics?.throughput?.meanItemsPerSecond, 33 / 4);
  assert.equal(
    metrics?.batchSizes.map(({ batchSize, callRate }) => [batchSize, callRate?.meanItemsPerSecond]),
    [
      [1, 0.5],
      [32, 16],
    ],
  );
  assert.equal([metrics?.memory?.count, metrics?.memory?.meanBytes], [2, 100]);
  assert.is(scraped(telemetry, 'ipfs_aiml_inference_memory_bytes')[0]?.value, 100);
  const words = (async function* () {
    for (const word of ['', 'to', 'be']) {
      clock.advance(1);
      yield word;
    }
  })();
  const isToken = (word: string) => word !== '';
  for await (const _ of trackStream(telemetry, { modelId: 'gpt', isToken }, words));
  const stream = getStreamMetrics(telemetry, 'gpt');
  assert.is(stream?.timeToFirstToken?.meanSeconds, 2);
  assert.is(stream?.interTokenLatency?.meanSeconds, 1);
  assert.is(stream?.tokensPerSecond?.mean, 2 / 3);
});

test('A inference: throughput is items by wall time, what runs side by side together; the rate of a call is its own', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const calls = [1, 2, 3, 4].map(() => telemetry.start('inference', { modelId, batchSize: 8 }));
  assert.is(getInferenceMetrics(telemetry, modelId)?.running, 4);
  clock.advance(2);
  for (const call of calls) call.ok();
  clock.advance(100);
  const metrics = getInferenceMetrics(telemetry, modelId);
  assert.equal([metrics?.throughput?.items, metrics?.throughput?.busySeconds], [32, 2]);
  assert.is(metrics?.throughput?.meanItemsPerSecond, 16);
  assert.is(metrics?.callRate?.meanItemsPerSecond, 4);
  assert.is(scraped(telemetry, 'ipfs_aiml_inference_throughput')[0]?.value, 16);
  assert.is(scraped(telemetry, 'ipfs_aiml_inference_call_rate')[0]?.value, 4);
});

test('A inference: tokens by kind, of calls and of streams, and what they cost', async () => {
  const pricePerMillionTokens = { gpt: { input: 2, output: 10, cached: 1 } };
  const telemetry = createTelemetry({ pricePerMillionTokens });
  const usage = { inputTokens: 1000, cachedTokens: 400, outputTokens: 50, reasoningTokens: 20 };
  telemetry.trackInference({ modelId: 'gpt' }, (operation) => operation.usage(usage));
  const chunk = { usage: { prompt_tokens: 1000, completion_tokens: 50 } };
  const chunks = (async function* () {
    yield chunk;
  })();
  for await (const _ of trackStream(telemetry, { modelId: 'gpt' }, chunks));
  const called = getInferenceMetrics(telemetry, 'gpt')?.usage;
  assert.equal(called?.tokens, { ...usage, inputTokens: 2000, outputTokens: 100 });
  assert.close(called?.cost ?? 0, (600 * 2 + 400 * 1 + 50 * 10 + 1000 * 2 + 50 * 10) / 1e6, 1e-12);
});

test('A training epoch, stats: curves by epoch, samples per second, convergence, steps and updates; no epoch in labels', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  for (const [epoch, loss] of [1, 0.6, 0.4].entries()) {
    telemetry.trackTrainingEpoch({ modelId, epoch, numSamples: 1000 }, (training) => {
      for (const type of ['gradient_update', 'optimizer_step'] as const) {
        using step = telemetry.start(type, { modelId, parent: training });
        clock.advance(1);
        step.ok();
      }
    });
    telemetry.recordTrainingStats({
      modelId,
      epoch,
      loss,
      learningRate: 0.1 / (epoch + 1),
      gradientNorm: 2,
      metrics: { accuracy: 1 - loss / 2 },
    });
  }
  const metrics = getTrainingMetrics(telemetry, modelId);
  assert.equal(
    [metrics?.epochs, metrics?.epochTime?.meanSeconds, metrics?.samplesPerSecond?.mean],
    [3, 2, 500],
  );
  assert.equal([metrics?.optimizerStepTime?.count, metrics?.gradientUpdateTime?.count], [3, 3]);
  assert.equal([metrics?.loss?.initial, metrics?.loss?.final], [1, 0.4]);
  assert.close(metrics?.loss?.convergenceRate ?? 0, 0.3, 1e-12);
  assert.equal(metrics?.curves.accuracy?.values, [0.5, 0.7, 0.8]);
  assert.equal(metrics?.curves.learning_rate?.epochs, [0, 1, 2]);
  assert.not.match(expositionText(telemetry.snapshot()), 'epoch="');
});

test('A training epoch, stats: a run has curves of its own, named or begun anew by its epochs; a resume continues it', () => {
  const telemetry = createTelemetry();
  const train = (model: string, epochs: readonly number[], runId?: string) => {
    for (const epoch of epochs) {
      telemetry.recordTrainingStats({ modelId: model, epoch, loss: 1, ...(runId && { runId }) });
    }
  };
  const epochsOf = (model: string) =>
    getTrainingMetrics(telemetry, model)?.runs.map(({ curves }) => curves.loss?.epochs);
  for (const _ of [1, 2]) train('unnamed', [0, 1, 2]);
  assert.equal(epochsOf('unnamed'), [
    [0, 1, 2],
    [0, 1, 2],
  ]);
  for (const runId of ['a', 'b']) train('named', [0, 1], runId);
  train('named', [1, 2], 'a');
  assert.equal(epochsOf('named'), [
    [0, 1],
    [0, 1, 2],
  ]);
});

test('A dataset operation: a histogram for all three types, bytes per second, cache hits by data source', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  for (const operationType of ['dataset_load', 'dataset_preprocess', 'dataset_transform'] as const) {
    telemetry.trackDatasetOperation(
      {
        operationType,
        datasetId: 'imagenet',
        format: 'tfrecord',
        datasetSizeBytes: 1000,
        operation: 'resize',
      },
      () => clock.advance(2),
    );
    assert.is(scraped(telemetry, `ipfs_aiml_${operationType}_seconds_count`)[0]?.value, 1);
  }
  telemetry.recordCacheReads({ datasetId: 'imagenet', source: 'ipfs', hits: 3, misses: 1 });
  const metrics = getDatasetMetrics(telemetry, 'imagenet');
  assert.is(metrics?.bytesPerSecond.dataset_load?.mean, 500);
  assert.equal(metrics?.cache.ipfs, { hits: 3, misses: 1, hitRatio: 0.75 });
  assert.is(scraped(telemetry, 'ipfs_aiml_dataset_size_bytes')[0]?.value, 1000);
});

test('A distributed operation: one series per type, communication, and the balance of workers', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const types = ['worker_coordination', 'task_distribution', 'result_aggregation'] as const;
  for (const operationType of types) {
    telemetry.trackDistributedOperation({ operationType, numWorkers: 8 }, (operation) => {
      assert.match((operation.attributes as { taskId: string }).taskId, /^task-[0-9a-f-]{36}$/);
      operation.child('communication', () => clock.advance(1));
    });
  }
  for (const [workerId, durationSeconds] of [
    ['w1', 1],
    ['w2', 1],
    ['w3', 9],
  ] as const) {
    telemetry.recordWorkerTask({ workerId, durationSeconds });
  }
  assert.equal(
    scraped(telemetry, 'ipfs_aiml_coordination_overhead_seconds_count').map(({ labels }) => labels.operation),
    [...types],
  );
  const metrics = getDistributedMetrics(telemetry);
  assert.equal([metrics.communicationTime?.count, metrics.communicationTime?.totalSeconds], [3, 3]);
  assert.equal([metrics.workerCounts?.min, metrics.workerCounts?.max, metrics.workerCounts?.mean], [8, 8, 8]);
  assert.equal(
    metrics.stragglers.map(({ workerId, slowdown }) => [workerId, slowdown]),
    [['w3', 9]],
  );
});

test('A worker utilization: a gauge from 0 to 1; what is outside is counted and not recorded', () => {
  const telemetry = createTelemetry();
  for (const [workerId, utilization] of [
    ['w1', 0.5],
    ['w2', 1],
  ] as const) {
    telemetry.recordWorkerUtilization({ workerId, utilization });
  }
  assert.equal(getDistributedMetrics(telemetry).utilization, { count: 2, mean: 0.75, min: 0.5, max: 1 });
  telemetry.recordWorkerUtilization({ workerId: 'w1', utilization: 75 });
  assert.is(scraped(telemetry, 'inferometer_recordings_refused_total')[0]?.value, 1);
  assert.is(scraped(telemetry, 'ipfs_aiml_worker_utilization_ratio')[0]?.value, 0.5);
});

test('A worker utilization: the mean of the samples of the window, out of which a worker that is gone drops', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock, aggregationIntervalSeconds: 10 });
  const told = (workerId: string, samples: readonly number[]) => {
    for (const utilization of samples) telemetry.recordWorkerUtilization({ workerId, utilization });
  };
  told('gone', [1]);
  told('w1', [0]);
  for (const _ of [1, 2]) {
    clock.advance(10);
    telemetry.collector.flush();
  }
  told('w1', [0.25, 0.75]);
  clock.advance(10);
  const { utilizationByWorker, utilization } = getDistributedMetrics(telemetry);
  assert.equal(utilizationByWorker, { w1: 0.5 });
  assert.equal(utilization, { count: 1, mean: 0.5, min: 0.5, max: 0.5 });
});

test('A reading: typed results by id and of all, and reports', () => {
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId }, () => 1);
  assert.is(getInferenceMetrics(telemetry)[0]?.modelId, modelId);
  assert.is(getInferenceMetrics(telemetry, 'nobody'), undefined);
  assert.match(generateMetricsReport(telemetry, { format: 'markdown' }), /^# [\s\S]*my_model/);
  assert.match(generateMetricsReport(telemetry, { format: 'text' }), 'my_model');
});

test('A results: what the function returns or throws, not an envelope', async () => {
  const telemetry = createTelemetry();
  assert.is(
    telemetry.trackInference({ modelId }, () => 'logits'),
    'logits',
  );
  const reason = new Error('out of memory');
  assert.is(
    await telemetry.trackInference({ modelId }, () => Promise.reject(reason)).catch((e) => e),
    reason,
  );
});

test('A Prometheus names: the thirteen of the source document, every one of them live', () => {
  const clock = new ManualClock();
  let usedBytes = 0;
  const telemetry = createTelemetry({ clock, memory: { usedBytes: () => usedBytes } });
  const work = () => {
    clock.advance(20);
    usedBytes += 1;
  };
  telemetry.trackModelOperation({ operationType: 'model_load', modelId, modelSizeBytes: 1 }, work);
  telemetry.trackInference({ modelId, trackMemory: true }, work);
  telemetry.trackTrainingEpoch({ modelId, epoch: 0, numSamples: 1 }, work);
  telemetry.recordTrainingStats({ modelId, loss: 1 });
  telemetry.trackDatasetOperation(
    { operationType: 'dataset_load', datasetId: 'd', datasetSizeBytes: 1 },
    work,
  );
  telemetry.trackDistributedOperation({ operationType: 'worker_coordination' }, work);
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 1 });
  const histograms = ['model_load', 'inference', 'training_epoch', 'dataset_load', 'coordination_overhead'];
  for (const name of histograms) {
    assert.is(scraped(telemetry, `ipfs_aiml_${name}_seconds_count`)[0]?.value, 1, name);
    // Buckets reach beyond 20 s: it is not only in +Inf.
    const buckets = scraped(telemetry, `ipfs_aiml_${name}_seconds_bucket`);
    assert.ok(
      buckets.some(({ value, labels }) => value === 1 && labels.le !== '+Inf'),
      name,
    );
  }
  const gauges = [
    'model_size_bytes',
    'inference_throughput',
    'inference_memory_bytes',
    'training_samples_per_second',
    'training_loss',
    'dataset_size_bytes',
    'worker_utilization_ratio',
  ];
  for (const name of gauges) assert.ok((scraped(telemetry, `ipfs_aiml_${name}`)[0]?.value ?? 0) > 0, name);
  assert.ok(scraped(telemetry, 'ipfs_aiml_operations_total').length > 0);
});

test('A error handling: a failure comes through, is counted by outcome, and its duration is kept apart', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const load = { operationType: 'model_load', modelId } as const;
  telemetry.trackModelOperation(load, () => clock.advance(10));
  const fail = () =>
    telemetry.trackModelOperation(load, () => {
      clock.advance(1);
      throw new RangeError('path/to/model');
    });
  assert.throws(fail, /path\/to\/model/);
  assert.is(getModelMetrics(telemetry, modelId)?.loadTime?.minSeconds, 10);
  const ended = scraped(telemetry, 'ipfs_aiml_operations_total').map(({ labels, value }) => [
    labels.status,
    value,
  ]);
  assert.equal(ended, [
    ['ok', 1],
    ['error', 1],
  ]);
  assert.is(scraped(telemetry, 'ipfs_aiml_operation_failure_seconds_sum')[0]?.value, 1);
});

test('A sampling: traces are sampled, metrics are exact', () => {
  const telemetry = createTelemetry({ samplingRatio: 0.1 });
  let sampled = 0;
  for (let i = 0; i < 1000; i++) {
    const traceId = `${'0'.repeat(18)}${Math.floor((i / 1000) * 16 ** 13)
      .toString(16)
      .padStart(13, '0')}1`;
    if (shouldSample(telemetry, { traceId })) sampled += 1;
    telemetry.trackInference({ modelId }, () => 1);
  }
  assert.close(sampled, 100, 0.02);
  assert.is(getInferenceMetrics(telemetry, modelId)?.latency?.count, 1000);
});
