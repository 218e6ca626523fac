// `batch_size`, `numsamples`, `Loss`: a name that nobody knows was taken for one that nobody needs.
import fc from 'fast-check';
import { createTelemetry, instrument, type Telemetry, trackStorageOperation, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';
import { refusals } from '../telemetry/support.ts';

type Call = (telemetry: Telemetry, more: object, fn: () => never) => unknown;

const CALLS: Readonly<Record<string, Call>> = {
  trackInference: (t, more, fn) => t.trackInference({ modelId: 'm', ...more }, fn),
  trackModelOperation: (t, more, fn) =>
    t.trackModelOperation({ operationType: 'model_load', modelId: 'm', ...more }, fn),
  trackTrainingEpoch: (t, more, fn) => t.trackTrainingEpoch({ modelId: 'm', epoch: 0, ...more }, fn),
  trackDatasetOperation: (t, more, fn) =>
    t.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd', ...more }, fn),
  trackDistributedOperation: (t, more, fn) =>
    t.trackDistributedOperation({ operationType: 'task_distribution', ...more }, fn),
  trackStream: (t, more, fn) => trackStream(t, { modelId: 'm', ...more }, fn),
  trackStorageOperation: (t, more, fn) =>
    trackStorageOperation(t, { operationType: 'add', backend: 's3', ...more }, fn),
  trackEpoch: (t, more, fn) => t.run({ modelId: 'm' }).trackEpoch({ epoch: 0, ...more }, fn),
  start: (t, more) => t.start('inference', { modelId: 'm', ...more }),
  inference: (t, more) => t.inference({ modelId: 'm', ...more }),
  run: (t, more) => t.run({ modelId: 'm', ...more }),
  'run.log': (t, more) => t.run({ modelId: 'm' }).log({ loss: 1 }, more),
  recordTrainingStats: (t, more) => t.recordTrainingStats({ modelId: 'm', ...more }),
  recordWorkerUtilization: (t, more) => t.recordWorkerUtilization({ workerId: 'w', utilization: 1, ...more }),
  recordWorkerTask: (t, more) => t.recordWorkerTask({ workerId: 'w', durationSeconds: 1, ...more }),
  recordCacheReads: (t, more) => t.recordCacheReads({ datasetId: 'd', source: 's', ...more }),
  instrument: (t, more, fn) => instrument(t, { fn }, { backend: 's3', ...more }),
  'instrument, operations': (t, more, fn) =>
    instrument(t, { fn }, { operations: { fn: { operationType: 'inference', modelId: 'm', ...more } } }),
};

const KNOWN =
  /^(labels|signal|parent|links|traceContext|operationType|modelId|runId|batchSize|inputType|trackMemory|isToken|framework|modelSizeBytes|device|source|epoch|step|numSamples|datasetId|format|datasetSizeBytes|operation|taskId|numWorkers|backend|operationId|parameters|loss|learningRate|gradientNorm|metrics|workerId|utilization|durationSeconds|hits|misses|operations)$/;

const NAME = fc
  .string({ minLength: 1, maxLength: 12 })
  .filter((name) => !KNOWN.test(name) && name !== '__proto__');

for (const [name, call] of Object.entries(CALLS)) {
  test(`law: a name that nobody knows throws before anything runs: ${name}`, () => {
    fc.assert(
      fc.property(NAME, fc.anything(), (unknown, value) => {
        using telemetry = createTelemetry();
        for (let again = 0; again < 2; again++) {
          const misspelt = () =>
            call(telemetry, { [unknown]: value }, (): never => {
              throw new Error('ran');
            });
          assert.throwsCode(misspelt, 'TELEMETRY_UNKNOWN_OPTION');
        }
        assert.equal(telemetry.snapshot().metrics, []);
      }),
      { numRuns: 40 },
    );
  });
}

test('the closest name is told, also when the call was right a moment before', () => {
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  const told = (call: () => unknown, closest: string) =>
    assert.match(assert.throwsCode(call, 'TELEMETRY_UNKNOWN_OPTION').message, `Did you mean ${closest}?`);
  told(() => telemetry.trackInference({ modelId: 'm', batch_size: 32 } as never, () => 1), 'batchSize');
  told(() => telemetry.recordTrainingStats({ modelId: 'm', learning_rate: 1 } as never), 'learningRate');
  told(() => telemetry.recordTrainingStats({ modelId: 'm', Loss: 1 } as never), 'loss');
  const load = { operationType: 'model_load', modelId: 'm', model_size: 5 } as never;
  told(() => telemetry.trackModelOperation(load, () => 1), 'modelSizeBytes');
});

test('what a call is said to be while it is made is counted, and the call goes on', () => {
  const telemetry = createTelemetry();
  const operations = { run: () => ({ operationType: 'inference', modelId: 'm', batch_size: 3 }) as never };
  const client = instrument(telemetry, { run: () => 7 }, { operations });
  assert.is(client.run(), 7);
  assert.is(refusals(telemetry, 'bad_description'), 1);
});
