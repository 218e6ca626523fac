import { createTelemetry, getInferenceMetrics, getModelMetrics, getTrainingMetrics } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { generateMetricsReport } from 'inferometer/report';
import type { JobEvent } from '../../../examples/demo/job.ts';
import { memoryModelStore } from '../../../examples/demo/model-store.ts';
import { assert, test } from '../../harness.ts';
import { familyOf } from '../../prometheus/parse-exposition.ts';
import { loadJob } from './load-job.ts';

const EPOCHS = 4;
const INFERENCES = 3;
const TRAINING_COUNT = 480;

const telemetry = createTelemetry();
const events: JobEvent[] = [];
const BATCH_SIZES = [1, 2, 4, 8, 16, 32];

test('the job trains networks that learn, and reloads them unchanged', async () => {
  const { runJob } = await loadJob();
  const results = await runJob({
    telemetry,
    store: memoryModelStore(),
    models: 2,
    epochs: EPOCHS,
    inferences: INFERENCES,
    trainingCount: TRAINING_COUNT,
    heldOutCount: 100,
    onEvent: (event) => events.push(event),
  });
  assert.equal(
    results.map(({ modelId }) => modelId),
    ['glyph-dense', 'glyph-convolution'],
  );
  for (const { modelId, firstLoss, finalLoss, accuracy, reloadedIdentically } of results) {
    assert.ok(finalLoss < firstLoss / 2, `${modelId}: loss ${firstLoss} to ${finalLoss}`);
    // Guessing reads one letter in eight rightly.
    assert.ok(accuracy > 0.6, `${modelId}: accuracy ${accuracy}`);
    assert.ok(reloadedIdentically, modelId);
  }
});

test('its model operations were tracked', () => {
  for (const modelId of ['glyph-dense', 'glyph-convolution']) {
    const model = getModelMetrics(telemetry, modelId);
    assert.is(model?.framework, 'tensorflow.js');
    assert.ok((model?.sizeBytes ?? 0) > 4000);
    for (const time of [model?.loadTime, model?.initializationTime, model?.saveTime]) {
      assert.is(time?.count, 1);
      assert.ok((time?.meanSeconds ?? -1) >= 0);
    }
  }
});

test('its training was tracked', () => {
  const training = getTrainingMetrics(telemetry, 'glyph-dense');
  assert.is(training?.epochs, EPOCHS);
  assert.is(training?.samplesPerSecond?.count, EPOCHS);
  assert.is(training?.optimizerStepTime?.count, (EPOCHS * TRAINING_COUNT) / 32);
  assert.is(training?.gradientUpdateTime?.count, (EPOCHS * TRAINING_COUNT) / 32);
  const losses = events.flatMap((event) =>
    event.kind === 'epoch' && event.modelId === 'glyph-dense' ? [event.loss] : [],
  );
  assert.equal(training?.curves.loss?.values, losses);
  assert.is(training?.loss?.final, losses.at(-1));
  for (const statistic of ['accuracy', 'learning_rate', 'gradient_norm']) {
    assert.is(training?.curves[statistic]?.count, EPOCHS, statistic);
  }
});

test('its inferences were tracked, at every batch size', () => {
  const inference = getInferenceMetrics(telemetry, 'glyph-convolution');
  assert.equal(
    inference?.batchSizes.map(({ operationType, batchSize, latency }) => [
      operationType,
      batchSize,
      latency.count,
    ]),
    [
      ...BATCH_SIZES.map((batchSize) => ['inference', batchSize, INFERENCES]),
      ['batch_inference', 100, EPOCHS],
    ],
  );
});

test('the report and the metrics tell of it', () => {
  const report = generateMetricsReport(telemetry, { format: 'text' });
  for (const heading of ['Model Loading', 'Inference', 'Training', 'Recommendations']) {
    assert.match(report, new RegExp(`^${heading}\n-+\n`, 'm'));
  }
  assert.match(report, /^glyph-dense +accuracy /m);
  const { samples } = familyOf(expositionText(telemetry.snapshot()), 'ipfs_aiml_operations_total');
  assert.equal(
    Object.fromEntries(
      samples.map(({ labels, value }) => [`${labels.operation_type} ${labels.status}`, value]),
    ),
    {
      'model_init ok': '2',
      'training_epoch ok': String(2 * EPOCHS),
      'gradient_update ok': String((2 * EPOCHS * TRAINING_COUNT) / 32),
      'optimizer_step ok': String((2 * EPOCHS * TRAINING_COUNT) / 32),
      'batch_inference ok': String(2 * EPOCHS),
      'model_save ok': '2',
      'model_load ok': '2',
      'inference ok': String(2 * INFERENCES * BATCH_SIZES.length),
    },
  );
});

test('a signal ends the job between two steps', async () => {
  const { runJob } = await loadJob();
  const controller = new AbortController();
  const job = runJob({
    telemetry: createTelemetry(),
    store: memoryModelStore(),
    models: 1,
    epochs: 100,
    inferences: 1,
    trainingCount: 64,
    heldOutCount: 10,
    onEvent: (event) => {
      if (event.kind === 'epoch' && event.done === 2) controller.abort(new Error('enough'));
    },
    signal: controller.signal,
  });
  await assert.rejects(job, /enough/);
});
