// What a reference and what came later look like, and how drift went over time.
import { createTelemetry, recordDriftCheck, type Telemetry } from 'inferometer';
import {
  type BarChart,
  chartOfSnapshot,
  type DistributionChart,
  type LineChart,
  makeChart,
} from 'inferometer/chart';
import { createDriftDetector, createFeatureDriftDetector } from 'inferometer/drift';
import { Histogram } from 'inferometer/histogram';
import { historyOf } from 'inferometer/store';
import { normal, randomFrom } from '../../drift/samples.ts';
import { assert, test } from '../../harness.ts';
import { STARTED_AT_UNIX_MS, TestClock } from '../recordings.ts';

const random = randomFrom(77);
const reference = normal(2000, random);

function outlinesOf(telemetry: Telemetry, labels: Record<string, string> = {}): DistributionChart {
  return chartOfSnapshot('drift-distribution', telemetry.snapshot(), { labels }) as DistributionChart;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

test('two outlines, of the reference and of what was compared with it: each is all of its values', () => {
  const telemetry = createTelemetry();
  createDriftDetector(reference, { telemetry, taskId: 'prompts' }).detect(normal(500, random, 1.5));
  const { outlines, marks, x, title } = outlinesOf(telemetry);
  assert.equal(
    outlines.map(({ label }) => label),
    ['reference', 'current'],
  );
  for (const { label, shares, bounds } of outlines) {
    assert.is(bounds.length, shares.length + 1);
    assert.close(sumOf(shares), 1, 1e-12, label);
  }
  assert.is(x.scale, 'linear');
  assert.match(title, /^Reference and current values of prompts, score 1\.\d+/);
  const [before, now] = marks.map(({ value }) => value) as [number, number];
  assert.ok(Math.abs(before) < 0.1 && Math.abs(now - 1.5) < 0.2, `${before}, ${now}`);
});

test('the share between two bounds is that of the values', () => {
  const telemetry = createTelemetry();
  const current = normal(400, random, 0.3);
  createDriftDetector(reference, { telemetry }).detect(current);
  const { outlines } = outlinesOf(telemetry);
  for (const [i, values] of [reference, current].entries()) {
    const { bounds, shares } = outlines[i] as DistributionChart['outlines'][number];
    let [share, upTo] = [0, 0];
    for (const [bin, one] of shares.entries()) {
      share += one;
      upTo = values.filter((value) => value <= (bounds[bin + 1] as number)).length / values.length;
      // 512 of them, in buckets of about 2 %.
      assert.ok(Math.abs(share - upTo) < 0.02, `${share}, ${upTo}`);
    }
  }
});

test('values over several decades are on a logarithmic axis, whichever side they are on', () => {
  const telemetry = createTelemetry();
  const latencies = normal(300, random).map((value) => 0.01 * Math.exp(value));
  const histogram = new Histogram();
  for (const value of normal(5000, random)) histogram.record(0.02 * Math.exp(value));
  createDriftDetector(latencies, { telemetry }).detect(histogram.snapshot());
  histogram.dispose();
  const { x, outlines } = outlinesOf(telemetry);
  assert.is(x.scale, 'log');
  for (const { shares } of outlines) assert.close(sumOf(shares), 1, 1e-12);
});

test('what is constant on both sides is one bin', () => {
  const telemetry = createTelemetry();
  createDriftDetector([4, 4, 4], { telemetry }).detect([4, 4]);
  const { outlines } = outlinesOf(telemetry);
  assert.equal(
    outlines.map(({ shares }) => shares),
    [[1], [1]],
  );
});

test('of several features that with the highest score is drawn, and any other by its label', () => {
  const telemetry = createTelemetry();
  const detector = createFeatureDriftDetector(
    { age: normal(200, random), size: normal(200, random), country: { DE: 60, FR: 40 } },
    { telemetry, taskId: 'rows' },
  );
  detector.detect({ age: normal(200, random), size: normal(200, random, 2), country: { DE: 30, PT: 70 } });
  const worst = outlinesOf(telemetry);
  assert.match(worst.title, /^Reference and current values of rows · size, /);
  assert.match(worst.notes.join(' '), /highest score of 2/);
  const asked = outlinesOf(telemetry, { feature: 'age' });
  assert.match(asked.title, /^Reference and current values of rows · age, /);
  const categories = chartOfSnapshot('drift-categories', telemetry.snapshot()) as BarChart;
  assert.equal(categories.names, ['DE', 'FR', 'PT']);
  assert.equal(
    categories.bars.map(({ label, values }) => [label, ...values]),
    [
      ['reference', 0.6, 0.4, 0],
      ['current', 0.3, 0, 0.7],
    ],
  );
});

test('of many categories the most frequent have a name, also one that is new; the others are one', () => {
  const telemetry = createTelemetry();
  const before = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`c${i}`, 100 - i]));
  createDriftDetector(before, { telemetry }).detect({ ...before, added: 4000 });
  const { names, bars } = chartOfSnapshot('drift-categories', telemetry.snapshot()) as BarChart;
  assert.is(names.length, 21);
  assert.ok(names.includes('added') && names.includes('others') && !names.includes('c49'));
  for (const { values } of bars) assert.close(sumOf(values), 1, 1e-12);
});

test('recordsValues: false records no values and no names of categories', () => {
  const telemetry = createTelemetry();
  const options = { telemetry, recordsValues: false };
  createDriftDetector(reference, options).detect(reference);
  createDriftDetector({ secret: 3 }, options).detect({ secret: 4 });
  assert.is(outlinesOf(telemetry).isEmpty, true);
  assert.not.match(JSON.stringify(telemetry.snapshot()), /secret/);
});

test('score and p-value over time, with what they are held against', async () => {
  const clock = new TestClock();
  const telemetry = createTelemetry({
    clock,
    timer: { after: () => () => {} },
    aggregationIntervalSeconds: 60,
  });
  const detector = createDriftDetector(reference, { test: 'ks', alpha: 0.01, telemetry, taskId: 'prompts' });
  const found: number[] = [];
  for (const shift of [0, 0, 3]) {
    found.push(detector.detect(normal(100, random, shift)).pValue);
    clock.pass(60);
    telemetry.collector.flush();
  }
  const history = historyOf(telemetry);
  const scores = (await makeChart('drift-score', history)) as LineChart;
  assert.is(scores.positions[0], STARTED_AT_UNIX_MS);
  assert.equal(
    scores.lines.map(({ label, values }) => [label, ...values.slice(0, 3)]),
    [['prompts', ...found.map((pValue) => 1 - pValue)]],
  );
  assert.equal(scores.limits, [{ label: 'drift > 0.99', value: 0.99 }]);
  const pValues = (await makeChart('drift-p-value', history)) as LineChart;
  // A logarithmic axis ends somewhere: what is less lies there.
  assert.equal(pValues.lines[0]?.values.slice(0, 3), [found[0], found[1], 1e-9]);
  assert.equal([pValues.y.scale, pValues.limits?.[0]?.value], ['log', 0.01]);
  assert.match(pValues.notes.join(' '), /is a p-value of that or less/);
});

test('tasks with thresholds of their own have a line for each', async () => {
  const telemetry = createTelemetry();
  recordDriftCheck(telemetry, { taskId: 'a', score: 0.2, threshold: 0.1, drifted: true });
  recordDriftCheck(telemetry, { taskId: 'b', score: 0.99, threshold: 0.95, drifted: true });
  const { limits = [] } = (await makeChart('drift-score', historyOf(telemetry))) as LineChart;
  assert.equal(limits.map(({ label }) => label).sort(), ['a: drift > 0.1', 'b: drift > 0.95']);
});
