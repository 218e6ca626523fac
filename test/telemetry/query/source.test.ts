// Results are asked of a telemetry and of snapshots alike: two workers together are what one would have recorded.
import fc from 'fast-check';
import {
  createTelemetry,
  getDatasetMetrics,
  getDistributedMetrics,
  getFailureMetrics,
  getFindings,
  getHttpMetrics,
  getInferenceMetrics,
  getMetrics,
  getModelMetrics,
  getObjectives,
  getStorageMetrics,
  getStreamMetrics,
  getTrainingMetrics,
  type MetricsSource,
  mergeTelemetrySnapshots,
  type Objective,
  type Telemetry,
  trackStorageOperation,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { Machine } from '../time.ts';

const OBJECTIVES: readonly Objective[] = [
  { operationType: 'inference', withinSeconds: 0.5, targetRatio: 0.5 },
];

class Worker {
  readonly machine = new Machine();
  readonly telemetry: Telemetry = createTelemetry({
    clock: this.machine,
    timer: this.machine,
    logLevel: 'silent',
    objectives: OBJECTIVES,
  });
}

/** One of everything that can be recorded, each of so many eighths of a second: sums of those are exact in any order. */
const ACTIONS: readonly ((worker: Worker, id: string, seconds: number) => void)[] = [
  ({ telemetry }, modelId, seconds) => telemetry.inference({ modelId, batchSize: 4 }).record(seconds),
  ({ telemetry, machine }, modelId, seconds) => {
    const operation = telemetry.start('inference', { modelId });
    machine.pass(seconds);
    operation.fail(new RangeError('no'));
  },
  ({ telemetry, machine }, modelId, seconds) =>
    telemetry.trackModelOperation({ operationType: 'model_load', modelId }, (load) =>
      load.child('fetch', () => machine.pass(seconds)),
    ),
  ({ telemetry, machine }, datasetId, seconds) =>
    telemetry.trackDatasetOperation({ operationType: 'dataset_load', datasetId }, () =>
      machine.pass(seconds),
    ),
  ({ telemetry }, datasetId) => telemetry.recordCacheReads({ datasetId, source: 's3', hits: 3, misses: 1 }),
  ({ telemetry }, workerId, seconds) => telemetry.recordWorkerTask({ workerId, durationSeconds: seconds }),
  ({ telemetry }, workerId, seconds) =>
    telemetry.recordWorkerUtilization({ workerId, utilization: seconds / 2 }),
  ({ telemetry, machine }, backend, seconds) =>
    trackStorageOperation(telemetry, { operationType: 'add', backend }, () => machine.pass(seconds)),
];

const GETTERS: Readonly<Record<string, (source: MetricsSource) => unknown>> = {
  getModelMetrics,
  // Items per second of wall time are by the time that each was observed.
  getInferenceMetrics: (source) =>
    getInferenceMetrics(source).map((model) => ({ ...model, throughput: model.throughput?.items })),
  getStreamMetrics,
  getTrainingMetrics,
  getDatasetMetrics,
  getDistributedMetrics,
  getStorageMetrics,
  getHttpMetrics,
  getFailureMetrics,
  getObjectives: (source) =>
    // Rates are by the time that each was observed.
    getObjectives(source, { objectives: OBJECTIVES }).map(({ good, count, burnRate }) => [
      good,
      count,
      burnRate,
    ]),
  getFindings: (source) =>
    getFindings(source, { objectives: OBJECTIVES }).map(
      ({ message, severity, evidence: { count, value } }) => [message, severity, count, value],
    ),
  getMetrics: (source) =>
    getMetrics(source).range.operations.map(({ operationType, count, latency }) => [
      operationType,
      count,
      latency?.totalSeconds,
    ]),
};

/** Without the order of series, which is that of their first use. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

test('law: what getters read of two workers together is what one would have recorded', () => {
  const step = fc.record({
    action: fc.nat(ACTIONS.length - 1),
    isFirst: fc.boolean(),
    id: fc.constantFrom('a', 'b'),
    eighths: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const [whole, first, second] = [new Worker(), new Worker(), new Worker()];
      for (const { action, isFirst, id, eighths } of steps) {
        for (const worker of [whole, isFirst ? first : second]) ACTIONS[action]?.(worker, id, eighths / 8);
      }
      const parts = [first, second].map(({ telemetry }) => telemetry.snapshot());
      const merged = mergeTelemetrySnapshots(parts);
      const sent = JSON.parse(JSON.stringify(merged));
      for (const [name, get] of Object.entries(GETTERS)) {
        const expected = sorted(get(whole.telemetry.snapshot()));
        assert.equal(sorted(get(merged)), expected, name);
        assert.equal(sorted(get(sent)), expected, `${name} of JSON`);
      }
      for (const { telemetry } of [whole, first, second]) telemetry.dispose();
    }),
    { numRuns: 60 },
  );
});

test('a snapshot is what its telemetry is, as long as nothing else is recorded', () => {
  const { telemetry, machine } = new Worker();
  for (const [i, act] of ACTIONS.entries()) act({ telemetry, machine } as Worker, 'a', (i + 1) / 8);
  for (const [name, get] of Object.entries(GETTERS)) {
    assert.equal(sorted(get(telemetry.snapshot())), sorted(get(telemetry)), name);
  }
});

test('one by its id, and what is no id', () => {
  const { telemetry } = new Worker();
  telemetry.inference({ modelId: 'a' }).record(1);
  assert.is(getInferenceMetrics(telemetry.snapshot(), 'a')?.latency?.count, 1);
  assert.is(getInferenceMetrics(telemetry.snapshot(), 'b'), undefined);
  assert.throwsCode(() => getInferenceMetrics(telemetry, 7 as never), 'TELEMETRY_LABEL_KIND');
});

test('what is neither is refused', () => {
  for (const get of Object.values(GETTERS)) {
    assert.throwsCode(() => get({} as never), 'TELEMETRY_ARGUMENT_KIND');
    assert.throwsCode(() => get({ version: 1, metrics: [] } as never), 'TELEMETRY_SNAPSHOT');
  }
});
