// What a model that learns one task after another still knows of each.
import { createContinualLearningTracker, createTelemetry } from 'inferometer';
import { chartOfSnapshot, type LineChart, makeChart } from 'inferometer/chart';
import { historyOf } from 'inferometer/store';
import { assert, test } from '../../harness.ts';

function forgetful() {
  const telemetry = createTelemetry();
  const learner = createContinualLearningTracker(telemetry, { modelId: 'glyphs', runId: 'first' });
  learner.recordTaskCompletion({ taskId: 'digits', retentionScore: 0.98 });
  learner.recordTaskCompletion({ taskId: 'letters', retentionScore: 0.96 });
  learner.recordRetention({ taskId: 'digits', retentionScore: 0.6 });
  return telemetry;
}

test('a line for each task, over how many were learnt', () => {
  const telemetry = forgetful();
  const chart = chartOfSnapshot('knowledge-retention', telemetry.snapshot()) as LineChart;
  assert.equal(chart.positions, [1, 2]);
  assert.equal(
    chart.lines.map(({ label, values }) => [label, ...values]),
    [
      ['digits', 0.98, 0.6],
      ['letters', Number.NaN, 0.96],
    ],
  );
  assert.match(chart.title, /^Knowledge retention, 2 tasks, mean 0\.78 at the end$/);
});

test('it is judged by the threshold of the mean, and a task alone by its label', () => {
  const query = { thresholds: { knowledgeRetention: { low: 0.8 } }, labels: { task_id: 'digits' } };
  const chart = chartOfSnapshot('knowledge-retention', forgetful().snapshot(), query) as LineChart;
  assert.equal(
    chart.lines.map(({ label }) => label),
    ['digits'],
  );
  assert.equal(chart.limits?.[0]?.value, 0.8);
});

test('of several runs the latest is drawn, or the one that is asked for', () => {
  const telemetry = forgetful();
  const second = createContinualLearningTracker(telemetry, { modelId: 'glyphs', runId: 'second' });
  second.recordTaskCompletion({ taskId: 'runes', retentionScore: 0.9 });
  const labelsOf = (query = {}) =>
    (chartOfSnapshot('knowledge-retention', telemetry.snapshot(), query) as LineChart).lines.map(
      ({ label }) => label,
    );
  assert.equal(labelsOf(), ['runes']);
  assert.equal(labelsOf({ run: 'first' }), ['digits', 'letters']);
  assert.equal(labelsOf({ modelId: 'other' }), []);
});

test('what was told before a range is still known in it; over time it is the score as told last', async () => {
  const telemetry = forgetful();
  const history = historyOf(telemetry);
  const later = { startTime: Date.now() + 3_600_000, endTime: Date.now() + 7_200_000 };
  const chart = (await makeChart('knowledge-retention', history, later)) as LineChart;
  assert.is(chart.lines.length, 2);
  const overTime = (await makeChart('knowledge-retention', history, { over: 'time' })) as LineChart;
  const last = Object.fromEntries(overTime.lines.map(({ label, values }) => [label, values.at(-1)]));
  assert.equal(last, { digits: 0.6, letters: 0.96 });
});

test('training_loss without a model is not the one of training epochs', async () => {
  const telemetry = createTelemetry();
  telemetry.run({ modelId: 'glyphs' }).log({ loss: 7 }, { step: 1 });
  createContinualLearningTracker(telemetry).recordTrainingStep({ loss: 0.5, accuracy: 0.9 });
  const chart = (await makeChart('task-training', historyOf(telemetry))) as LineChart;
  assert.equal(Object.fromEntries(chart.lines.map(({ label, values }) => [label, values.at(-1)])), {
    loss: 0.5,
    accuracy: 0.9,
  });
});
