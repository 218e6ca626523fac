// TensorFlow.js itself, on its own backend: what it trains and predicts is the same with telemetry, and the record is what was done.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, Logs } from '@tensorflow/tfjs-layers';
import { createTelemetry, getTrainingMetrics, type Telemetry } from 'inferometer';
import { instrumentTfjs, tfjsFitCallbacks } from 'inferometer/integrations/tfjs';
import { assert, test } from '../harness.ts';
import { countOf, sampleOf } from '../telemetry/support.ts';
import { loadTfjs } from './load-tfjs.ts';
import { countsBy } from './recorded.ts';

const { core, layers } = await loadTfjs();
const ITEMS = 12;

function network(): LayersModel {
  const model = layers.sequential();
  const kernelInitializer = layers.initializers.constant({ value: 0.1 });
  model.add(layers.layers.dense({ units: 1, inputShape: [2], kernelInitializer }));
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

const inputs = () =>
  core.tensor2d(
    Array.from({ length: ITEMS * 2 }, (_, i) => i / 24),
    [ITEMS, 2],
  );
const targets = () =>
  core.tensor2d(
    Array.from({ length: ITEMS }, (_, i) => i / 12),
    [ITEMS, 1],
  );
const FIT = { epochs: 3, batchSize: 4, shuffle: false } as const;

const outcomesOf = (telemetry: Telemetry, type: string) => {
  const counts: Record<string, number> = {};
  for (const status of ['ok', 'error', 'aborted', 'unknown']) {
    const labels = { operation_type: type, status };
    const count = sampleOf(telemetry, 'ipfs_aiml_operations_total', labels);
    if (count) counts[status] = count;
  }
  return counts;
};

test('a training is the same, and is a run with its epochs', async () => {
  const plain = await network().fit(inputs(), targets(), FIT);
  const telemetry = createTelemetry();
  const model = instrumentTfjs(telemetry, network(), {
    modelId: 'line',
    tf: core,
    parameters: { rate: 0.01 },
  });
  const history = await model.fit(inputs(), targets(), FIT);
  assert.equal(history.history, plain.history);
  assert.ok(model instanceof layers.Sequential);
  assert.equal(outcomesOf(telemetry, 'training_epoch'), { ok: 3 });
  const [run] = getTrainingMetrics(telemetry, 'line')?.runs ?? [];
  assert.is(run?.epochs, 3);
  assert.equal(run?.parameters, { rate: 0.01 });
  assert.is(run?.loss?.final, plain.history.loss?.at(-1));
});

test('batches are recorded where they are asked for, and the losses are the same', async () => {
  const telemetry = createTelemetry();
  const seen: number[] = [];
  const ours = tfjsFitCallbacks(telemetry, { modelId: 'line', batches: true, tf: core });
  const theirs = { onBatchEnd: (_: number, logs?: Logs) => void seen.push(Number(logs?.loss)) };
  await network().fit(inputs(), targets(), { ...FIT, callbacks: [ours, theirs] });
  assert.is(seen.length, 9);
  assert.equal(outcomesOf(telemetry, 'optimizer_step'), { ok: 9 });
  assert.equal(outcomesOf(telemetry, 'training_epoch'), { ok: 3 });
  const gauge = sampleOf(telemetry, 'tfjs_tensors', { model_id: 'line' });
  assert.ok((gauge ?? 0) > 0, String(gauge));
});

test('beside a callback of its own class, all of them are called', async () => {
  const telemetry = createTelemetry();
  const ended: number[] = [];
  class Own extends layers.Callback {
    override async onEpochEnd(epoch: number): Promise<void> {
      ended.push(epoch);
    }
  }
  const model = instrumentTfjs(telemetry, network(), { modelId: 'line', tf: core });
  await model.fit(inputs(), targets(), { ...FIT, callbacks: [new Own()] });
  assert.equal(ended, [0, 1, 2]);
  assert.equal(outcomesOf(telemetry, 'training_epoch'), { ok: 3 });
});

test('a training that throws has failed, and its error is the same', async () => {
  const telemetry = createTelemetry();
  const broken = new Error('broken');
  const model = instrumentTfjs(telemetry, network(), { modelId: 'line', tf: core });
  const callbacks = {
    onEpochEnd: (epoch: number) => {
      if (epoch === 1) throw broken;
    },
    onEpochBegin: () => {},
  };
  const error = await model
    .fit(inputs(), targets(), { ...FIT, callbacks })
    .then(undefined, (thrown) => thrown);
  assert.is(error, broken);
  const outcomes = outcomesOf(telemetry, 'training_epoch');
  assert.is((outcomes.ok ?? 0) + (outcomes.error ?? 0), 2);
  assert.is(outcomes.unknown, undefined);
});

test('a prediction is the same tensor, and an inference of its items: the first one apart', async () => {
  const telemetry = createTelemetry();
  const plain = network();
  const model = instrumentTfjs(telemetry, plain, { modelId: 'line', tf: core });
  const batch = inputs();
  const before = core.memory().numTensors;
  const output = model.predict(batch) as Tensor;
  assert.is(core.memory().numTensors, before + 1);
  assert.equal(await output.data(), await (plain.predict(batch) as Tensor).data());
  for (let i = 0; i < 3; i++) (model.predict(batch) as Tensor).dispose();
  const last = model.predict(batch) as Tensor;
  const bytes = sampleOf(telemetry, 'tfjs_tensor_bytes', { model_id: 'line', kind: 'all' });
  assert.is(bytes, core.memory().numBytes);
  last.dispose();
  assert.equal(outcomesOf(telemetry, 'inference'), { ok: 5 });
  assert.equal(countsBy(telemetry, 'local_inference_seconds', 'run'), { first: 1, warm: 4 });
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_items_total', { model_id: 'line' }), 5 * ITEMS);
  const labels = { model_id: 'line', device: 'cpu', dtype: 'float32' };
  assert.is(countOf(telemetry, 'local_inference_seconds', { ...labels, run: 'warm' }), 4);
});

test('a prediction that throws is a failure, and its error is the same', async () => {
  const telemetry = createTelemetry();
  const plain = network();
  const model = instrumentTfjs(telemetry, plain, { modelId: 'line', tf: core });
  const wrong = core.tensor2d([[1, 2, 3]]);
  const thrownBy = (fn: () => unknown): unknown => {
    try {
      return fn();
    } catch (error) {
      return String(error);
    }
  };
  assert.is(
    thrownBy(() => model.predict(wrong)),
    thrownBy(() => plain.predict(wrong)),
  );
  assert.equal(outcomesOf(telemetry, 'inference'), { error: 1 });
});

test('without telemetry a model does what it does', async () => {
  const telemetry = createTelemetry({ enabled: false });
  const model = instrumentTfjs(telemetry, network(), { modelId: 'line', tf: core });
  const history = await model.fit(inputs(), targets(), FIT);
  assert.is(history.epoch.length, 3);
  assert.ok(model.predict(inputs()) instanceof core.Tensor);
});
