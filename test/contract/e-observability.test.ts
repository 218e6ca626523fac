// Section E of the telemetry contract (Observability and Monitoring Setup): a test for each of what its rows say, read
// where a user would.
import { createContinualLearningTracker, createTelemetry } from 'inferometer';
import { createDriftDetector } from 'inferometer/drift';
import { expositionText } from 'inferometer/prometheus';
import { normal, randomFrom } from '../drift/samples.ts';
import { assert, test } from '../harness.ts';
import { parseExposition } from '../prometheus/parse-exposition.ts';
import { scraped, scrapedValue } from './scraped.ts';

test('E model metrics: the names, labels and buckets of the source document', () => {
  const telemetry = createTelemetry();
  const learner = createContinualLearningTracker(telemetry);
  learner.recordTrainingStep({ loss: 0.3, accuracy: 0.9 });
  learner.recordTaskCompletion({ taskId: 'digits', retentionScore: 0.95 });
  learner.recordInference({ durationSeconds: 0.05 });
  learner.updateMemoryUsage({ device: 'gpu', usedBytes: 1e9, totalBytes: 8e9 });
  learner.setModelParameters(1_000_000);
  assert.equal(scraped(telemetry, 'training_loss'), [{ labels: {}, value: 0.3 }]);
  assert.equal(scraped(telemetry, 'training_accuracy'), [{ labels: {}, value: 0.9 }]);
  assert.equal(scraped(telemetry, 'tasks_learned_total'), [{ labels: {}, value: 1 }]);
  assert.equal(scraped(telemetry, 'memory_usage_bytes'), [{ labels: { device: 'gpu' }, value: 1e9 }]);
  assert.equal(scraped(telemetry, 'gpu_memory_total_bytes'), [{ labels: { device: 'gpu' }, value: 8e9 }]);
  assert.equal(scraped(telemetry, 'model_parameters_total'), [{ labels: {}, value: 1_000_000 }]);
  assert.is(scrapedValue(telemetry, 'knowledge_retention_score', { task_id: 'digits' }), 0.95);
  const buckets = scraped(telemetry, 'inference_duration_seconds_bucket');
  assert.equal(
    buckets.map(({ labels, value }) => [labels.le, value]),
    [
      ['0.001', 0],
      ['0.01', 0],
      ['0.1', 1],
      ['1', 1],
      ['10', 1],
      ['+Inf', 1],
    ],
  );
  const types = Object.fromEntries(
    parseExposition(expositionText(telemetry.snapshot())).map(({ name, type }) => [name, type]),
  );
  assert.equal([types.training_loss, types.model_parameters_total], ['gauge', 'gauge']);
});

test('E data drift: drifted is p < alpha, the score is 1 - p, and no drift is none', () => {
  const telemetry = createTelemetry();
  const random = randomFrom(41);
  let flagged = 0;
  for (let i = 0; i < 100; i++) {
    const detector = createDriftDetector(normal(50, random), { test: 'ks', telemetry, taskId: 'digits' });
    if (detector.detect(normal(50, random)).drifted) flagged += 1;
  }
  assert.ok(flagged <= 14, `${flagged} of 100 pairs without drift`);
  const { score, pValue, drifted } = createDriftDetector(normal(50, random), {
    test: 'ks',
    telemetry,
    taskId: 'digits',
  }).detect(normal(50, random, 2));
  assert.ok(drifted && pValue < 0.05);
  assert.is(scrapedValue(telemetry, 'data_drift_score', { task_id: 'digits' }), score);
});
