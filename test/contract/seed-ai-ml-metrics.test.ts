// The program under "Usage Examples" of the source document AI/ML Specific Metrics Tracking, line by line, and its
// two ways of configuration. It sleeps on a clock of the test; what it prints is kept, and read at the end.
import {
  createTelemetry,
  type DatasetMetrics,
  getDatasetMetrics,
  getInferenceMetrics,
  getModelMetrics,
  getTrainingMetrics,
  type InferenceMetrics,
  type ModelMetrics,
  type TrainingMetrics,
} from 'inferometer';
import { generateMetricsReport, getComprehensiveReport } from 'inferometer/report';
import { seededRandom } from '../../examples/demo/random.ts';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';

/** `import time`, `import random`, `print`. */
function python() {
  const machine = new Machine();
  const random = seededRandom(2026);
  const printed: unknown[] = [];
  return {
    machine,
    printed,
    print: (...values: unknown[]) => void printed.push(...values),
    uniform: (low: number, high: number) => low + (high - low) * random(),
    sleep: async (seconds: number) => machine.pass(seconds),
  };
}

test('Usage Examples: the whole program, to its printed report', async () => {
  const { machine, printed, print, uniform, sleep } = python();

  // # Initialize: ai_metrics = AIMLMetrics(track_memory=True)
  const memory = { usedBytes: () => 1e9 + machine.monotonicMs() };
  const aiMetrics = createTelemetry({ trackMemoryUsage: true, clock: machine, timer: machine, memory });

  // # --- Track Model Loading ---
  const modelId = 'resnet50-v1';
  // with ai_metrics.track_model_load(model_id=model_id, source="ipfs", framework="pytorch"):
  await aiMetrics.trackModelOperation(
    { operationType: 'model_load', modelId, source: 'ipfs', framework: 'pytorch' },
    async () => {
      print(`Simulating loading model ${modelId}...`);
      await sleep(uniform(0.5, 1.5));
    },
  );
  print('Model loading tracked.');

  // # --- Track Inference ---
  const numInferences = 10;
  const batchSize = 8;
  for (let i = 0; i < numInferences; i++) {
    // with ai_metrics.track_inference(model_id=model_id, batch_size=batch_size):
    await aiMetrics.trackInference({ modelId, batchSize }, () => sleep(uniform(0.05, 0.2)));
  }
  print(`${numInferences} inference operations tracked.`);

  // # --- Track Training Epoch ---
  const numEpochs = 3;
  const samplesPerEpoch = 1000;
  for (let epoch = 0; epoch < numEpochs; epoch++) {
    // with ai_metrics.track_training_epoch(model_id=model_id, epoch=epoch, num_samples=samples_per_epoch):
    await aiMetrics.trackTrainingEpoch({ modelId, epoch, numSamples: samplesPerEpoch }, async () => {
      print(`Simulating training epoch ${epoch}...`);
      await sleep(uniform(2, 5));
      // ai_metrics.record_training_stats(model_id=..., epoch=..., metrics={...})
      aiMetrics.recordTrainingStats({
        modelId,
        epoch,
        metrics: { train_loss: uniform(0.1, 0.5), val_accuracy: uniform(0.8, 0.95) },
      });
    });
  }
  print(`${numEpochs} training epochs tracked.`);

  // # --- Track Dataset Operation ---
  const datasetId = 'imagenet-subset-v2';
  // with ai_metrics.track_dataset_load(dataset_id=dataset_id, source="ipfs", format="parquet"):
  await aiMetrics.trackDatasetOperation(
    { operationType: 'dataset_load', datasetId, source: 'ipfs', format: 'parquet' },
    async () => {
      print(`Simulating loading dataset ${datasetId}...`);
      await sleep(uniform(1, 3));
    },
  );
  print('Dataset loading tracked.');

  // # --- Get Metrics ---
  print('\n--- Model Metrics ---');
  print(getModelMetrics(aiMetrics, modelId));
  print('\n--- Inference Metrics ---');
  print(getInferenceMetrics(aiMetrics, modelId));
  print('\n--- Training Metrics ---');
  print(getTrainingMetrics(aiMetrics, modelId));
  print('\n--- Dataset Metrics ---');
  print(getDatasetMetrics(aiMetrics, datasetId));

  // # --- Generate Report ---
  print('\n--- Comprehensive Report ---');
  const reportData = getComprehensiveReport(aiMetrics);
  print('\n--- Formatted Markdown Report ---');
  const markdownReport = generateMetricsReport(aiMetrics, { format: 'markdown' });
  print(markdownReport);

  const [model, inference, training, dataset] = printed.filter((one) => typeof one !== 'string') as [
    ModelMetrics,
    InferenceMetrics,
    TrainingMetrics,
    DatasetMetrics,
  ];
  const within = (seconds: number | undefined, low: number, high: number) =>
    assert.ok(seconds !== undefined && seconds >= low && seconds <= high, `${seconds} in ${low} to ${high}`);
  within(model.loadTime?.meanSeconds, 0.5, 1.5);
  within(inference.latency?.minSeconds, 0.05, 0.2);
  within(inference.latency?.maxSeconds, 0.05, 0.2);
  assert.equal(
    [inference.latency?.count, inference.throughput?.items, inference.memory?.count],
    [10, 80, 10],
  );
  assert.is(training.epochs, 3);
  within(training.epochTime?.meanSeconds, 2, 5);
  within(training.samplesPerSecond?.mean, 200, 500);
  assert.is(training.curves.train_loss?.values.length, 3);
  assert.ok(training.curves.val_accuracy?.values.every((value) => value >= 0.8 && value < 0.95));
  within(dataset.loadTime?.meanSeconds, 1, 3);

  // # Example report might include: summary statistics for each category, analysis, recommendations
  const seed = reportData.toJSON();
  for (const key of ['models', 'inference', 'training', 'datasets', 'analysis', 'recommendations']) {
    assert.ok(key in seed, key);
  }
  for (const heading of ['Model Loading', 'Inference', 'Training', 'Dataset', 'Recommendations']) {
    assert.match(markdownReport, new RegExp(`^## ${heading}$`, 'm'));
  }
  assert.is(printed.filter((one) => typeof one === 'string').length, 16);
  aiMetrics.dispose();
});

