// Charts of a range against the getters.
import { createTelemetry, getDistributedMetrics, getInferenceMetrics, getObjectives } from 'inferometer';
import { type BarChart, chartOfSnapshot, type DistributionChart, type LineChart } from 'inferometer/chart';
import { assert, test } from '../../harness.ts';
import { recordedService } from '../recordings.ts';

test('bars of batch sizes are the percentiles that the getters give', async () => {
  const telemetry = await recordedService({ minutes: 2, models: ['m'] });
  const chart = chartOfSnapshot('latency-by-batch-size', telemetry.snapshot()) as BarChart;
  const [inference] = getInferenceMetrics(telemetry);
  assert.equal(chart.names, ['1', '4', '16']);
  for (const [i, name] of chart.names.entries()) {
    const batch = inference?.batchSizes.find(({ label }) => label === name);
    for (const { label, values } of chart.bars) {
      const expected =
        label === 'p50' ? batch?.latency?.medianSeconds : batch?.latency?.percentilesSeconds[label];
      assert.is(values[i], expected, `${label} of ${name}`);
    }
  }
});

test('bars of workers are their means, and stragglers stand out by name', async () => {
  const telemetry = await recordedService({ minutes: 2 });
  const chart = chartOfSnapshot('worker-balance', telemetry.snapshot()) as BarChart;
  const { stragglers } = getDistributedMetrics(telemetry);
  assert.equal(
    chart.emphasized.map((i) => chart.names[i]),
    stragglers.map(({ workerId }) => workerId),
  );
  assert.is(chart.bars[0]?.values[3], stragglers[0]?.meanTaskSeconds);
  assert.match(chart.notes.join(' '), /worker-3 is 2\.\d times slower than the median worker\./);
});

test('shares of a distribution are all of its values', async () => {
  const telemetry = await recordedService({ minutes: 2 });
  const { outlines, marks } = chartOfSnapshot(
    'latency-distribution',
    telemetry.snapshot(),
  ) as DistributionChart;
  assert.is(outlines.length, 3);
  for (const { label, shares, bounds } of outlines) {
    assert.is(bounds.length, shares.length + 1);
    assert.close(
      shares.reduce((sum, share) => sum + share, 0),
      1,
      1e-12,
      label,
    );
  }
  assert.equal(
    marks.map(({ label }) => label),
    ['p50', 'p95', 'p99'],
  );
});

test('what is left of budgets is what the objectives say', async () => {
  const objectives = [{ operationType: 'inference', withinSeconds: 0.1, targetRatio: 0.5 }];
  const telemetry = await recordedService({ minutes: 2 });
  const chart = chartOfSnapshot('objective-budget', telemetry.snapshot(), { objectives }) as BarChart;
  assert.is(chart.bars[0]?.values[0], getObjectives(telemetry, { objectives })[0]?.errorBudgetLeft);
});

test('curves of runs are their values, faint, with an average over them that does not lean to 0', async () => {
  const telemetry = createTelemetry();
  const losses = Array.from({ length: 20 }, (_, epoch) => 1 + (epoch % 3) / 10);
  const run = telemetry.run({ modelId: 'm', runId: 'a' });
  for (const [epoch, loss] of losses.entries()) run.log({ loss }, { epoch });
  const other = telemetry.run({ modelId: 'm', runId: 'b' });
  for (const epoch of [0, 2, 4]) other.log({ loss: 2 }, { epoch });
  const chart = chartOfSnapshot('training-curves', telemetry.snapshot()) as LineChart;
  const [raw, smooth, short] = chart.lines;
  assert.equal(raw?.values, losses);
  assert.is(raw?.isFaint, true);
  assert.is(smooth?.color, raw?.color);
  assert.is(smooth?.values[0], losses[0]);
  assert.ok((smooth?.values ?? []).every((value) => value >= 1 && value <= 1.2));
  assert.equal(short?.values.slice(0, 5), [2, Number.NaN, 2, Number.NaN, 2]);
  assert.is(short?.spansGaps, true);
  assert.equal(chart.x, { scale: 'linear', label: 'epoch', unit: 'count' });
  telemetry.dispose();
});

test('of many runs the latest are drawn, and a note says so', () => {
  const telemetry = createTelemetry();
  for (let i = 0; i < 15; i++)
    telemetry.run({ modelId: 'm', runId: `run ${i}` }).log({ loss: i }, { epoch: 0 });
  const chart = chartOfSnapshot('training-curves', telemetry.snapshot()) as LineChart;
  assert.is(chart.lines.length, 10);
  assert.ok(chart.notes.includes('The 10 latest of 15 runs are drawn.'));
  const one = chartOfSnapshot('training-curves', telemetry.snapshot(), {
    run: ['run 3', 'run 4'],
  }) as LineChart;
  assert.equal(
    one.lines.map(({ label }) => label),
    ['run 3', 'run 4'],
  );
  telemetry.dispose();
});

test('a statistic that is asked for is drawn, by its name', () => {
  const telemetry = createTelemetry();
  telemetry.run({ modelId: 'm', runId: 'a' }).log({ val_loss: 0.5 }, { step: 7 });
  const chart = chartOfSnapshot('training-curves', telemetry.snapshot(), { metric: 'val_loss' }) as LineChart;
  assert.is(chart.title, 'Val loss, 0.5 at the end');
  assert.equal(chart.positions, [7]);
  assert.equal(chart.x, { scale: 'linear', label: 'step', unit: 'count' });
  telemetry.dispose();
});
