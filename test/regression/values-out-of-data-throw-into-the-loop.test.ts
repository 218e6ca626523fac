// An empty batch, 0 / 0, a rounding above 1 or a NaN that went through JSON threw into the loop that recorded it.
import fc from 'fast-check';
import {
  createTelemetry,
  getInferenceMetrics,
  getTrainingMetrics,
  type Telemetry,
  trackStream,
} from 'inferometer';
import { assert, test } from '../harness.ts';
import { refusals, sampleOf, seriesOf } from '../telemetry/support.ts';

/** A call with this value in one of its numeric fields, around `fn` where it runs something. */
type Call = (telemetry: Telemetry, value: never, fn: () => number) => unknown;

const TRACKED: Readonly<Record<string, Call>> = {
  'trackInference, batchSize': (t, batchSize, fn) => t.trackInference({ modelId: 'm', batchSize }, fn),
  'trackStream, batchSize': (t, batchSize, fn) => trackStream(t, { modelId: 'm', batchSize }, fn),
  'trackModelOperation, modelSizeBytes': (t, modelSizeBytes, fn) =>
    t.trackModelOperation({ operationType: 'model_load', modelId: 'm', modelSizeBytes }, fn),
  'trackDatasetOperation, datasetSizeBytes': (t, datasetSizeBytes, fn) =>
    t.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd', datasetSizeBytes }, fn),
  'trackDistributedOperation, numWorkers': (t, numWorkers, fn) =>
    t.trackDistributedOperation({ operationType: 'task_distribution', numWorkers }, fn),
  'trackTrainingEpoch, epoch': (t, epoch, fn) => t.trackTrainingEpoch({ modelId: 'm', epoch }, fn),
  'trackTrainingEpoch, numSamples': (t, numSamples, fn) =>
    t.trackTrainingEpoch({ modelId: 'm', epoch: 0, numSamples }, fn),
  'trackEpoch, epoch': (t, epoch, fn) => t.run({ modelId: 'm' }).trackEpoch({ epoch }, fn),
};

const RECORDED: Readonly<Record<string, Call>> = {
  'inference, batchSize': (t, batchSize) => t.inference({ modelId: 'm', batchSize }).record(1),
  'start, batchSize': (t, batchSize) => t.start('inference', { modelId: 'm', batchSize }).ok(),
  'InferenceHandle.record': (t, seconds) => t.inference({ modelId: 'm' }).record(seconds),
  'InferenceHandle.end': (t, token) => t.inference({ modelId: 'm' }).end(token),
  'recordTrainingStats, epoch': (t, epoch) => t.recordTrainingStats({ modelId: 'm', epoch, loss: 1 }),
  'recordTrainingStats, step': (t, step) => t.recordTrainingStats({ modelId: 'm', step, loss: 1 }),
  'recordTrainingStats, loss': (t, loss) => t.recordTrainingStats({ modelId: 'm', loss }),
  'recordTrainingStats, learningRate': (t, learningRate) =>
    t.recordTrainingStats({ modelId: 'm', learningRate }),
  'recordTrainingStats, gradientNorm': (t, gradientNorm) =>
    t.recordTrainingStats({ modelId: 'm', gradientNorm }),
  'recordTrainingStats, metrics': (t, f1) =>
    t.recordTrainingStats({ modelId: 'm', loss: 1, metrics: { f1 } }),
  'run.log': (t, loss) => t.run({ modelId: 'm' }).log({ loss }),
  'run.log, epoch': (t, epoch) => t.run({ modelId: 'm' }).log({ loss: 1 }, { epoch }),
  'run.log, step': (t, step) => t.run({ modelId: 'm' }).log({ loss: 1 }, { step }),
  recordWorkerUtilization: (t, utilization) => t.recordWorkerUtilization({ workerId: 'w', utilization }),
  recordWorkerTask: (t, durationSeconds) => t.recordWorkerTask({ workerId: 'w', durationSeconds }),
  'recordCacheReads, hits': (t, hits) => t.recordCacheReads({ datasetId: 'd', source: 's', hits, misses: 1 }),
  'recordCacheReads, misses': (t, misses) => t.recordCacheReads({ datasetId: 'd', source: 's', misses }),
};

