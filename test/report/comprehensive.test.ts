import fc from 'fast-check';
import { createTelemetry } from 'inferometer';
import { generateMetricsReport, getComprehensiveReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';
import { ordinaryRun, recorded } from './recorded.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a reader of JSON sees.
type Json = any;

function json(telemetry: Parameters<typeof getComprehensiveReport>[0]): Json {
  return JSON.parse(JSON.stringify(getComprehensiveReport(telemetry)));
}

test('the report is one object with everything in it', () => {
  const report = getComprehensiveReport(ordinaryRun());
  assert.is(report.schemaVersion, 1);
  assert.is(report.models[0]?.modelId, 'resnet');
  assert.is(report.inference[0]?.latency?.count, 10);
  assert.is(report.training[0]?.epochs, 3);
  assert.equal(report.datasets, []);
  assert.is(report.operations.find(({ operationType }) => operationType === 'inference')?.count, 11);
  assert.equal(
    report.recommendations.map(({ target }) => target),
    ['operations'],
  );
  assert.not.ok(Object.keys(report).includes('seed'));
});

test('as JSON it has the keys and the units of the source document', () => {
  // WebKit calls no toJSON that is the object's own and not enumerated: it wrote the object itself.
  assert.not.ok(Object.hasOwn(getComprehensiveReport(ordinaryRun()), 'toJSON'));
  const report = json(ordinaryRun());
  assert.equal(Object.keys(report), [
    'schema_version',
    'timestamp',
    'environment',
    'models',
    'inference',
    'streams',
    'training',
    'datasets',
    'distributed',
    'storage',
    'http',
    'drift',
    'continual_learning',
    'operations',
    'failures',
    'objectives',
    'budgets',
    'metrics',
    'analysis',
    'recommendations',
  ]);
  assert.is(report.schema_version, 1);
  assert.ok(Math.abs(report.timestamp - Date.UTC(2026, 0, 2, 3, 4, 5) / 1000) < 60);
  const { resnet } = report.models.models;
  assert.equal(
    [resnet.model_id, resnet.framework, resnet.size_bytes],
    ['resnet', 'onnxruntime', 50 * 2 ** 20],
  );
  assert.equal(resnet.load_time_stats, {
    count: 1,
    mean: 1.25,
    min: 1.25,
    max: 1.25,
    median: 1.25,
    total: 1.25,
    percentiles: { p50: 1.25, p90: 1.25, p95: 1.25, p99: 1.25 },
  });
  assert.equal(resnet.initialization_time_stats, {
    count: 0,
    mean: null,
    min: null,
    max: null,
    median: null,
    total: 0,
    percentiles: {},
  });
  assert.equal(resnet.outcomes, { model_load: { ok: 1, error: 0, aborted: 0, unknown: 0 } });
  const { latency_stats, throughput_stats, batch_sizes, memory_usage } = report.inference.models.resnet;
  assert.is(latency_stats.count, 10);
  assert.close(latency_stats.p95, 0.016, 0.011);
  assert.close(throughput_stats.mean, 45 / 0.16, 1e-9);
  assert.equal(batch_sizes, [1, 8]);
  assert.is(memory_usage, null);
  const { num_epochs, samples_per_second_stats, loss_progress } = report.training.models.resnet;
  assert.is(num_epochs, 3);
  assert.is(samples_per_second_stats.mean, 2000);
  assert.equal(loss_progress, {
    initial: 2,
    final: 0.5,
    convergence_rate: 0.75,
    loss_curve: [2, 1, 0.5],
    accuracy_curve: [0.5, 0.7, 0.9],
  });
  assert.is(report.analysis.training_efficiency.resnet.efficiency_rating, 'high');
  const [recommendation] = report.recommendations;
  assert.equal(Object.keys(recommendation).sort(), [
    'details',
    'evidence',
    'message',
    'model_id',
    'severity',
    'target',
    'type',
  ]);
  assert.is(recommendation.evidence.count, 11);
  assert.ok(recommendation.evidence.window_seconds > 0);
});

test('datasets and distributed work are in it, too', () => {
  const { telemetry, pass } = recorded();
  const about = { datasetId: 'd', format: 'parquet', datasetSizeBytes: 1000 };
  telemetry.trackDatasetOperation({ operationType: 'dataset_load', ...about }, () => pass(40_000));
  telemetry.trackDatasetOperation({ operationType: 'dataset_preprocess', datasetId: 'd' }, () => pass(2000));
  telemetry.trackDistributedOperation({ operationType: 'worker_coordination', numWorkers: 4 }, () =>
    pass(6000),
  );
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 0.4 });
  const { datasets, distributed, analysis, recommendations } = json(telemetry);
  assert.is(datasets.datasets.d.format, 'parquet');
  assert.is(datasets.datasets.d.size_bytes, 1000);
  assert.is(datasets.datasets.d.load_time_stats.mean, 40);
  const figures = ({ count, mean, total }: Json) => ({ count, mean, total });
  assert.equal(figures(datasets.datasets.d.preprocessing_time_stats), { count: 1, mean: 2, total: 2 });
  assert.equal(figures(distributed.coordination_overhead_stats), { count: 1, mean: 6, total: 6 });
  assert.equal(distributed.worker_counts, { count: 1, min: 4, max: 4, mean: 4 });
  assert.equal(distributed.average_worker_utilization, { w: 0.4 });
  assert.equal(analysis.data_pipeline_analysis.loading_times, { d: 40 });
  assert.equal(
    analysis.performance_bottlenecks.map(({ type, severity }: Json) => [type, severity]),
    [
      ['dataset_loading', 'high'],
      ['coordination_overhead', 'medium'],
    ],
  );
  assert.equal(recommendations.at(-1).affected_workers, ['w']);
});

