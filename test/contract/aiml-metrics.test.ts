// Section B of the telemetry contract, AIMLMetrics: a test for each row, from the public API to where a user reads.
import {
  createTelemetry,
  getDatasetMetrics,
  getDistributedMetrics,
  getInferenceMetrics,
  getModelMetrics,
  getTrainingMetrics,
  type TelemetryOptions,
} from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { generateMetricsReport, getComprehensiveReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a reader of JSON sees.
type Json = any;

function running(options: TelemetryOptions = {}) {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine, ...options });
  const report = (): Json => JSON.parse(JSON.stringify(getComprehensiveReport(telemetry)));
  return { machine, telemetry, report };
}

/** The source document's own example, with the waits that it draws at random. */
function example(options: TelemetryOptions = {}) {
  const { machine, telemetry, report } = running(options);
  const modelId = 'resnet50-v1';
  const about = { operationType: 'model_load', modelId, source: 'ipfs', framework: 'pytorch' } as const;
  telemetry.trackModelOperation(about, () => machine.pass(1));
  for (let i = 0; i < 10; i++) {
    telemetry.trackInference({ modelId, batchSize: 8 }, () => machine.pass(0.05 + 0.015 * i));
  }
  for (let epoch = 0; epoch < 3; epoch++) {
    telemetry.trackTrainingEpoch({ modelId, epoch, numSamples: 1000 }, () => machine.pass(2 + epoch));
    telemetry.recordTrainingStats({
      modelId,
      epoch,
      loss: 0.5 / (1 + epoch),
      metrics: { train_loss: 0.5 / (1 + epoch), val_accuracy: 0.8 + 0.05 * epoch },
    });
  }
  const dataset = { datasetId: 'imagenet-subset-v2', source: 'ipfs', format: 'parquet' };
  telemetry.trackDatasetOperation({ operationType: 'dataset_load', ...dataset }, () => machine.pass(2));
  return { machine, telemetry, report };
}

test('B configuration: enabled: false records nothing', () => {
  const { telemetry } = example({ enabled: false });
  assert.equal(getModelMetrics(telemetry), []);
  assert.equal(telemetry.snapshot().metrics, []);
});

test('B configuration: track_memory_usage reads memory around every inference, and not without it', () => {
  const memory = { usedBytes: () => 1000 };
  assert.is(getInferenceMetrics(example({ memory }).telemetry, 'resnet50-v1')?.memory, undefined);
  const tracked = example({ memory, trackMemoryUsage: true }).telemetry;
  assert.is(getInferenceMetrics(tracked, 'resnet50-v1')?.memory?.count, 10);
});

test('B configuration: history_size bounds the points of a curve; its first, its last and its count stay', () => {
  const { telemetry } = running({ curvePointLimit: 10 });
  for (let epoch = 0; epoch < 1000; epoch++)
    telemetry.recordTrainingStats({ modelId: 'm', loss: 1000 - epoch });
  const curve = getTrainingMetrics(telemetry, 'm')?.curves.loss;
  assert.is(curve?.count, 1000);
  assert.ok((curve?.values.length ?? 0) <= 10);
  assert.equal([curve?.values[0], curve?.values.at(-1)], [1000, 1]);
});

test('B configuration: analysis_percentiles are those of getters and reports', () => {
  const { telemetry } = example({ analysisPercentiles: [10, 99.9] });
  const latency = getInferenceMetrics(telemetry, 'resnet50-v1')?.latency;
  assert.equal(Object.keys(latency?.percentilesSeconds ?? {}), ['p10', 'p99.9']);
  assert.match(generateMetricsReport(telemetry), 'p99.9');
});

test('B model getter: statistics of loads and initialisations, size, framework; failures apart', () => {
  const { machine, telemetry } = running();
  const load = { operationType: 'model_load', modelId: 'm', framework: 'onnx', modelSizeBytes: 5e7 } as const;
  for (const seconds of [1, 2, 6]) telemetry.trackModelOperation(load, () => machine.pass(seconds));
  const failing = telemetry.start('model_load', { modelId: 'm', framework: 'onnx' });
  machine.pass(100);
  failing.fail(new Error('no'));
  telemetry.trackModelOperation(
    { operationType: 'model_init', modelId: 'only-initialised', device: 'cpu' },
    () => machine.pass(0.5),
  );
  const model = getModelMetrics(telemetry, 'm');
  assert.is(model?.framework, 'onnx');
  assert.is(model?.sizeBytes, 5e7);
  const { count, meanSeconds, minSeconds, maxSeconds, medianSeconds } = model?.loadTime ?? ({} as never);
  assert.equal([count, meanSeconds, minSeconds, maxSeconds], [3, 3, 1, 6]);
  assert.close(medianSeconds, 2, 0.0111);
  assert.is(model?.outcomes.model_load?.error, 1);
  assert.is(getModelMetrics(telemetry, 'only-initialised')?.initializationTime?.count, 1);
  assert.is(getModelMetrics(telemetry).length, 2);
  assert.is(getModelMetrics(telemetry, 'nobody'), undefined);
});

