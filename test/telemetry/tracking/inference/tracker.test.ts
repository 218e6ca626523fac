import { createTelemetry, getInferenceMetrics, type InferenceOptions } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { isProcess } from '../../../places.ts';
import { countOf, ManualClock, refusals, sampleOf, seriesOf } from '../../support.ts';

function timed() {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const infer = (options: InferenceOptions, seconds: number) =>
    telemetry.trackInference(options, () => clock.advance(seconds));
  return { telemetry, infer };
}

test('latency and rates, by batch size and over all', () => {
  const { telemetry, infer } = timed();
  infer({ modelId: 'm', batchSize: 8 }, 0.4);
  infer({ modelId: 'm', batchSize: 8 }, 0.2);
  infer({ modelId: 'm' }, 0.1);
  const metrics = getInferenceMetrics(telemetry, 'm');
  assert.is(metrics?.latency?.count, 3);
  assert.is(metrics?.latency?.maxSeconds, 0.4);
  assert.is(metrics?.throughput?.items, 17);
  assert.close(metrics?.throughput?.meanItemsPerSecond ?? 0, 17 / 0.7, 1e-12);
  assert.close(metrics?.callRate?.maxItemsPerSecond ?? 0, 8 / 0.2, 1e-12);
  assert.equal(
    metrics?.batchSizes.map(({ operationType, batchSize, latency, callRate }) => [
      operationType,
      batchSize,
      latency.count,
      Math.round(callRate?.meanItemsPerSecond ?? 0),
    ]),
    [
      ['inference', 1, 1, 10],
      ['inference', 8, 2, 27],
    ],
  );
  assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', { model_id: 'm', batch_size: '8' }), 2);
});

test('batch sizes are in the order of numbers', () => {
  const { telemetry, infer } = timed();
  for (const batchSize of [32, 4, 16, 1, 8, 2]) infer({ modelId: 'm', batchSize }, 1);
  assert.equal(
    getInferenceMetrics(telemetry, 'm')?.batchSizes.map(({ batchSize }) => batchSize),
    [1, 2, 4, 8, 16, 32],
  );
});

test('each type has its own histogram', () => {
  const { telemetry, infer } = timed();
  infer({ modelId: 'm', operationType: 'batch_inference', batchSize: 4 }, 1);
  infer({ modelId: 'm', operationType: 'embeddings_generation', batchSize: 4 }, 2);
  infer({ modelId: 'm', batchSize: 4 }, 3);
  const labels = { model_id: 'm', batch_size: '4' };
  assert.is(countOf(telemetry, 'ipfs_aiml_batch_inference_seconds', labels), 1);
  assert.is(countOf(telemetry, 'ipfs_aiml_embeddings_generation_seconds', labels), 1);
  assert.equal(
    getInferenceMetrics(telemetry, 'm')?.batchSizes.map(({ operationType }) => operationType),
    ['inference', 'batch_inference', 'embeddings_generation'],
  );
});

test('the rate of the last call has a name of its own', () => {
  const { telemetry, infer } = timed();
  infer({ modelId: 'm', batchSize: 32 }, 2);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_call_rate', { model_id: 'm' }), 16);
  infer({ modelId: 'm', batchSize: 4 }, 2);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_call_rate', { model_id: 'm' }), 2);
});

test('an inference too short for the clock has no rate, and no infinite one', () => {
  const { telemetry, infer } = timed();
  infer({ modelId: 'm', batchSize: 4 }, 0);
  assert.equal(seriesOf(telemetry, 'ipfs_aiml_inference_call_rate'), []);
  assert.equal(seriesOf(telemetry, 'ipfs_aiml_inference_throughput'), []);
  assert.is(getInferenceMetrics(telemetry, 'm')?.latency?.count, 1);
  assert.is(getInferenceMetrics(telemetry, 'm')?.callRate, undefined);
  const { items, meanItemsPerSecond, maxItemsPerSecond } =
    getInferenceMetrics(telemetry, 'm')?.throughput ?? {};
  assert.equal([items, meanItemsPerSecond, maxItemsPerSecond], [4, undefined, undefined]);
  infer({ modelId: 'm', batchSize: 4 }, 2);
  assert.equal(getInferenceMetrics(telemetry, 'm')?.callRate, {
    meanItemsPerSecond: 4,
    maxItemsPerSecond: undefined,
  });
});