test('the format json, of telemetry and of a snapshot', () => {
  const telemetry = ordinaryRun();
  const ofTelemetry = JSON.parse(generateMetricsReport(telemetry, { format: 'json' }));
  assert.equal(ofTelemetry, json(telemetry));
  assert.equal(
    JSON.parse(generateMetricsReport(telemetry.snapshot(), { format: 'json' })).models,
    ofTelemetry.models,
  );
});

test('nothing recorded is a report, too', () => {
  const report = json(createTelemetry());
  assert.equal(report.models, { models: {} });
  assert.equal(report.recommendations, []);
  assert.is(report.distributed.coordination_overhead_stats.mean, null);
});

test('whatever ids are called, and whatever subset of calls was made, it is valid JSON', () => {
  const id = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '', '"', '\u2028'));
  fc.assert(
    fc.property(id, fc.nat(127), (name, calls) => {
      using telemetry = createTelemetry({ logLevel: 'silent' });
      const made = (bit: number) => (calls & (1 << bit)) !== 0;
      if (made(0)) telemetry.trackInference({ modelId: name }, () => 1);
      if (made(1)) telemetry.start('model_load', { modelId: name }).fail();
      if (made(2)) telemetry.recordTrainingStats({ modelId: name, loss: Number.NaN });
      if (made(3)) telemetry.trackTrainingEpoch({ modelId: name, epoch: 0 }, () => 1);
      if (made(4)) telemetry.start('dataset_transform', { datasetId: name }).abort();
      if (made(5)) telemetry.recordWorkerUtilization({ workerId: name, utilization: 0 });
      if (made(6)) telemetry.recordTrainingStats({ modelId: name, metrics: { [name]: 1 } });
      const { inference, datasets } = json(telemetry);
      assert.equal(Object.keys(inference.models), made(0) ? [name] : []);
      assert.equal(Object.keys(datasets.datasets), made(4) ? [name] : []);
      for (const format of ['markdown', 'text', 'json'] as const)
        generateMetricsReport(telemetry, { format });
    }),
  );
});

test('what is no telemetry is refused', () => {
  assert.throwsCode(() => getComprehensiveReport({} as never), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => getComprehensiveReport(undefined as never), 'TELEMETRY_ARGUMENT_KIND');
});
