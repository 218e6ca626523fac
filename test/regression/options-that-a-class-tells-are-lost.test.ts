// Options whose values are getters of a class, as configuration objects have them, were taken for left out by functions that
// copy what they are handed: a filter that held for one model held for everything.
import {
  createTelemetry,
  forget,
  getFindings,
  getMetrics,
  type Objective,
  type Telemetry,
} from 'inferometer';
import { createTelemetryRunLogger } from 'inferometer/experiments';
import { createMetrics } from 'inferometer/metrics';
import { createBudget } from 'inferometer/objectives';
import { createMetricsHandler, expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

/** An object whose class has a getter for each of the options, and one that is no option. Each may be read once. */
function told<Options extends object>(options: Options): Options {
  const reads = new Map<string, number>();
  class Told {
    get isValid(): boolean {
      return true;
    }
  }
  for (const [name, value] of Object.entries(options)) {
    Object.defineProperty(Told.prototype, name, {
      get: () => {
        reads.set(name, (reads.get(name) ?? 0) + 1);
        return value;
      },
    });
  }
  return new Told() as unknown as Options;
}

test('createTelemetry, configure and createMetrics', () => {
  using telemetry = createTelemetry(
    told({ prefix: 'mine_', logLevel: 'silent' as const, labels: { zone: 'a' } }),
  );
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  assert.match(expositionText(telemetry), 'mine_inference_seconds_count{model_id="m"');
  telemetry.configure(told({ enabled: false }));
  telemetry.trackInference({ modelId: 'n' }, () => 1);
  assert.is(expositionText(telemetry).includes('model_id="n"'), false);
  using metrics = createMetrics(told({ seriesLimit: 1 }));
  const hits = metrics.counter({ name: 'hits_total', help: 'H.', labels: ['a'] });
  for (const a of ['1', '2']) hits.withLabels({ a }).add(1);
  assert.match(expositionText(metrics), 'otel_metric_overflow="true"');
});

test('a wrong value is as wrong where a class tells it', () => {
  assert.throwsCode(() => createTelemetry(told({ prefix: 7 as never })), 'TELEMETRY_OPTION_KIND');
  assert.throwsCode(() => createMetrics(told({ seriesLimit: 0 })), 'TELEMETRY_OPTION_RANGE');
  using telemetry = createTelemetry({ logLevel: 'silent' });
  assert.throwsCode(() => telemetry.configure(told({ samplingRatio: 2 })), 'TELEMETRY_OPTION_RANGE');
  const thresholds = { nothing: {} } as object;
  assert.throwsCode(() => getFindings(telemetry, told({ thresholds })), 'TELEMETRY_OPTION_RANGE');
});

test('forget, getMetrics and findings', () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  for (const modelId of ['m', 'n']) telemetry.trackInference({ modelId }, () => 1);
  const { range } = getMetrics(telemetry, told({ modelId: 'm' }));
  assert.is(range.operations[0]?.count, 1);
  for (let i = 0; i < 30; i++) telemetry.start('inference', { modelId: 'm' }).fail(new Error('no'));
  const objectives: readonly Objective[] = [{ operationType: 'inference', targetRatio: 0.99 }];
  const missed = getFindings(telemetry, told({ objectives })).filter(({ type }) => type === 'objective');
  assert.is(missed.length, 1);
  assert.ok(forget(telemetry, told({ modelId: 'm' })) > 0);
  const page = expositionText(telemetry);
  assert.equal([page.includes('model_id="m"'), page.includes('model_id="n"')], [false, true]);
});

test('budgets, runs and pages', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  let spent = 0;
  const onSpent = () => {
    spent += 1;
  };
  createBudget(telemetry, told({ name: 'b', limit: { tokens: 1 }, onSpent }));
  const inference = telemetry.start('inference', { modelId: 'm' });
  inference.usage({ inputTokens: 2 });
  inference.ok();
  assert.is(spent, 1);
  const run = createTelemetryRunLogger(telemetry, { modelId: 'm' }).startRun(told({ name: 'first' }));
  assert.is(run.name, 'first');
  const page = createMetricsHandler(telemetry, told({ prefix: 'own_', names: 'semconv-v1.41' as const }));
  const text = await (await page(new Request('http://localhost/metrics'))).text();
  assert.match(text, 'own_gen_ai_client_operation_duration');
});

type As = <Options extends object>(options: Options) => Options;

/** Calls with every attribute that they may have. */
const ways: Record<string, (telemetry: Telemetry, as: As) => unknown> = {
  trackModelOperation: (telemetry, as) =>
    telemetry.trackModelOperation(
      as({ operationType: 'model_load', modelId: 'm', framework: 'onnx', device: 'gpu', modelSizeBytes: 5 }),
      () => 1,
    ),
  trackInference: (telemetry, as) =>
    telemetry.trackInference(
      as({ modelId: 'm', operationType: 'batch_inference', batchSize: 4, labels: { zone: 'a' } }),
      () => 1,
    ),
  trackTrainingEpoch: (telemetry, as) =>
    telemetry.trackTrainingEpoch(as({ modelId: 'm', runId: 'r', epoch: 1, numSamples: 10 }), () => 1),
  trackDatasetOperation: (telemetry, as) =>
    telemetry.trackDatasetOperation(
      as({ operationType: 'dataset_load', datasetId: 'd', datasetSizeBytes: 5, format: 'csv' }),
      () => 1,
    ),
  trackDistributedOperation: (telemetry, as) =>
    telemetry.trackDistributedOperation(
      as({ operationType: 'worker_coordination', taskId: 't', numWorkers: 3 }),
      () => 1,
    ),
  'run().trackEpoch': (telemetry, as) =>
    telemetry.run(as({ modelId: 'm', runId: 'r' })).trackEpoch(as({ epoch: 2, numSamples: 10 }), () => 1),
  'run().log': (telemetry, as) =>
    telemetry.run(as({ modelId: 'm', runId: 'r' })).log({ loss: 1 }, as({ step: 7, epoch: 2 })),
  recordTrainingStats: (telemetry, as) =>
    telemetry.recordTrainingStats(as({ modelId: 'm', runId: 'r', step: 8, metrics: { loss: 2 } })),
  'start of training': (telemetry, as) =>
    telemetry.start('training_epoch', as({ modelId: 'm', runId: 'r', epoch: 3, numSamples: 10 })).ok(),
  'start of storage': (telemetry, as) =>
    telemetry.start('get', as({ backend: 'disk', operationId: 'o' })).ok(),
};

for (const [name, way] of Object.entries(ways)) {
  test(`${name}: what is recorded and logged is the same`, () => {
    const [plain, asTold] = [(options: object) => options, told].map((as) => {
      let nowMs = 0;
      const lines: object[] = [];
      const note = (fields: object, message: string) => lines.push({ ...fields, message });
      using telemetry = createTelemetry({
        logLevel: 'debug',
        labelNames: ['zone'],
        clock: { monotonicMs: () => nowMs++, wallUnixMs: () => 1e12 },
        logger: { debug: note, info: note, warn: note, error: note },
      });
      way(telemetry, as as As);
      return { page: expositionText(telemetry), kept: telemetry.snapshot(), lines };
    });
    assert.equal(asTold, plain);
  });
}
