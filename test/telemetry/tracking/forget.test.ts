// What is gone is told of no more; what is recorded of it later begins anew.
import {
  createContinualLearningTracker,
  createTelemetry,
  type ForgetFilter,
  forget,
  getDistributedMetrics,
  getInferenceMetrics,
  recordDriftCheck,
  storageHandle,
  storageHooks,
  type Telemetry,
  trackStorageOperation,
  trackStream,
} from 'inferometer';
import { createMeterProvider } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { countOf, ManualClock, sampleOf, seriesOf } from '../support.ts';

/** Lines of a page that name this value, without those of the library itself. */
const linesWith = (telemetry: Telemetry, text: string) =>
  expositionText(telemetry)
    .split('\n')
    .filter((line) => line.includes(`"${text}"`));

async function work(telemetry: Telemetry, modelId: string): Promise<void> {
  telemetry.trackModelOperation({ operationType: 'model_load', modelId, framework: 'tfjs' }, (load) =>
    load.child('fetch', () => {}),
  );
  telemetry.trackInference({ modelId, batchSize: 8 }, () => {});
  assert.throws(() =>
    telemetry.trackInference({ modelId }, () => {
      throw new TypeError('no');
    }),
  );
  telemetry.trackTrainingEpoch({ modelId, epoch: 1, numSamples: 20 }, () => {});
  telemetry.recordTrainingStats({ modelId, epoch: 1, loss: 0.5 });
  const chunks = (async function* () {
    yield 'a';
  })();
  for await (const _ of trackStream(telemetry, { modelId }, () => chunks)) {
  }
}

test('a model is forgotten, with its phases, runs and curves, and others stay', async () => {
  // A clock that goes on with every look, so that nothing takes no time.
  let nowMs = 0;
  const clock = { monotonicMs: () => ++nowMs, wallUnixMs: () => Date.now() };
  using telemetry = createTelemetry({ clock });
  await work(telemetry, 'old');
  await work(telemetry, 'new');
  const [before, kept] = [linesWith(telemetry, 'old').length, linesWith(telemetry, 'new').length];
  assert.is(before, kept);
  assert.ok(forget(telemetry, { modelId: 'old' }) > 30);
  assert.equal(linesWith(telemetry, 'old'), []);
  assert.is(linesWith(telemetry, 'new').length, kept);
  const after = telemetry.snapshot();
  assert.equal(
    [...after.runs, ...after.curves].map(({ modelId }) => modelId).filter((modelId) => modelId !== 'new'),
    [],
  );
  assert.is(forget(telemetry, { modelId: 'old' }), 0, 'forgotten twice');
  assert.equal(
    getInferenceMetrics(telemetry).map(({ modelId }) => modelId),
    ['new'],
  );
  await work(telemetry, 'old');
  assert.is(linesWith(telemetry, 'old').length, before);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_items_total', { model_id: 'old' }), 9);
});

test('handles that were bound go on, from zero', () => {
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock });
  const handle = telemetry.inference({ modelId: 'm', batchSize: 8 });
  const infer = () => {
    const started = handle.start();
    clock.advance(2);
    handle.end(started);
  };
  for (let i = 0; i < 5; i++) infer();
  assert.ok(forget(telemetry, { modelId: 'm' }) > 5);
  assert.equal(linesWith(telemetry, 'm'), []);
  infer();
  telemetry.trackInference({ modelId: 'm', batchSize: 8 }, () => clock.advance(2));
  telemetry.snapshot();
  const labels = { model_id: 'm' };
  assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', labels), 2);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_model_operations_total', labels), 2);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_items_total', labels), 16);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_busy_seconds_total', labels), 4);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_running', labels), 0);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_throughput', labels), 4);
});

