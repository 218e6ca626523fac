import {
  createContinualLearningTracker,
  createTelemetry,
  getDriftMetrics,
  getFindings,
  recordDriftCheck,
} from 'inferometer';
import { createDriftDetector, createFeatureDriftDetector } from 'inferometer/drift';
import { generateMetricsReport, getComprehensiveReport } from 'inferometer/report';
import { scraped, scrapedValue } from '../../../contract/scraped.ts';
import { normal, randomFrom } from '../../../drift/samples.ts';
import { assert, test } from '../../../harness.ts';

const random = randomFrom(31);
const reference = normal(200, random);

test('a detector records what it finds: score, threshold, decision, and how often', () => {
  const telemetry = createTelemetry();
  const detector = createDriftDetector(reference, { test: 'ks', telemetry, taskId: 'prompts' });
  detector.detect(normal(200, random));
  const drifted = detector.detect(normal(200, random, 1));
  detector.detect([Number.NaN]);
  const task = { task_id: 'prompts' };
  assert.is(scrapedValue(telemetry, 'data_drift_score', task), drifted.score);
  assert.is(scrapedValue(telemetry, 'data_drift_threshold', task), 0.95);
  assert.is(scrapedValue(telemetry, 'data_drift_detected', task), 1);
  const checks = { drifted: 1, stable: 1, unknown: 1 };
  for (const [result, count] of Object.entries(checks)) {
    assert.is(scrapedValue(telemetry, 'data_drift_checks_total', { ...task, result }), count);
  }
  assert.equal(getDriftMetrics(telemetry, 'prompts'), {
    taskId: 'prompts',
    score: drifted.score,
    threshold: 0.95,
    pValue: drifted.pValue,
    drifted: true,
    featureScores: {},
    checks,
  });
  assert.is(getDriftMetrics(telemetry, 'others'), undefined);
});

test('a stream records at each window, a distance is its own score', () => {
  const telemetry = createTelemetry();
  const window = { kind: 'tumbling', count: 50 } as const;
  const detector = createDriftDetector(reference, { test: 'psi', telemetry, window });
  for (const value of normal(120, random, 3)) detector.add(value);
  const [task] = getDriftMetrics(telemetry);
  assert.equal(
    [task?.taskId, task?.drifted, task?.threshold, task?.checks.drifted],
    ['default', true, 0.1, 2],
  );
  assert.ok((task?.score ?? 0) > 1);
});

test('features have a score each, the worst one first', () => {
  const telemetry = createTelemetry();
  const detector = createFeatureDriftDetector(
    { age: reference, size: reference },
    { telemetry, taskId: 'rows' },
  );
  detector.detect({ age: normal(200, random), size: normal(200, random, 1) });
  const task = getDriftMetrics(telemetry.snapshot(), 'rows');
  assert.equal(Object.keys(task?.featureScores ?? {}), ['size', 'age']);
  assert.is(scraped(telemetry, 'data_drift_feature_score').length, 2);
});

test('drift is a finding: once it may be chance, where most comparisons find it it is severe', () => {
  const telemetry = createTelemetry();
  const check = { taskId: 'prompts', score: 0.99, threshold: 0.95 };
  recordDriftCheck(telemetry, { ...check, drifted: true });
  const [first] = getFindings(telemetry);
  assert.equal(
    [first?.target, first?.taskId, first?.severity, first?.type],
    ['drift', 'prompts', 'medium', 'reliability'],
  );
  assert.equal([first?.evidence.value, first?.evidence.threshold, first?.evidence.count], [0.99, 0.95, 1]);
  recordDriftCheck(telemetry, { ...check, drifted: true });
  recordDriftCheck(telemetry, { ...check, drifted: true });
  assert.is(getFindings(telemetry)[0]?.severity, 'high');
  recordDriftCheck(telemetry, { taskId: 'prompts', score: 0.3, threshold: 0.95, drifted: false });
  assert.equal(getFindings(telemetry), []);
});

test('in a report: what each task is now, its features, and JSON by task', () => {
  const telemetry = createTelemetry();
  const featureScores = { age: 0.2, size: 0.99 };
  recordDriftCheck(telemetry, { taskId: 'rows', score: 0.99, threshold: 0.95, drifted: true, featureScores });
  const text = generateMetricsReport(telemetry, { format: 'markdown' });
  assert.match(text, /## Data Drift/);
  assert.match(text, /\| rows +\| drifted +\|/);
  assert.match(text, /\| rows +\| size +\|/);
  assert.equal(getComprehensiveReport(telemetry).toJSON().drift, {
    rows: {
      drifted: true,
      score: 0.99,
      threshold: 0.95,
      p_value: null,
      feature_scores: { size: 0.99, age: 0.2 },
      checks: { drifted: 1, stable: 0, unknown: 0 },
    },
  });
});

test('in a report with its pictures: both outlines, and what each task still knows', () => {
  const telemetry = createTelemetry();
  createDriftDetector(reference, { telemetry, taskId: 'prompts' }).detect(normal(200, random, 1));
  const learner = createContinualLearningTracker(telemetry);
  learner.recordTaskCompletion({ taskId: 'digits', retentionScore: 0.98 });
  learner.recordTaskCompletion({ taskId: 'letters', retentionScore: 0.97 });
  learner.recordRetention({ taskId: 'digits', retentionScore: 0.5 });
  const html = generateMetricsReport(telemetry, { format: 'html' });
  for (const [id, title] of [
    ['drift', 'Reference and current values of prompts'],
    ['continual_learning', 'Knowledge retention, 2 tasks'],
  ] as const) {
    const section = html.slice(html.indexOf(`id="${id}"`));
    assert.ok(section.includes(title), title);
    // A finding leads there.
    assert.ok(html.includes(`href="#${id}"`), id);
  }
});

test('disabled telemetry records nothing, labels of one’s own are kept, misuse throws', () => {
  const quiet = createTelemetry({ enabled: false });
  createDriftDetector(reference, { telemetry: quiet }).detect([1, 2]);
  assert.equal(getDriftMetrics(quiet), []);
  const telemetry = createTelemetry({ labelNames: ['tenant'] });
  const check = { taskId: 't', score: 0.5, threshold: 0.95, drifted: false };
  recordDriftCheck(telemetry, { ...check, labels: { tenant: 'acme' } });
  assert.is(scrapedValue(telemetry, 'data_drift_score', { task_id: 't', tenant: 'acme' }), 0.5);
  assert.throwsCode(
    () => recordDriftCheck(telemetry, { ...check, socre: 1 } as never),
    'TELEMETRY_UNKNOWN_OPTION',
  );
  assert.throwsCode(
    () => recordDriftCheck(telemetry, { ...check, taskId: 5 } as never),
    'TELEMETRY_LABEL_KIND',
  );
});
