// Something of every category of work, with labels of one's own: what contracts over the whole catalogue look at.
import {
  createTelemetry,
  storageHooks,
  type Telemetry,
  type TelemetryOptions,
  trackStorageOperation,
  trackStream,
} from 'inferometer';
import { withTelemetry } from 'inferometer/middleware';

export const LABELS = { tenant: 'acme' } as const;

/**
 * Every duration is another one, so that a series is known by its sum. Stopped, the clock stands still: rates of the time
 * that passes are the same at each reading.
 */
export function options(): TelemetryOptions & { readonly clock: { stop(): void } } {
  let [nowMs, reads, isStopped] = [0, 0, false];
  const monotonicMs = () => {
    if (!isStopped) nowMs += 1 + ++reads / 1024;
    return nowMs;
  };
  const stop = () => {
    isStopped = true;
  };
  return {
    logLevel: 'silent',
    labelNames: ['tenant', 'provider'],
    labels: { zone: 'a' },
    clock: { monotonicMs, wallUnixMs: () => Date.now(), stop },
  };
}

export async function everything(): Promise<Telemetry> {
  const given = options();
  const telemetry: Telemetry = createTelemetry(given);
  await recordEverything(telemetry);
  given.clock.stop();
  return telemetry;
}

/** Each operation also fails, once as what it is and once as an abort of the same class. */
export async function recordEverything(telemetry: Telemetry): Promise<void> {
  const model = { modelId: 'llama', framework: 'onnx', modelSizeBytes: 5 };
  const dataset = { datasetId: 'letters', datasetSizeBytes: 7 };
  const operations = [
    ...(['model_load', 'model_init', 'model_save'] as const).map((type) => [type, model] as const),
    ...(['inference', 'batch_inference', 'embeddings_generation'] as const).map(
      (type) => [type, { modelId: 'llama' }] as const,
    ),
    ...(['optimizer_step', 'gradient_update'] as const).map((type) => [type, { modelId: 'llama' }] as const),
    ...(['dataset_load', 'dataset_preprocess', 'dataset_transform'] as const).map(
      (type) => [type, dataset] as const,
    ),
    ['worker_coordination', { numWorkers: 2 }] as const,
  ];
  for (const [type, about] of operations) {
    for (const signal of [undefined, { aborted: true }]) {
      const attributes = { ...about, labels: LABELS, ...(signal && { signal }) };
      const failing = telemetry.start(type, attributes as never);
      failing.child('fetch').ok();
      failing.fail(new TypeError('no'));
    }
    telemetry.start(type, { ...about, labels: LABELS } as never).ok();
  }
  telemetry.trackTrainingEpoch({ modelId: 'llama', epoch: 0, numSamples: 9, labels: LABELS }, () => 1);
  telemetry.recordTrainingStats({ modelId: 'llama', loss: 0.5, metrics: { f1: 0.25 }, labels: LABELS });
  telemetry.recordCacheReads({ datasetId: 'letters', source: 'ipfs', hits: 3, misses: 2, labels: LABELS });
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 0.75, labels: LABELS });
  telemetry.recordWorkerTask({ workerId: 'w', durationSeconds: 1.5, labels: LABELS });
  const inference = telemetry.inference({ modelId: 'llama', batchSize: 8, labels: LABELS });
  for (let i = 1; i <= 40; i++) inference.record(i ** 3 / 1000);
  for await (const _ of trackStream(telemetry, { modelId: 'llama', labels: LABELS }, tokens()));
  trackStorageOperation(telemetry, { operationType: 'add', backend: 'ipfs', labels: LABELS }, () => 1);
  try {
    trackStorageOperation(telemetry, { operationType: 'add', backend: 'ipfs', labels: LABELS }, () => {
      throw new TypeError('no');
    });
  } catch {
    // It was to fail.
  }
  const hooks = storageHooks(telemetry);
  hooks.queueSizeChanged({ size: 4, labels: LABELS });
  hooks.backendHealthChanged({ backend: 'ipfs', health: 'degraded', labels: LABELS });
  const handler = withTelemetry(telemetry, () => new Response(null, { status: 204 }), {
    route: () => '/users/:id',
    labels: () => LABELS,
  });
  handler(new Request('http://localhost/users/1'));
}

async function* tokens(): AsyncGenerator<string> {
  yield* ['a', 'b', 'c'];
}
