import {
  createContinualLearningTracker,
  createTelemetry,
  getContinualMetrics,
  getFindings,
  getTrainingMetrics,
} from 'inferometer';
import { generateMetricsReport, getComprehensiveReport } from 'inferometer/report';
import { scraped, scrapedValue } from '../../../contract/scraped.ts';
import { assert, test } from '../../../harness.ts';

/** Three tasks, of which the first is forgotten. */
function learnt() {
  const telemetry = createTelemetry();
  const learner = createContinualLearningTracker(telemetry, { modelId: 'glyphs', runId: 'r1' });
  learner.recordTrainingStep({ loss: 0.4, accuracy: 0.9 });
  learner.recordTaskCompletion({ taskId: 'digits', retentionScore: 0.98 });
  learner.recordTaskCompletion({ taskId: 'letters', retentionScore: 0.96 });
  learner.recordRetention({ taskId: 'digits', retentionScore: 0.9 });
  learner.recordTaskCompletion({ taskId: 'symbols', retentionScore: 0.95 });
  learner.recordRetention({ taskId: 'digits', retentionScore: 0.7 });
  learner.recordRetention({ taskId: 'letters', retentionScore: 0.97 });
  return { telemetry, learner };
}

test('retention by task: now, at its best, what was forgotten, and the way there', () => {
  const { telemetry } = learnt();
  const metrics = getContinualMetrics(telemetry);
  assert.is(metrics.tasksLearned, 3);
  const [digits, letters, symbols] = metrics.retention;
  assert.equal([digits?.taskId, digits?.score, digits?.peakScore], ['digits', 0.7, 0.98]);
  assert.ok(Math.abs((digits?.forgetting ?? 0) - 0.28) < 1e-12);
  assert.equal(
    [digits?.curve?.steps, digits?.curve?.values],
    [
      [1, 2, 3],
      [0.98, 0.9, 0.7],
    ],
  );
  assert.equal([letters?.forgetting, symbols?.forgetting], [0, 0]);
  assert.ok(Math.abs((metrics.meanRetention ?? 0) - (0.7 + 0.97 + 0.95) / 3) < 1e-12);
  assert.ok(Math.abs((metrics.meanForgetting ?? 0) - 0.14) < 1e-12);
  assert.equal(getContinualMetrics(JSON.parse(JSON.stringify(telemetry.snapshot()))), metrics);
});

test('the curves lie in the run of the model', () => {
  const run = getTrainingMetrics(learnt().telemetry, 'glyphs')?.runs[0];
  assert.is(run?.runId, 'r1');
  assert.equal(Object.keys(run?.curves ?? {}), [
    'knowledge_retention/digits',
    'knowledge_retention/letters',
    'knowledge_retention/symbols',
  ]);
});

test('forgetting is a finding, and so is a low mean', () => {
  const { telemetry, learner } = learnt();
  const forgotten = getFindings(telemetry).filter(({ target }) => target === 'continual');
  assert.equal(
    forgotten.map(({ taskId, severity, type }) => [taskId, severity, type]),
    [['digits', 'high', 'regression']],
  );
  assert.match(forgotten[0]?.message ?? '', /from 0\.98 to 0\.7/);
  learner.recordRetention({ taskId: 'letters', retentionScore: 0.5 });
  const low = getFindings(telemetry).find(
    ({ type, target }) => target === 'continual' && type === 'reliability',
  );
  assert.equal([low?.severity, low?.evidence.threshold, low?.evidence.side], ['high', 0.8, 'below']);
  const lenient = { forgetting: { medium: 0.9, high: 1 }, knowledgeRetention: { low: 0.1 } };
  assert.equal(
    getFindings(telemetry, { thresholds: lenient }).filter(({ target }) => target === 'continual'),
    [],
  );
  learner.recordRetention({ taskId: 'digits', retentionScore: 0.98 });
  learner.recordRetention({ taskId: 'letters', retentionScore: 0.97 });
  assert.equal(
    getFindings(telemetry).filter(({ target }) => target === 'continual'),
    [],
  );
});