test('models are kept apart however calls interleave', () => {
  const { telemetry, infer } = timed();
  for (let i = 0; i < 10; i++) {
    infer({ modelId: 'a', batchSize: 1 + (i % 2) }, 1);
    infer({ modelId: 'b', batchSize: 1 + (i % 2) }, 2);
    infer({ modelId: 'a', operationType: 'batch_inference', batchSize: 1 + (i % 2) }, 4);
  }
  assert.is(getInferenceMetrics(telemetry, 'a')?.latency?.meanSeconds, 2.5);
  assert.is(getInferenceMetrics(telemetry, 'b')?.latency?.meanSeconds, 2);
  assert.equal(
    getInferenceMetrics(telemetry, 'a')?.batchSizes.map(({ latency }) => latency.count),
    [5, 5, 5, 5],
  );
});

test('memory is tracked when asked for: per call, or for all', () => {
  const readings = [1000, 1500, 2000, 1800];
  const memory = { usedBytes: () => readings.shift() ?? Number.NaN };
  const telemetry = createTelemetry({ memory });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  assert.is(getInferenceMetrics(telemetry, 'm')?.memory, undefined);
  telemetry.trackInference({ modelId: 'm', trackMemory: true }, () => 1);
  telemetry.trackInference({ modelId: 'm', trackMemory: true }, () => 1);
  assert.equal(getInferenceMetrics(telemetry, 'm')?.memory, {
    kind: 'device',
    count: 2,
    meanBytes: 150,
    minBytes: -200,
    maxBytes: 500,
    lastBytes: -200,
    peakBytes: 500,
  });
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_memory_bytes', { model_id: 'm' }), -200);

  const always = createTelemetry({ memory: { usedBytes: () => 5 }, trackMemoryUsage: true });
  always.trackInference({ modelId: 'm' }, () => 1);
  always.trackInference({ modelId: 'm', trackMemory: false }, () => 1);
  assert.is(getInferenceMetrics(always, 'm')?.memory?.count, 1);
});

test('a memory probe that fails is counted, and the inference goes on', () => {
  const failing = {
    usedBytes(): number {
      throw new Error('no such file');
    },
  };
  for (const memory of [failing, { usedBytes: () => Number.NaN }]) {
    const telemetry = createTelemetry({ memory });
    assert.is(
      telemetry.trackInference({ modelId: 'm', trackMemory: true }, () => 7),
      7,
    );
    assert.is(refusals(telemetry, 'no_memory_reading'), 1);
    assert.is(getInferenceMetrics(telemetry, 'm')?.memory, undefined);
  }
});

test('where the platform tells of its memory, a large allocation is seen', () => {
  const telemetry = createTelemetry({ trackMemoryUsage: true });
  const tensor = telemetry.trackInference({ modelId: 'm' }, () => new Float64Array(8e6).fill(1));
  assert.is(tensor.length, 8e6);
  const memory = getInferenceMetrics(telemetry, 'm')?.memory;
  if (isProcess) assert.ok(memory && (memory.maxBytes ?? 0) > 20e6, `${memory?.maxBytes}`);
  assert.ok(memory === undefined || memory.kind === (globalThis.gc ? 'heap' : 'rss') || !isProcess);
});

test('wrong attributes throw before anything runs', () => {
  const telemetry = createTelemetry();
  const refused = (attributes: object, code: string) => {
    const options = { modelId: 'm', ...attributes };
    assert.throwsCode(() => telemetry.inference(options), code);
    assert.throwsCode(() => telemetry.start('inference', options), code);
    return assert.throwsCode(() => telemetry.trackInference(options, () => assert.unreachable()), code);
  };
  assert.instance(refused({ batchSize: '8' }, 'TELEMETRY_ATTRIBUTE_KIND'), TypeError);
  refused({ modelId: 1 }, 'TELEMETRY_LABEL_KIND');
  refused({ modelId: Symbol('m') }, 'TELEMETRY_LABEL_KIND');
  assert.equal(telemetry.snapshot().metrics, []);
  telemetry.trackInference({ modelId: 'm', batchSize: 8 }, () => 1);
  refused({ batchSize: '8' }, 'TELEMETRY_ATTRIBUTE_KIND');
  const inputType = 5 as unknown as string;
  const withInputType = () => telemetry.trackInference({ modelId: 'm', batchSize: 8, inputType }, () => 1);
  assert.throwsCode(withInputType, 'TELEMETRY_LABEL_KIND');
});