test('B inference getter: latency, throughput, batch sizes, memory; percentiles from the histogram', () => {
  const { telemetry } = example({ memory: { usedBytes: () => 7 }, trackMemoryUsage: true });
  const metrics = getInferenceMetrics(telemetry, 'resnet50-v1');
  assert.is(metrics?.latency?.count, 10);
  assert.close(metrics?.latency?.meanSeconds ?? 0, 0.1175, 1e-9);
  assert.close(metrics?.latency?.percentilesSeconds.p95 ?? 0, 0.185, 0.0111);
  assert.is(metrics?.throughput?.items, 80);
  assert.close(metrics?.throughput?.meanItemsPerSecond ?? 0, 80 / 1.175, 1e-9);
  assert.close(metrics?.callRate?.maxItemsPerSecond ?? 0, 8 / 0.05, 1e-9);
  assert.equal(
    metrics?.batchSizes.map(({ batchSize, latency }) => [batchSize, latency.count]),
    [[8, 10]],
  );
  assert.is(metrics?.memory?.count, 10);
});

test('B training getter: epochs, samples per second, loss progress over n-1 steps, every curve', () => {
  const { telemetry } = example();
  const training = getTrainingMetrics(telemetry, 'resnet50-v1');
  assert.is(training?.epochs, 3);
  assert.is(training?.epochTime?.meanSeconds, 3);
  assert.is(training?.samplesPerSecond?.max, 500);
  assert.close(training?.loss?.convergenceRate ?? 0, (0.5 - 0.5 / 3) / 2, 1e-12);
  assert.equal(training?.curves.val_accuracy?.values, [0.8, 0.8500000000000001, 0.9]);
  telemetry.recordTrainingStats({ modelId: 'without-epoch', loss: 2, learningRate: 0.1, gradientNorm: 3 });
  telemetry.recordTrainingStats({ modelId: 'without-epoch', loss: 1 });
  const loose = getTrainingMetrics(telemetry, 'without-epoch');
  assert.equal(loose?.curves.loss?.steps, [0, 1]);
  assert.equal(loose?.curves.learning_rate?.values, [0.1]);
  assert.equal(loose?.curves.gradient_norm?.values, [3]);
});

test('B dataset getter: loads, preprocessing, transforms, bytes per second, cache', () => {
  const { machine, telemetry } = running();
  const track = (
    operationType: 'dataset_load' | 'dataset_preprocess' | 'dataset_transform',
    seconds: number,
  ) =>
    telemetry.trackDatasetOperation({ operationType, datasetId: 'd', datasetSizeBytes: 1000 }, () =>
      machine.pass(seconds),
    );
  track('dataset_load', 2);
  track('dataset_preprocess', 4);
  track('dataset_transform', 8);
  telemetry.recordCacheReads({ datasetId: 'd', source: 'ipfs', hits: 3, misses: 1 });
  const dataset = getDatasetMetrics(telemetry, 'd');
  assert.equal([dataset?.loadTime?.count, dataset?.loadTime?.meanSeconds], [1, 2]);
  assert.equal([dataset?.preprocessTime?.totalSeconds, dataset?.transformTime?.totalSeconds], [4, 8]);
  assert.is(dataset?.bytesPerSecond.dataset_load?.mean, 500);
  assert.is(dataset?.cache.ipfs?.hitRatio, 0.75);
});

