import { createTelemetry, getInferenceMetrics, getModelMetrics, getTrainingMetrics } from 'inferometer';
import { assert, test } from '../harness.ts';
import { countOf, ManualClock, sampleOf, seriesOf } from './support.ts';

test('two instances in one process never see each other', () => {
  const ours = createTelemetry();
  const theirs = createTelemetry();
  ours.trackInference({ modelId: 'm' }, () => 1);
  ours.recordTrainingStats({ modelId: 'm', loss: 1 });
  assert.equal(theirs.snapshot().metrics, []);
  assert.equal(theirs.snapshot().curves, []);
  theirs.trackInference({ modelId: 'm' }, () => 1);
  assert.is(getInferenceMetrics(ours, 'm')?.latency?.count, 1);
});

test('a snapshot is stamped with the wall clock', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  clock.advance(90);
  const snapshot = telemetry.snapshot();
  assert.is(snapshot.version, 2);
  assert.is(snapshot.startedAtUnixMs, Date.UTC(2026, 0, 1));
  assert.is(snapshot.takenAtUnixMs, Date.UTC(2026, 0, 1, 0, 1, 30));
});

test('a snapshot does not change when more is recorded, and crosses to a worker', () => {
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  telemetry.recordTrainingStats({ modelId: 'm', loss: 1 });
  const snapshot = telemetry.snapshot();
  const copy = structuredClone(snapshot);
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  telemetry.recordTrainingStats({ modelId: 'm', loss: 0.5 });
  assert.equal(snapshot, copy);
});

test('the prefix is an option, and not that of the library’s own counters', () => {
  const telemetry = createTelemetry({ prefix: 'shop_' });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  telemetry.recordTrainingStats({ modelId: 'm', loss: Number.NaN });
  const names = telemetry.snapshot().metrics.map((metric) => metric.fullName);
  assert.ok(names.includes('shop_inference_seconds'));
  assert.ok(names.includes('inferometer_recordings_refused_total'));
  assert.is(
    createTelemetry({ prefix: '' }).counter({ name: 'a_total', help: '' }).instrument.name,
    'a_total',
  );
});

test('a disabled instance runs what it is given, and records nothing', async () => {
  const telemetry = createTelemetry({ enabled: false });
  const custom = telemetry.counter({ name: 'hits_total', help: 'Hits.' }).withLabels();
  const inference = telemetry.inference({ modelId: 'm' });
  assert.is(
    telemetry.trackInference({ modelId: 'm' }, () => 7),
    7,
  );
  assert.is(await telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 0 }, async () => 8), 8);
  assert.throws(
    () =>
      telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm' }, () => {
        throw new RangeError('theirs');
      }),
    /theirs/,
  );
  const operation = telemetry.start('model_save', { modelId: 'm' });
  operation.ok();
  operation.ok();
  assert.is(operation.outcome, 'ok');
  telemetry.recordTrainingStats({ modelId: 'm', loss: 1 });
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 1 });
  inference.end(inference.start());
  inference.record(1);
  inference.fail(inference.start(), new Error('x'));
  custom.add(3);
  assert.is(sampleOf(telemetry, 'hits_total', {}), 0);
  assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', { model_id: 'm' }), 0);
  assert.equal(getModelMetrics(telemetry), []);
  assert.equal(getInferenceMetrics(telemetry), []);
  assert.equal(getTrainingMetrics(telemetry), []);
  assert.equal(seriesOf(telemetry, 'inferometer_recordings_refused_total'), []);
});

test('a disposed instance forgets everything, and still runs what it is given', () => {
  const telemetry = createTelemetry();
  const inference = telemetry.inference({ modelId: 'm' });
  const running = telemetry.start('training_epoch', { modelId: 'm', epoch: 0 });
  inference.record(1);
  telemetry.recordTrainingStats({ modelId: 'm', loss: 1 });
  telemetry.dispose();
  running.ok();
  inference.end(inference.start());
  assert.is(
    telemetry.trackInference({ modelId: 'm' }, () => 7),
    7,
  );
  telemetry.recordTrainingStats({ modelId: 'm', loss: 1 });
  assert.equal(telemetry.snapshot().metrics, []);
  assert.equal(telemetry.snapshot().curves, []);
  telemetry.dispose();
});

test('the platform’s own clocks measure a real wait', async () => {
  using telemetry = createTelemetry();
  const before = Date.now();
  await telemetry.trackInference({ modelId: 'm' }, () => new Promise((resolve) => setTimeout(resolve, 30)));
  const latency = getInferenceMetrics(telemetry, 'm')?.latency;
  assert.ok(latency && latency.minSeconds >= 0.025 && latency.maxSeconds < 10);
  assert.ok(telemetry.snapshot().takenAtUnixMs >= before);
});