test('what runs while its model is forgotten ends as it would, and nothing is counted under 0', async () => {
  using telemetry = createTelemetry();
  const running = telemetry.start('inference', { modelId: 'm' });
  let release = () => {};
  const waiting = new Promise<void>((resolve) => {
    release = resolve;
  });
  const chunks = (async function* () {
    yield 'a';
    await waiting;
  })();
  const stream = trackStream(telemetry, { modelId: 'm' }, () => chunks)[Symbol.asyncIterator]();
  await stream.next();
  storageHooks(telemetry).operationStarted({ operationId: '1', operationType: 'add', backend: 's3' });
  assert.is(sampleOf(telemetry, 'ipfs_aiml_active_streams', { model_id: 'm' }), 1);
  forget(telemetry, { modelId: 'm' });
  forget(telemetry, { backend: 's3' });
  assert.is(sampleOf(telemetry, 'ipfs_aiml_active_streams', { model_id: 'm' }), undefined);
  running.ok();
  release();
  await stream.next();
  storageHooks(telemetry).statusChanged({ operationId: '1', status: 'completed' });
  telemetry.snapshot();
  assert.is(sampleOf(telemetry, 'ipfs_aiml_active_streams', { model_id: 'm' }), 0);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_running', { model_id: 'm' }), 0);
  assert.is(sampleOf(telemetry, 'wal_operations_by_status', { status: 'pending' }), 0);
  assert.is(sampleOf(telemetry, 'wal_operation_outcomes_total', { outcome: 'ok' }), 1);
});

test('a worker that is forgotten leaves means, balance and findings at once', () => {
  using telemetry = createTelemetry();
  for (const [workerId, utilization] of [
    ['w1', 0.9],
    ['w2', 0.1],
    ['w3', 0.8],
  ] as const) {
    telemetry.recordWorkerUtilization({ workerId, utilization });
    telemetry.recordWorkerTask({ workerId, durationSeconds: workerId === 'w2' ? 60 : 1 });
  }
  assert.is(getDistributedMetrics(telemetry).stragglers[0]?.workerId, 'w2');
  assert.is(forget(telemetry, { workerId: 'w2' }), 3);
  const { utilizationByWorker, utilization, stragglers } = getDistributedMetrics(telemetry);
  assert.equal(utilizationByWorker, { w1: 0.9, w3: 0.8 });
  assert.is(utilization?.count, 2);
  assert.equal(stragglers, []);
});

test('a task, a dataset, a backend, a device and labels of one’s own are forgotten', () => {
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock, labelNames: ['tenant'] });
  const learner = createContinualLearningTracker(telemetry);
  for (const taskId of ['t1', 't2']) {
    recordDriftCheck(telemetry, { taskId, score: 0.5, threshold: 0.1, drifted: true });
    learner.recordTaskCompletion({ taskId, retentionScore: 0.9 });
  }
  assert.ok(forget(telemetry, { taskId: 't1' }) > 4);
  assert.equal(linesWith(telemetry, 't1'), []);
  assert.ok(linesWith(telemetry, 't2').length > 4);
  learner.recordRetention({ taskId: 't1', retentionScore: 0.5 });
  assert.is(sampleOf(telemetry, 'knowledge_retention_peak_score', { task_id: 't1' }), 0.5);

  telemetry.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd', format: 'csv' }, (load) =>
    load.child('fetch', () => {}),
  );
  forget(telemetry, { datasetId: 'd' });
  assert.equal(linesWith(telemetry, 'd'), []);

  const reads = storageHandle(telemetry, { operationType: 'get', backend: 'disk' });
  trackStorageOperation(telemetry, { operationType: 'add', backend: 'disk' }, (add) =>
    add.child('fsync', () => {}),
  );
  reads.end(reads.start());
  telemetry.snapshot();
  forget(telemetry, { backend: 'disk' });
  clock.advance(90);
  assert.equal(linesWith(telemetry, 'disk'), [], 'rates that fall bring nothing back');
  reads.end(reads.start());
  trackStorageOperation(telemetry, { operationType: 'get', backend: 'disk' }, () => {});
  assert.is(sampleOf(telemetry, 'wal_operation_outcomes_total', { backend: 'disk' }), 2);
  assert.is(sampleOf(telemetry, 'wal_operations_per_minute', { backend: 'disk' }), 2);

  learner.updateMemoryUsage({ device: 'cuda:0', usedBytes: 5 });
  assert.is(forget(telemetry, { device: 'cuda:0' }), 1);

  for (const tenant of ['acme', 'umbrella'])
    telemetry.trackInference({ modelId: 'm', labels: { tenant } }, () => {});
  forget(telemetry, { modelId: 'other', labels: { tenant: 'acme' } });
  assert.ok(linesWith(telemetry, 'acme').length > 5);
  forget(telemetry, { labels: { tenant: 'acme' } });
  assert.equal(linesWith(telemetry, 'acme'), []);
  assert.ok(linesWith(telemetry, 'umbrella').length > 5);
});

