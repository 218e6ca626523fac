// A controller in the place of its signal was taken, and no abort was ever seen; handles took any `streamOf` and `parent`.
import {
  createTelemetry,
  getInferenceMetrics,
  instrument,
  startStream,
  storageHandle,
  trackStorageOperation,
  trackStream,
} from 'inferometer';
import { assert, test } from '../harness.ts';

const telemetry = createTelemetry();
const model = { modelId: 'm' };
const storage = { operationType: 'get', backend: 's3' };
let ran = 0;
const fn = () => {
  ran += 1;
};

/** Everything that takes the options of an operation. */
const ways: Record<string, (options: object) => unknown> = {
  trackInference: (options) => telemetry.trackInference({ ...model, ...options }, fn),
  trackModelOperation: (options) =>
    telemetry.trackModelOperation({ operationType: 'model_load', ...model, ...options }, fn),
  trackTrainingEpoch: (options) => telemetry.trackTrainingEpoch({ ...model, epoch: 0, ...options }, fn),
  'run.trackEpoch': (options) => telemetry.run(model).trackEpoch({ epoch: 0, ...options } as never, fn),
  trackDatasetOperation: (options) =>
    telemetry.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd', ...options }, fn),
  trackDistributedOperation: (options) =>
    telemetry.trackDistributedOperation({ operationType: 'worker_coordination', ...options }, fn),
  trackStorageOperation: (options) => trackStorageOperation(telemetry, { ...storage, ...options }, fn),
  trackStream: (options) => trackStream(telemetry, { ...model, ...options }, fn),
  startStream: (options) => startStream(telemetry, { ...model, ...options }),
  start: (options) => telemetry.start('inference', { ...model, ...options }),
  'start, storage': (options) => telemetry.start('get', { backend: 's3', ...options }),
  inference: (options) => telemetry.inference({ ...model, ...options }),
  handle: (options) => telemetry.handle('optimizer_step', { ...model, ...options }),
  'handle, inference': (options) => telemetry.handle('inference', { ...model, ...options }),
  storageHandle: (options) => storageHandle(telemetry, { ...storage, ...options }),
  instrument: (options) =>
    instrument(
      telemetry,
      { fn },
      { operations: { fn: { operationType: 'inference', ...model, ...options } } },
    ),
};

for (const [name, call] of Object.entries(ways)) {
  test(`${name}: a wrong kind throws before anything runs, and says what to do`, () => {
    ran = 0;
    for (const signal of [new AbortController(), 'aborted', 1, true, {}, null, () => {}]) {
      const error = assert.throwsCode(() => call({ signal }), 'TELEMETRY_ARGUMENT_KIND');
      assert.match(error.message, '"signal" expected an AbortSignal');
      assert.match(error.message, 'Pass controller.signal');
    }
    assert.throwsCode(() => call({ streamOf: 'answer.stream' }), 'TELEMETRY_ARGUMENT_KIND');
    assert.throwsCode(() => call({ parent: { type: 'inference' } }), 'TELEMETRY_PARENT_KIND');
    assert.is(ran, 0);
  });

  test(`${name}: signals, of any realm, are taken`, () => {
    for (const signal of [new AbortController().signal, { aborted: false }, undefined]) call({ signal });
  });
}

test('a signal that a client was handed is its own affair', async () => {
  const mine = createTelemetry();
  const client = instrument(mine, {
    chat: { completions: { create: async (_request: object, _options?: object) => ({}) } },
  });
  for (const signal of [null, 'x', new AbortController()]) {
    await client.chat.completions.create({ model: 'm' }, { signal });
  }
  assert.is(getInferenceMetrics(mine, 'm')?.latency?.count, 3);
});