test('Configuration: the snippet within the main config, and the direct initialisation', () => {
  // config = {'ai_ml': {'metrics': {'enabled': True, 'track_memory_usage': True, 'history_size': 5000, ...}}}
  const config = {
    aiMl: {
      metrics: {
        enabled: true,
        trackMemoryUsage: true,
        curvePointLimit: 5000,
        analysisPercentiles: [50, 90, 95, 99],
      },
    },
  };
  const [usedBytes, memory] = [1e9, { usedBytes: () => usedBytes }];
  // ai_metrics = AIMLMetrics(track_memory=True, history_size=5000)
  for (const options of [config.aiMl.metrics, { trackMemoryUsage: true, curvePointLimit: 5000 }]) {
    using telemetry = createTelemetry({ ...options, memory });
    telemetry.trackInference({ modelId: 'm' }, () => 1);
    for (let step = 0; step < 6000; step++)
      telemetry.recordTrainingStats({ modelId: 'm', loss: 1 / (1 + step) });
    const inference = getInferenceMetrics(telemetry, 'm');
    assert.is(inference?.memory?.count, 1);
    assert.equal(Object.keys(inference?.latency?.percentilesSeconds ?? {}), ['p50', 'p90', 'p95', 'p99']);
    const loss = getTrainingMetrics(telemetry, 'm')?.curves.loss;
    assert.is(loss?.count, 6000);
    assert.ok((loss?.values.length ?? 0) <= 5000);
  }
});