test('a run is forgotten with its curves, and its model stays', () => {
  using telemetry = createTelemetry();
  const run = telemetry.run({ modelId: 'm', runId: 'r1' });
  run.log({ loss: 1, accuracy: 0.5 }, { epoch: 1 });
  telemetry.run({ modelId: 'm', runId: 'r2' }).log({ loss: 1 }, { epoch: 1 });
  assert.is(forget(telemetry, { modelId: 'other', runId: 'r1' }), 0);
  assert.is(forget(telemetry, { runId: 'r1' }), 2);
  assert.equal(
    telemetry.snapshot().runs.map(({ runId }) => runId),
    ['r2'],
  );
  assert.is(seriesOf(telemetry, 'ipfs_aiml_training_loss').length, 1);
  run.log({ loss: 0.5 }, { epoch: 2 });
  const [curve] = telemetry.snapshot().curves.filter(({ runId }) => runId === 'r1');
  assert.equal(curve && [...curve.values], [0.5], 'it begins anew');
});

test('metrics of one’s own are forgotten by the same labels', () => {
  using telemetry = createTelemetry();
  const hits = telemetry.counter({ name: 'hits_total', help: 'Hits.', labels: ['model_id', 'tier'] });
  hits.withLabels({ model_id: 'm', tier: 'disk' }).add(1);
  hits.withLabels({ model_id: 'n', tier: 'disk' }).add(1);
  assert.is(forget(telemetry, { modelId: 'm' }), 1);
  assert.is(forget(telemetry, { labels: { tier: 'disk' } }), 1);
  assert.equal(seriesOf(telemetry, 'hits_total'), []);
});

test('a filter that says nothing, or what nothing has, is refused', () => {
  using telemetry = createTelemetry({ labelAllowList: { model_id: ['m'] } });
  const refused: [unknown, string][] = [
    [{}, 'TELEMETRY_QUERY'],
    [{ modelId: undefined }, 'TELEMETRY_QUERY'],
    [{ labels: {} }, 'TELEMETRY_QUERY'],
    [undefined, 'TELEMETRY_ARGUMENT_KIND'],
    [{ modelID: 'm' }, 'TELEMETRY_UNKNOWN_OPTION'],
    [{ modelId: 7 }, 'TELEMETRY_LABEL_KIND'],
    [{ runId: 7 }, 'TELEMETRY_LABEL_KIND'],
    [{ labels: 'tenant' }, 'TELEMETRY_ARGUMENT_KIND'],
    [{ labels: { model_id: 7 } }, 'TELEMETRY_LABEL_KIND'],
    [{ labels: { tennant: 'acme' } }, 'TELEMETRY_LABEL_NAME'],
  ];
  for (const [filter, code] of refused)
    assert.throwsCode(() => forget(telemetry, filter as ForgetFilter), code);
  const { message } = assert.throwsCode(
    () => forget(telemetry, { modelID: 'm' } as ForgetFilter),
    'TELEMETRY_UNKNOWN_OPTION',
  );
  assert.match(message, 'Did you mean modelId?');
  telemetry.trackInference({ modelId: 'x' }, () => {});
  assert.is(forget(telemetry, { modelId: 'y' }), 0, 'it is not the one that is told of as other');
});

test('instruments of OpenTelemetry forget their sets of attributes', () => {
  using telemetry = createTelemetry();
  const meter = createMeterProvider(telemetry).getMeter('m');
  const counter = meter.createCounter('calls');
  const bound = (counter as unknown as { bind(attributes: object): { add(value: number): void } }).bind({
    tenant: 'acme',
    tier: 7,
  });
  bound.add(5);
  counter.add(1, { tier: 7, tenant: 'acme' });
  counter.add(1, { tenant: 'acme', tags: ['a', 'b'] });
  counter.add(1, { tenant: 'umbrella' });
  assert.is(forget(telemetry, { labels: { tenant: 'acme' } }), 2);
  assert.equal(linesWith(telemetry, 'acme'), []);
  assert.is(linesWith(telemetry, 'umbrella').length, 1);
  bound.add(2);
  counter.add(1, { tenant: 'acme', tier: 7 });
  counter.add(1, { tags: ['a', 'b'], tenant: 'acme' });
  const values = linesWith(telemetry, 'acme').map((line) => line.slice(line.lastIndexOf(' ')));
  assert.equal(values.sort(), [' 1', ' 3']);
});
