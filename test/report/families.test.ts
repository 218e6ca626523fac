// Whatever is recorded is in a report: without one of its metrics, a report would be another one.
import fc from 'fast-check';
import {
  createTelemetry,
  storageHooks,
  type Telemetry,
  type TelemetrySnapshot,
  trackStorageOperation,
  trackStream,
} from 'inferometer';
import { withTelemetry } from 'inferometer/middleware';
import { generateMetricsReport, type ReportFormat } from 'inferometer/report';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';

type Call = (telemetry: Telemetry, machine: Machine) => unknown;

/** Every way to record, each with something that is above 0. */
const CALLS: readonly Call[] = [
  (t, machine) =>
    t.trackModelOperation({ operationType: 'model_load', modelId: 'm', modelSizeBytes: 5 }, (load) => {
      load.child('fetch', () => machine.pass(1));
      const broken = load.child('compile');
      machine.pass(1);
      broken.fail(new TypeError('no'));
    }),
  (t, machine) => t.trackModelOperation({ operationType: 'model_init', modelId: 'm' }, () => machine.pass(1)),
  (t, machine) => t.trackModelOperation({ operationType: 'model_save', modelId: 'm' }, () => machine.pass(1)),
  (t) => t.inference({ modelId: 'm', batchSize: 8 }).record(0.5),
  (t, machine) =>
    t.trackInference({ modelId: 'm', operationType: 'batch_inference' }, () => machine.pass(0.25)),
  (t, machine) =>
    t.trackInference({ modelId: 'm', operationType: 'embeddings_generation', trackMemory: true }, () =>
      machine.pass(0.25),
    ),
  (t) => t.start('inference', { modelId: 'm' }).fail(new RangeError('no')),
  (t) => t.start('inference', { modelId: 'm' }).abort(),
  (t) => {
    for (const modelId of ['m', 'priced']) {
      const inference = t.start('inference', { modelId });
      const output = { outputTokens: 9, reasoningTokens: 4, toolTokens: 1 };
      inference.usage({ inputTokens: 7, cachedTokens: 2, ...output });
      inference.ok();
    }
  },
  (t, machine) => t.trackTrainingEpoch({ modelId: 'm', epoch: 0, numSamples: 9 }, () => machine.pass(2)),
  (t) => t.start('optimizer_step', { modelId: 'm' }).ok(),
  (t) => t.start('gradient_update', { modelId: 'm' }).ok(),
  (t) => t.recordTrainingStats({ modelId: 'm', loss: 0.5, metrics: { f1: 0.25 } }),
  (t, machine) => {
    const about = { datasetId: 'd', datasetSizeBytes: 7 };
    for (const operationType of ['dataset_load', 'dataset_preprocess', 'dataset_transform'] as const) {
      t.trackDatasetOperation({ operationType, ...about }, () => machine.pass(1));
    }
  },
  (t) => t.recordCacheReads({ datasetId: 'd', source: 'ipfs', hits: 3, misses: 2 }),
  (t, machine) =>
    t.trackDistributedOperation({ operationType: 'worker_coordination', numWorkers: 2 }, () =>
      machine.pass(1),
    ),
  (t) => t.recordWorkerUtilization({ workerId: 'w', utilization: 0.75 }),
  (t) => t.recordWorkerTask({ workerId: 'w', durationSeconds: 1.5 }),
  async (t, machine) => {
    async function* tokens() {
      for (const token of ['a', 'b', 'c']) {
        machine.pass(0.125);
        yield token;
      }
    }
    for await (const _ of await trackStream(t, { modelId: 'm' }, async () => tokens()));
  },
  (t, machine) => trackStorageOperation(t, { operationType: 'add', backend: 's3' }, () => machine.pass(1)),
  (t) => {
    const hooks = storageHooks(t);
    hooks.operationStarted({ operationId: '1', operationType: 'get', backend: 's3' });
    hooks.statusChanged({ operationId: '1', status: 'processing' });
    hooks.operationRetried({ operationId: '1' });
    hooks.operationStarted({ operationId: '2', operationType: 'get', backend: 's3' });
    hooks.statusChanged({ operationId: '2', status: 'failed' });
    hooks.queueSizeChanged({ size: 4 });
    hooks.backendHealthChanged({ backend: 's3', health: 'degraded' });
  },
  (t, machine) => {
    const handler = withTelemetry(t, () => new Response(null, { status: 204 }), {
      route: () => '/users/:id',
    });
    machine.pass(0.5);
    return handler(new Request('http://localhost/users/1'));
  },
  (t) => void withTelemetry(t, () => new Promise<Response>(() => {}))(new Request('http://localhost/slow')),
  (t) =>
    t
      .counter({ name: 'own_total', help: 'x.', labels: ['tier'] })
      .withLabels({ tier: 'a' })
      .add(3),
  (t) => t.upDownCounter({ name: 'own_open', help: 'x.' }).withLabels().add(-3),
  (t) => t.gauge({ name: 'own_depth', help: 'x.' }).withLabels().set(3),
  (t) => t.histogram({ name: 'own_wait_seconds', help: 'x.', unit: 'seconds' }).withLabels().record(3),
  (t) => t.inference({ modelId: 'm' }).record(-1),
];

