// The examples of the source document WAL Telemetry AI/ML Integration, line by line. What they leave to the reader
// (loading a model, training it) is replaced by the least that runs.
import {
  createTelemetry,
  getDatasetMetrics,
  getDistributedMetrics,
  getInferenceMetrics,
  getModelMetrics,
  getTrainingMetrics,
  logModelPerformance,
  logTrainingProgress,
  logTrainingStart,
} from 'inferometer';
import { generateMetricsReport, getComprehensiveReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';
import { ManualClock } from '../telemetry/support.ts';

/** Names that the examples use without saying what they are. */
function world(clock: ManualClock) {
  const took = <T>(seconds: number, value: T): T => {
    clock.advance(seconds);
    return value;
  };
  const tensors = (inputs: readonly unknown[]) => took(0.02, inputs.map(String));
  const model = Object.assign(tensors, { to: (device: string) => took(0.5, device) });
  return {
    model,
    inputs: ['cat.png', 'dog.png'],
    testData: ['bird.png'],
    modelSize: 50 * 1024 * 1024,
    datasetSize: 150 * 1024 ** 3,
    numEpochs: 3,
    trainLoader: { dataset: Array.from({ length: 1000 }, (_, i) => i) },
    loadModel: async (_path: string) => took(2, model),
    generateBatch: (batchSize: number) => Array.from({ length: batchSize }, () => 'image.png'),
    trainOneEpoch: async (epoch: number) => took(3, { loss: 1 / (epoch + 1), accuracy: 1 - 1 / (epoch + 2) }),
    scheduler: { getLastLr: () => [0.001] },
    computeGradNorm: () => 1.5,
    loadDataset: async (path: string) => took(4, [path]),
    applyPreprocessing: (dataset: string[], operation: string) => took(1, [...dataset, operation]),
    initializeWorkers: () =>
      took(
        0.3,
        new Map([
          ['worker-0', { getUtilization: () => 0.9 }],
          ['worker-1', { getUtilization: () => 0.4 }],
        ]),
      ),
    distributeTasks: () => took(0.1, undefined),
    aggregateResults: () => took(0.2, ['gradients']),
  };
}

test('Getting Started: set-up, models, inference, training, datasets, workers, report', async () => {
  const clock = new ManualClock();
  const w = world(clock);

  // api = extend_high_level_api(api); api.wal_telemetry(enabled=True, ...); api.wal_aiml_telemetry()
  const telemetry = createTelemetry({
    clock,
    enabled: true,
    aggregationIntervalSeconds: 30,
    maxHistoryEntries: 100,
  });

  // with api.wal_track_model_operation(operation_type="model_load", ...)
  const model = await telemetry.trackModelOperation(
    { operationType: 'model_load', modelId: 'my_model', framework: 'pytorch', modelSizeBytes: w.modelSize },
    () => w.loadModel('path/to/model'),
  );
  telemetry.trackModelOperation({ operationType: 'model_init', modelId: 'my_model', device: 'cuda' }, () =>
    model.to('cuda'),
  );

  // with api.wal_track_inference(model_id="my_model", batch_size=32, input_type="image")
  const outputs = telemetry.trackInference({ modelId: 'my_model', batchSize: 32, inputType: 'image' }, () =>
    model(w.inputs),
  );
  assert.equal(outputs, ['cat.png', 'dog.png']);

  // for epoch in range(num_epochs): with api.wal_track_training_epoch(...); api.wal_record_training_stats(...)
  for (let epoch = 0; epoch < w.numEpochs; epoch++) {
    const { loss } = await telemetry.trackTrainingEpoch(
      { modelId: 'my_model', epoch, numSamples: w.trainLoader.dataset.length },
      () => w.trainOneEpoch(epoch),
    );
    telemetry.recordTrainingStats({
      modelId: 'my_model',
      epoch,
      loss,
      learningRate: w.scheduler.getLastLr()[0],
      gradientNorm: w.computeGradNorm(),
    });
  }

  // with api.wal_track_dataset_operation(operation_type="dataset_load", ...)
  const dataset = await telemetry.trackDatasetOperation(
    {
      operationType: 'dataset_load',
      datasetId: 'imagenet',
      format: 'tfrecord',
      datasetSizeBytes: w.datasetSize,
    },
    () => w.loadDataset('path/to/dataset'),
  );
  telemetry.trackDatasetOperation(
    { operationType: 'dataset_preprocess', datasetId: 'imagenet', operation: 'normalize' },
    () => w.applyPreprocessing(dataset, 'normalize'),
  );

  // with api.wal_track_distributed_operation(operation_type="worker_coordination", ...)
  const workers = telemetry.trackDistributedOperation(
    { operationType: 'worker_coordination', taskId: 'training_task_1', numWorkers: 8 },
    () => w.initializeWorkers(),
  );
  for (const [workerId, worker] of workers) {
    telemetry.recordWorkerUtilization({ workerId, utilization: worker.getUtilization() });
  }

  // metrics_data = api.wal_get_ai_ml_metrics()
  assert.equal(getModelMetrics(telemetry, 'my_model')?.loadTime?.meanSeconds, 2);
  assert.equal(getModelMetrics(telemetry, 'my_model')?.initializationTime?.meanSeconds, 0.5);
  assert.close(getInferenceMetrics(telemetry, 'my_model')?.latency?.meanSeconds ?? 0, 0.02, 1e-9);
  assert.equal(getTrainingMetrics(telemetry, 'my_model')?.curves.loss?.values, [1, 1 / 2, 1 / 3]);
  assert.equal(getDatasetMetrics(telemetry, 'imagenet')?.loadTime?.meanSeconds, 4);
  assert.close(getDistributedMetrics(telemetry).utilization?.mean ?? 0, 0.65, 1e-12);

  // report_result = api.wal_generate_metrics_report(format="markdown"); print(report_result["report"])
  const report = generateMetricsReport(telemetry, { format: 'markdown' });
  for (const heading of ['Model Loading', 'Inference', 'Training', 'Dataset', 'Worker Utilization']) {
    assert.match(report, new RegExp(`^## ${heading}`, 'm'));
  }
  telemetry.dispose();
});

test('Use case 1, Model Performance Optimization: one row for each batch size', async () => {
  const clock = new ManualClock();
  const w = world(clock);
  const telemetry = createTelemetry({ clock });
  const model = await telemetry.trackModelOperation(
    { operationType: 'model_load', modelId: 'my_model', framework: 'pytorch', modelSizeBytes: w.modelSize },
    () => w.loadModel('path/to/model'),
  );
  for (const batchSize of [1, 2, 4, 8, 16, 32]) {
    telemetry.trackInference({ modelId: 'my_model', batchSize, trackMemory: true }, () =>
      model(w.generateBatch(batchSize)),
    );
  }
  assert.equal(
    getInferenceMetrics(telemetry, 'my_model')?.batchSizes.map(({ batchSize }) => batchSize),
    [1, 2, 4, 8, 16, 32],
  );
  telemetry.dispose();
});

test('Use case 2, Training Progress Monitoring: a report after every epoch', async () => {
  const clock = new ManualClock();
  const w = world(clock);
  const telemetry = createTelemetry({ clock });
  for (let epoch = 0; epoch < w.numEpochs; epoch++) {
    const { loss, accuracy } = await telemetry.trackTrainingEpoch(
      { modelId: 'my_model', epoch, numSamples: w.trainLoader.dataset.length },
      () => w.trainOneEpoch(epoch),
    );
    telemetry.recordTrainingStats({
      modelId: 'my_model',
      epoch,
      loss,
      learningRate: w.scheduler.getLastLr()[0],
      gradientNorm: w.computeGradNorm(),
      metrics: { accuracy },
    });
    assert.match(generateMetricsReport(telemetry, { format: 'markdown' }), /^## Training$/m);
  }
  const metrics = getTrainingMetrics(telemetry, 'my_model');
  assert.is(metrics?.epochs, 3);
  assert.close(metrics?.loss?.convergenceRate ?? 0, 1 / 3, 1e-12);
  telemetry.dispose();
});

test('Use case 3, Distributed Training Optimization: coordination, distribution, utilization, aggregation', () => {
  const clock = new ManualClock();
  const w = world(clock);
  const telemetry = createTelemetry({ clock });
  const task = { taskId: 'training_task_7', numWorkers: 2 };
  const workers = telemetry.trackDistributedOperation({ operationType: 'worker_coordination', ...task }, () =>
    w.initializeWorkers(),
  );
  telemetry.trackDistributedOperation({ operationType: 'task_distribution', ...task }, () =>
    w.distributeTasks(),
  );
  for (const [workerId, worker] of workers) {
    telemetry.recordWorkerUtilization({ workerId, utilization: worker.getUtilization() });
  }
  const results = telemetry.trackDistributedOperation({ operationType: 'result_aggregation', ...task }, () =>
    w.aggregateResults(),
  );
  assert.equal(results, ['gradients']);
  const metrics = getDistributedMetrics(telemetry);
  assert.close(metrics.coordinationTime?.meanSeconds ?? 0, 0.3, 1e-9);
  assert.close(metrics.taskDistributionTime?.meanSeconds ?? 0, 0.1, 1e-9);
  assert.close(metrics.resultAggregationTime?.meanSeconds ?? 0, 0.2, 1e-9);
  assert.equal(metrics.utilizationByWorker, { 'worker-0': 0.9, 'worker-1': 0.4 });
  telemetry.dispose();
});

test('Use case 4, Dataset Performance Analysis: several steps of preprocessing', async () => {
  const clock = new ManualClock();
  const w = world(clock);
  const telemetry = createTelemetry({ clock });
  let dataset = await telemetry.trackDatasetOperation(
    {
      operationType: 'dataset_load',
      datasetId: 'imagenet',
      format: 'tfrecord',
      datasetSizeBytes: w.datasetSize,
    },
    () => w.loadDataset('Qm...'),
  );
  for (const operation of ['resize', 'normalize', 'augment']) {
    dataset = telemetry.trackDatasetOperation(
      { operationType: 'dataset_preprocess', datasetId: 'imagenet', operation },
      () => w.applyPreprocessing(dataset, operation),
    );
  }
  assert.equal(dataset, ['Qm...', 'resize', 'normalize', 'augment']);
  const metrics = getDatasetMetrics(telemetry, 'imagenet');
  assert.equal([metrics?.preprocessTime?.count, metrics?.preprocessTime?.totalSeconds], [3, 3]);
  assert.is(metrics?.bytesPerSecond.dataset_load?.mean, w.datasetSize / 4);
  telemetry.dispose();
});

test('Use case 5, End-to-End AI Pipeline Monitoring: from the dataset to the report', async () => {
  const clock = new ManualClock();
  const w = world(clock);
  const telemetry = createTelemetry({ clock });
  const dataset = await telemetry.trackDatasetOperation(
    {
      operationType: 'dataset_load',
      datasetId: 'my_dataset',
      format: 'parquet',
      datasetSizeBytes: w.datasetSize,
    },
    () => w.loadDataset('path/to/dataset'),
  );
  const model = await telemetry.trackModelOperation(
    { operationType: 'model_load', modelId: 'my_model', framework: 'pytorch', modelSizeBytes: w.modelSize },
    () => w.loadModel('path/to/model'),
  );
  for (let epoch = 0; epoch < w.numEpochs; epoch++) {
    await telemetry.trackTrainingEpoch({ modelId: 'my_model', epoch, numSamples: dataset.length }, () =>
      w.trainOneEpoch(epoch),
    );
  }
  const predictions = telemetry.trackInference({ modelId: 'my_model', batchSize: 32 }, () =>
    model(w.testData),
  );
  assert.equal(predictions, ['bird.png']);
  const report = generateMetricsReport(telemetry, { format: 'markdown' });
  for (const told of ['my_dataset', 'my_model']) assert.match(report, told);
  telemetry.dispose();
});

test('Best practice 1, Categorize Operations Consistently: the type to avoid is refused, and the good one named', () => {
  const telemetry = createTelemetry();
  const avoid = () =>
    telemetry.trackModelOperation({ operationType: 'loading_model' as never, modelId: 'my_model' }, () => 1);
  assert.match(assert.throwsCode(avoid, 'TELEMETRY_UNKNOWN_OPERATION').message, 'Use model_load.');
});

test('Best practice 3, Implement Proper Error Handling: the error is caught, and is in the metrics', async () => {
  const telemetry = createTelemetry();
  let logged = '';
  try {
    await telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'my_model' }, async () => {
      throw new Error('no such file');
    });
  } catch (error) {
    logged = `Failed to load model: ${(error as Error).message}`;
  }
  assert.is(logged, 'Failed to load model: no such file');
  assert.is(getModelMetrics(telemetry, 'my_model')?.outcomes.model_load?.error, 1);
});