test('B distributed getter: coordination, communication, worker counts and utilization, real phases', () => {
  const { machine, telemetry } = running();
  const coordinate = { operationType: 'worker_coordination', numWorkers: 8 } as const;
  telemetry.trackDistributedOperation(coordinate, (operation) => {
    machine.pass(1);
    operation.child('communication', () => machine.pass(3));
  });
  const distribute = { operationType: 'task_distribution', numWorkers: 4 } as const;
  telemetry.trackDistributedOperation(distribute, () => machine.pass(2));
  telemetry.trackDistributedOperation({ operationType: 'result_aggregation' }, () => machine.pass(5));
  telemetry.recordWorkerUtilization({ workerId: 'a', utilization: 0.5 });
  telemetry.recordWorkerUtilization({ workerId: 'b', utilization: 0.9 });
  const distributed = getDistributedMetrics(telemetry);
  assert.equal([distributed.coordinationTime?.count, distributed.coordinationTime?.totalSeconds], [1, 4]);
  assert.is(distributed.communicationTime?.totalSeconds, 3);
  assert.equal([distributed.workerCounts?.min, distributed.workerCounts?.max], [4, 8]);
  assert.equal(distributed.utilizationByWorker, { a: 0.5, b: 0.9 });
  assert.is(distributed.taskDistributionTime?.meanSeconds, 2);
  assert.is(distributed.resultAggregationTime?.meanSeconds, 5);
});

test('B comprehensive report: of the document’s own example it has every key, and no subset of it makes it throw', () => {
  const report = example().report();
  assert.is(report.schema_version, 1);
  assert.is(report.models.models['resnet50-v1'].load_time_stats.mean, 1);
  assert.is(report.inference.models['resnet50-v1'].latency_stats.count, 10);
  assert.is(report.training.models['resnet50-v1'].num_epochs, 3);
  assert.is(report.datasets.datasets['imagenet-subset-v2'].format, 'parquet');
  assert.equal(Object.keys(report.analysis), [
    'performance_bottlenecks',
    'training_efficiency',
    'data_pipeline_analysis',
  ]);
  assert.equal(running().report().recommendations, []);
});

test('B analysis: the thresholds, each overridable; regressions between epochs and between intervals', () => {
  const { telemetry, report } = example();
  assert.equal(
    report().analysis.performance_bottlenecks.map(({ type, severity }: Json) => [type, severity]),
    [['inference_latency', 'medium']],
  );
  assert.is(report().analysis.training_efficiency['resnet50-v1'].efficiency_rating, 'medium');
  telemetry.configure({ thresholds: { inferenceSeconds: { high: 0.15 } } });
  assert.is(report().analysis.performance_bottlenecks[0].severity, 'high');

  const slower = running();
  for (const [epoch, seconds] of [10, 10, 10, 30].entries()) {
    slower.telemetry.trackTrainingEpoch({ modelId: 'm', epoch }, () => slower.machine.pass(seconds));
  }
  assert.match(slower.report().recommendations[0].message, /epoch/i);

  const later = running();
  for (const seconds of [0.01, 0.05]) {
    for (let i = 0; i < 20; i++) later.telemetry.inference({ modelId: 'm' }).record(seconds);
    later.machine.pass(60);
  }
  assert.is(later.report().recommendations[0].type, 'regression');
});

test('B recommendations: type, target, id, severity, message, details, workers, and the evidence', () => {
  const { telemetry, report } = example();
  telemetry.recordWorkerUtilization({ workerId: 'lazy', utilization: 0.1 });
  const [slow, idle] = report().recommendations;
  assert.equal(
    [slow.type, slow.target, slow.model_id, slow.severity],
    ['performance', 'inference', 'resnet50-v1', 'medium'],
  );
  assert.ok(slow.message.length > 0 && slow.details.length > 0);
  assert.is(slow.evidence.statistic, 'p95 without warm-up');
  assert.is(slow.evidence.count, 9);
  assert.ok(slow.evidence.window_seconds > 0);
  assert.equal(idle.affected_workers, ['lazy']);
});

test('B formatted report: the sections, in markdown and text; pipes are escaped', () => {
  const { machine, telemetry } = example();
  telemetry.trackDistributedOperation({ operationType: 'worker_coordination' }, () => machine.pass(1));
  telemetry.recordWorkerUtilization({ workerId: 'a|b', utilization: 0.7 });
  const markdown = generateMetricsReport(telemetry);
  for (const heading of ['Model Loading', 'Inference', 'Training', 'Dataset', 'Distributed Overhead']) {
    assert.match(markdown, `## ${heading}`);
    assert.match(generateMetricsReport(telemetry, { format: 'text' }), `${heading}\n---`);
  }
  assert.match(markdown, '## Worker Utilization');
  assert.match(markdown, '## Recommendations');
  assert.match(markdown, 'a\\|b');
});

test('B: and an exposition has it all', () => {
  const text = expositionText(example().telemetry.snapshot());
  assert.match(text, 'ipfs_aiml_inference_seconds_count{model_id="resnet50-v1",batch_size="8"} 10');
  assert.match(
    text,
    'ipfs_aiml_dataset_load_seconds_count{dataset_id="imagenet-subset-v2",format="parquet"} 1',
  );
});