test('in a report, for readers and as JSON', () => {
  const { telemetry, learner } = learnt();
  learner.recordInference({ durationSeconds: 0.02 });
  learner.updateMemoryUsage({ usedBytes: 1024 });
  learner.setModelParameters(12_000);
  const text = generateMetricsReport(telemetry, { format: 'markdown' });
  assert.match(text, /## Continual Learning/);
  assert.not.match(text, /## Training/);
  assert.match(text, /\| digits +\|/);
  const json = getComprehensiveReport(telemetry).toJSON().continual_learning;
  assert.equal(
    [json.tasks_learned, json.model_parameters, json.memory_usage_bytes],
    [3, 12_000, { gpu: 1024 }],
  );
  assert.equal(json.knowledge_retention.digits?.scores, [0.98, 0.9, 0.7]);
  assert.is(json.inference_time_stats.count, 1);
  assert.not.match(generateMetricsReport(createTelemetry(), { format: 'markdown' }), /Continual/);
});

test('memory without an argument is what the probe says', () => {
  const telemetry = createTelemetry({ memory: { kind: 'device', usedBytes: () => 4096 } });
  createContinualLearningTracker(telemetry).updateMemoryUsage();
  assert.is(scrapedValue(telemetry, 'memory_usage_bytes', { device: 'gpu' }), 4096);
  const heap = createTelemetry({ memory: { kind: 'heap', usedBytes: () => 512 } });
  createContinualLearningTracker(heap).updateMemoryUsage();
  assert.is(scrapedValue(heap, 'memory_usage_bytes', { device: 'cpu' }), 512);
  const broken = createTelemetry({
    memory: {
      usedBytes: () => {
        throw new Error('no memory');
      },
    },
  });
  createContinualLearningTracker(broken).updateMemoryUsage();
  assert.equal(scraped(broken, 'memory_usage_bytes'), []);
});

test('numbers that make no sense are counted; what is of the wrong kind throws', () => {
  const telemetry = createTelemetry();
  const learner = createContinualLearningTracker(telemetry);
  learner.recordTrainingStep({ loss: Number.NaN });
  learner.recordRetention({ taskId: 'a', retentionScore: -1 });
  learner.recordInference({ durationSeconds: -1 });
  const refused = scraped(telemetry, 'inferometer_recordings_refused_total').map(
    ({ labels }) => labels.reason,
  );
  assert.equal(refused.sort(), ['bad_duration', 'bad_score', 'not_finite']);
  const cases: readonly [() => unknown, string][] = [
    [() => learner.recordTrainingStep({ loss: '1' } as never), 'TELEMETRY_ATTRIBUTE_KIND'],
    [() => learner.recordTrainingStep({ los: 1 } as never), 'TELEMETRY_UNKNOWN_OPTION'],
    [() => learner.recordTaskCompletion({ taskId: 3, retentionScore: 1 } as never), 'TELEMETRY_LABEL_KIND'],
    [() => learner.recordTaskCompletion(undefined as never), 'TELEMETRY_ARGUMENT_KIND'],
    [() => createContinualLearningTracker({} as never), 'TELEMETRY_ARGUMENT_KIND'],
    [() => createContinualLearningTracker(telemetry, { model: 'm' } as never), 'TELEMETRY_UNKNOWN_OPTION'],
  ];
  for (const [body, code] of cases) assert.throwsCode(body, code);
  const disabled = createTelemetry({ enabled: false });
  createContinualLearningTracker(disabled).recordTaskCompletion({ taskId: 'a', retentionScore: 1 });
  assert.is(getContinualMetrics(disabled).tasksLearned, 0);
});

test('without a prefix of the others training_loss is one name for two metrics: the learner says so', () => {
  const telemetry = createTelemetry({ prefix: '' });
  telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss: 0.5 });
  assert.is(scrapedValue(telemetry, 'training_loss', { model_id: 'm' }), 0.5);
  assert.throwsCode(() => createContinualLearningTracker(telemetry), 'TELEMETRY_METRIC_CONFLICT');
});