test('Best practice 2, Include Model and Operation Context: it is in the metrics, or in the operation', () => {
  const { modelSize } = world(new ManualClock());
  const telemetry = createTelemetry();
  telemetry.trackModelOperation(
    { operationType: 'model_load', modelId: 'my_model', framework: 'pytorch', modelSizeBytes: modelSize },
    () => 1,
  );
  assert.is(getModelMetrics(telemetry, 'my_model')?.framework, 'pytorch');
  assert.is(getModelMetrics(telemetry, 'my_model')?.sizeBytes, modelSize);
  const inputType = telemetry.trackInference(
    { modelId: 'my_model', batchSize: 32, inputType: 'image' },
    ({ attributes }) => (attributes as { inputType?: string }).inputType,
  );
  assert.is(inputType, 'image');
  assert.is(getInferenceMetrics(telemetry, 'my_model')?.batchSizes[0]?.batchSize, 32);
  telemetry.dispose();
});

test('Best practice 4, Optimize for Performance: epochs, and every batch too, since a handle costs nothing', async () => {
  const clock = new ManualClock();
  const w = world(clock);
  const telemetry = createTelemetry({ clock });
  // with api.wal_track_training_epoch(...): train_one_epoch()
  await telemetry.trackTrainingEpoch({ modelId: 'my_model', epoch: 0 }, () => w.trainOneEpoch(0));
  // for batch in train_loader: with api.wal_track_operation(...)  # Too much overhead
  const inference = telemetry.inference({ modelId: 'my_model', batchSize: 1 });
  for (const batch of w.trainLoader.dataset) {
    const started = inference.start();
    w.model([batch]);
    inference.end(started);
  }
  assert.is(getTrainingMetrics(telemetry, 'my_model')?.epochs, 1);
  assert.is(getInferenceMetrics(telemetry, 'my_model')?.latency?.count, 1000);
  telemetry.dispose();
});