const VALUE = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, 1, 2.5, Number.NaN, Infinity, -Infinity, null, undefined, 1 + 2 ** -52, 2 ** 60),
);

for (const [name, call] of Object.entries(TRACKED)) {
  test(`law: no number throws, and the work runs once: ${name}`, () => {
    fc.assert(
      fc.property(fc.array(VALUE, { minLength: 1, maxLength: 5 }), (values) => {
        using telemetry = createTelemetry({ logLevel: 'silent' });
        let ran = 0;
        for (const value of values) {
          const result = call(telemetry, value as never, () => ran++);
          assert.is(result, ran - 1);
        }
        assert.is(ran, values.length);
        const ended = seriesOf(telemetry, 'ipfs_aiml_operations_total');
        assert.is(
          ended.reduce((sum, series) => sum + ('value' in series ? series.value : 0), 0),
          values.length,
        );
      }),
      { numRuns: 40 },
    );
  });
}

for (const [name, call] of Object.entries(RECORDED)) {
  test(`law: no number throws: ${name}`, () => {
    fc.assert(
      fc.property(fc.array(VALUE, { minLength: 1, maxLength: 5 }), (values) => {
        using telemetry = createTelemetry({ logLevel: 'silent' });
        for (const value of values) call(telemetry, value as never, () => 0);
        telemetry.snapshot();
      }),
      { numRuns: 40 },
    );
  });
}

test('what is no number at all throws before anything runs', () => {
  const telemetry = createTelemetry();
  for (const call of Object.values(TRACKED)) {
    for (const value of ['8', 1n, {}, [], true]) {
      let ran = 0;
      assert.throwsCode(() => call(telemetry, value as never, () => ran++), 'TELEMETRY_ATTRIBUTE_KIND');
      assert.is(ran, 0);
    }
  }
});

test('an empty batch is an inference without items', () => {
  const telemetry = createTelemetry();
  for (const batch of [[1, 2], [3], []]) {
    assert.is(
      telemetry.trackInference({ modelId: 'm', batchSize: batch.length }, () => batch),
      batch,
    );
  }
  const metrics = getInferenceMetrics(telemetry, 'm');
  assert.equal([metrics?.latency?.count, metrics?.outcomes.inference?.ok], [3, 3]);
  assert.equal(metrics?.batchSizes.map(({ label }) => label).sort(), ['1', '2', 'unknown']);
  assert.is(refusals(telemetry, 'bad_batch_size'), 1);
});

test('each is counted under what it was, as often as it comes', () => {
  const telemetry = createTelemetry();
  for (const value of [0, 0, null, null])
    telemetry.trackInference({ modelId: 'm', batchSize: value }, () => 1);
  assert.is(refusals(telemetry, 'bad_batch_size'), 4);
  telemetry.trackTrainingEpoch({ modelId: 'm', epoch: Number.NaN, numSamples: 2.5 }, () => 1);
  assert.equal([refusals(telemetry, 'bad_epoch'), refusals(telemetry, 'bad_num_samples')], [1, 1]);
  telemetry.recordCacheReads({ datasetId: 'd', source: 's', hits: Number.NaN, misses: 3 });
  const misses = { dataset_id: 'd', source: 's', result: 'miss' };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_dataset_cache_reads_total', misses), 3);
  assert.is(refusals(telemetry, 'bad_cache_reads'), 1);
});

test('a statistic that is null costs itself alone', () => {
  const telemetry = createTelemetry();
  telemetry.recordTrainingStats({ modelId: 'm', loss: 1, metrics: { f1: null, accuracy: undefined } });
  telemetry.recordTrainingStats({ modelId: 'm', loss: null, metrics: null });
  const curves = getTrainingMetrics(telemetry, 'm')?.curves;
  assert.equal([curves?.loss?.values, curves?.loss?.rejected, curves?.f1?.rejected], [[1], 1, 1]);
  assert.is(curves?.accuracy, undefined);
  assert.is(refusals(telemetry, 'not_finite'), 2);
});