/** What others say too, of which the report is made: where it is also missing, those are. */
const SAID_BY_OTHERS: ReadonlySet<string> = new Set([
  // The curves, from which these gauges have their last points.
  ...['training_samples_per_second', 'training_loss', 'training_metric'],
  // The samples, of which this gauge has the last one; the outcomes, of which these are shares.
  ...['worker_utilization_ratio', 'operation_success_rate', 'operation_error_rate'],
  // The mean throughput, which is the peak where it was even.
  'inference_throughput_peak',
  // The outcomes by type and the durations: who has those is named anyhow.
  ...['model_operations_total', 'dataset_operations_total'],
  // The durations of the operations, of the phases, of the streams.
  ...['inference_call_rate', 'inference_throughput', 'operation_phases_total', 'stream_output_tokens'],
]);

/** Without the catalogue's prefixes. */
function namesMissingIn(snapshot: TelemetrySnapshot, format: ReportFormat): string[] {
  const whole = generateMetricsReport(snapshot, { format });
  const without = (name: string) => snapshot.metrics.filter(({ fullName }) => fullName !== name);
  return snapshot.metrics
    .filter(({ series }) =>
      series.some((one) => ('value' in one ? one.value !== 0 : one.histogram.count > 0)),
    )
    .filter(({ fullName }) => {
      return generateMetricsReport({ ...snapshot, metrics: without(fullName) }, { format }) === whole;
    })
    .map(({ instrument }) => instrument.name);
}

async function recordedBy(calls: readonly Call[]): Promise<TelemetrySnapshot> {
  const machine = new Machine();
  const memory = { usedBytes: () => 1000 + machine.monotonicMs(), breakdown: () => ({ heap: 7 }) };
  const options = {
    clock: machine,
    timer: machine,
    memory,
    trackMemoryUsage: true,
    logLevel: 'silent',
  } as const;
  const telemetry: Telemetry = createTelemetry(options);
  for (const call of calls) await call(telemetry, machine);
  return telemetry.snapshot();
}

for (const format of ['markdown', 'text', 'json'] as const) {
  test(`law: no metric of whatever was recorded is missing: ${format}`, async () => {
    const calls = fc.subarray([...CALLS], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(calls, async (chosen) => {
        const missing = namesMissingIn(await recordedBy(chosen), format);
        assert.equal(
          missing.filter((name) => format === 'json' || !SAID_BY_OTHERS.has(name)),
          [],
        );
      }),
      { examples: [[[...CALLS]]], numRuns: 4 },
    );
  });
}