test('Best practice 5, a route with the report: the text as it is, the metrics as one object', () => {
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'my_model' }, () => 1);
  // @app.get("/aiml-report") async def aiml_report(): return {"report": report_result["report"]}
  const response = Response.json({ report: generateMetricsReport(telemetry, { format: 'markdown' }) });
  assert.is(response.status, 200);
  // metrics_data = api.wal_get_ai_ml_metrics()
  const data = JSON.parse(JSON.stringify(getComprehensiveReport(telemetry)));
  assert.is(data.inference.models.my_model.latency_stats.count, 1);
  telemetry.dispose();
});

test('Troubleshooting 1, Telemetry Not Initialized: there is one call, and no order to get wrong', () => {
  // api.wal_telemetry(enabled=True); api = extend_high_level_api_with_aiml_telemetry(api); api.wal_aiml_telemetry()
  const telemetry = createTelemetry({ enabled: true });
  assert.is(
    telemetry.trackInference({ modelId: 'my_model' }, () => 'output'),
    'output',
  );
  assert.is(getInferenceMetrics(telemetry, 'my_model')?.outcomes.inference?.ok, 1);
  telemetry.dispose();
});

test('Troubleshooting 4, High Telemetry Overhead: a sample of the calls, where somebody wants one', () => {
  const telemetry = createTelemetry();
  const runInference = () => 'output';
  for (let call = 0; call < 100; call++) {
    // if random.random() < 0.1: with api.wal_track_inference(...): ... else: run_inference()
    if (call % 10 === 0) telemetry.trackInference({ modelId: 'my_model' }, runInference);
    else runInference();
  }
  assert.is(getInferenceMetrics(telemetry, 'my_model')?.latency?.count, 10);
  telemetry.dispose();
});

test('Logging and Debugging: with the level debug, every event is told', () => {
  const told: unknown[] = [];
  const tell = (fields: object) => void told.push((fields as { event_type?: string }).event_type);
  const logger = { debug: tell, info: tell, warn: tell, error: tell };
  // logging.getLogger("ipfs_kit_py.wal_telemetry_ai_ml").setLevel(logging.DEBUG)
  const telemetry = createTelemetry({ logLevel: 'debug', logger });
  logTrainingStart(telemetry, { taskId: 'training_task_1' });
  logTrainingProgress(telemetry, { taskId: 'training_task_1', epoch: 0, loss: 0.5 });
  logModelPerformance(telemetry, { taskId: 'training_task_1', metrics: { accuracy: 0.9 } });
  assert.equal(told, ['training_start', 'training_progress', 'model_performance']);
  telemetry.dispose();
});
