// Charts over time against what the public API says by other ways, and against counting by hand.

import * as fc from 'fast-check';
import { createTelemetry, getInferenceMetrics, storageHooks } from 'inferometer';
import { type HeatmapChart, type LanesChart, type LineChart, makeChart } from 'inferometer/chart';
import { historyOf } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { recordedService, TestClock } from '../recordings.ts';

test('the cells of a heatmap hold as many values as the histogram, step by step as its rows do', async () => {
  const telemetry = await recordedService({ minutes: 3 });
  const history = historyOf(telemetry);
  const chart = (await makeChart('latency-heatmap', history)) as HeatmapChart;
  const rows = chart.bounds.length - 1;
  const all = getInferenceMetrics(telemetry).reduce((sum, { latency }) => sum + (latency?.count ?? 0), 0);
  assert.is(
    chart.counts.reduce((sum, count) => sum + count, 0),
    all,
  );
  const metric = ['inference_seconds', 'batch_inference_seconds', 'embeddings_generation_seconds'];
  const { stepSeconds } = chart;
  const counts = new Map<number, number>();
  for await (const row of history.query({ metric, stepSeconds, groupBy: [] })) {
    counts.set(row.startedAtUnixMs, (counts.get(row.startedAtUnixMs) ?? 0) + (row.count ?? 0));
  }
  for (const [step, position] of chart.positions.entries()) {
    const own = chart.counts.slice(step * rows, (step + 1) * rows).reduce((sum, count) => sum + count, 0);
    assert.is(own, counts.get(position) ?? 0, `step ${step}`);
  }
});

test('a value lies in the row whose bounds it lies between', async () => {
  const seconds = fc.array(fc.double({ min: 1e-6, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(seconds, async (durations) => {
      const clock = new TestClock();
      const telemetry = createTelemetry({ clock, timer: { after: () => () => {} } });
      const measured = durations.map((duration) => {
        const startedAt = clock.monotonicMs();
        telemetry.trackInference({ modelId: 'm' }, () => clock.pass(duration));
        return (clock.monotonicMs() - startedAt) / 1000;
      });
      const { bounds, counts } = (await makeChart('latency-heatmap', historyOf(telemetry))) as HeatmapChart;
      telemetry.dispose();
      for (let row = 0; row + 1 < bounds.length; row++) {
        const [low, high] = [bounds[row] as number, bounds[row + 1] as number];
        const expected = measured.filter((value) => value > low && value <= high).length;
        const found = counts
          .filter((_, i) => i % (bounds.length - 1) === row)
          .reduce((sum, count) => sum + count, 0);
        assert.is(found, expected, `${low} to ${high}`);
      }
    }),
    { numRuns: 60 },
  );
});

test('two modes of latency are two bands, with nothing between them', async () => {
  const clock = new TestClock();
  const telemetry = createTelemetry({ clock, timer: { after: () => () => {} } });
  for (let i = 0; i < 200; i++) {
    telemetry.trackInference({ modelId: 'm' }, () => clock.pass(i % 4 === 0 ? 0.2 : 0.01));
  }
  const { bounds, counts } = (await makeChart('latency-heatmap', historyOf(telemetry))) as HeatmapChart;
  const rows = bounds.length - 1;
  const byRow = Array.from({ length: rows }, (_, row) =>
    counts.filter((_, i) => i % rows === row).reduce((sum, count) => sum + count, 0),
  );
  assert.is(byRow[0], 150);
  assert.is(byRow.at(-1), 50);
  assert.ok(byRow.slice(1, -1).length > 5);
  assert.ok(byRow.slice(1, -1).every((count) => count === 0));
  telemetry.dispose();
});

test('percentiles of a step are those of the merged histogram, and those of the title are of the whole range', async () => {
  const telemetry = await recordedService({ minutes: 2 });
  const history = historyOf(telemetry);
  const query = { modelId: 'glyph-dense' };
  const chart = (await makeChart('latency-percentiles', history, query)) as LineChart;
  const { stepSeconds = 1 } = chart;
  const asked = {
    ...query,
    metric: 'inference_seconds',
    stepSeconds,
    groupBy: [],
    percentiles: [50, 95, 99],
  };
  for await (const { startedAtUnixMs, percentiles } of history.query(asked)) {
    const at = chart.positions.indexOf(startedAtUnixMs);
    for (const { label, values } of chart.lines)
      assert.is(values[at], percentiles?.[label], `${label} at ${at}`);
  }
  const p99 = getInferenceMetrics(telemetry).find(({ modelId }) => modelId === query.modelId)?.latency
    ?.percentilesSeconds.p99 as number;
  assert.ok(chart.title.includes(`p99 ${(p99 * 1000).toFixed(0)} ms`), `${chart.title} ${p99}`);
  assert.close(chart.errorRatio, 0.0108, 0.01);
});

test('rates of all steps, over the time that was observed, are what was counted', async () => {
  const telemetry = await recordedService({ minutes: 2 });
  const history = historyOf(telemetry);
  const chart = (await makeChart('throughput', history, { stepSeconds: 5 })) as LineChart;
  for await (const row of history.query({
    metric: 'inference_items_total',
    stepSeconds: 5,
    groupBy: ['model_id'],
  })) {
    const line = chart.lines.find(({ label }) => label === row.labels.model_id);
    const at = chart.positions.indexOf(row.startedAtUnixMs);
    assert.close(line?.values[at] as number, row.rate as number, 1e-12, `${row.labels.model_id} at ${at}`);
  }
});

test('what an interval holds that spans several steps is shared among them, and leaves no gaps', async () => {
  const telemetry = await recordedService({ minutes: 4, intervalSeconds: 30 });
  const history = historyOf(telemetry);
  const coarse = (await makeChart('latency-heatmap', history)) as HeatmapChart;
  const fine = (await makeChart('latency-heatmap', history, { stepSeconds: 10 })) as HeatmapChart;
  assert.is(coarse.stepSeconds, 30);
  assert.is(fine.positions.length > 2 * coarse.positions.length, true);
  const total = (chart: HeatmapChart) => chart.counts.reduce((sum, count) => sum + count, 0);
  assert.is(total(fine), total(coarse));
  assert.ok(fine.counts.every(Number.isInteger));
  const rates = (await makeChart('throughput', history, { stepSeconds: 10 })) as LineChart;
  assert.ok(rates.lines.every(({ values }) => values.slice(0, -3).every(Number.isFinite)));
  assert.ok(!rates.notes.some((note) => note.includes('gaps')));
});

test('steps in which nothing happened are 0 where things are counted, and gaps where they are measured', async () => {
  const clock = new TestClock();
  const telemetry = createTelemetry({
    clock,
    timer: { after: () => () => {} },
    aggregationIntervalSeconds: 5,
  });
  for (let step = 0; step < 6; step++) {
    if (step !== 3) telemetry.trackInference({ modelId: 'm' }, () => clock.pass(0.01));
    clock.pass(step === 3 ? 5 : 4.99);
    telemetry.collector.flush();
  }
  const history = historyOf(telemetry);
  const query = { stepSeconds: 5 };
  const [rate] = ((await makeChart('throughput', history, query)) as LineChart).lines;
  assert.equal(rate?.values.slice(0, 6), [0.2, 0.2, 0.2, 0, 0.2, 0.2]);
  const { lines, counts } = (await makeChart('latency-percentiles', history, query)) as LineChart;
  assert.equal(counts?.slice(0, 6), [1, 1, 1, 0, 1, 1]);
  for (const { values } of lines) {
    assert.equal(values.slice(0, 6).map(Number.isNaN), [false, false, false, true, false, false]);
  }
  telemetry.dispose();
});

test('time in which nobody observed anything is a gap, and a note says so', async () => {
  const stretches = [0, 10, 40, 50].map((second) => ({
    startedAtUnixMs: second * 1000 + 1e12,
    endedAtUnixMs: second * 1000 + 1e12 + 10_000,
  }));
  const chart = (await makeChart('throughput', sourceOf(stretches), { stepSeconds: 10 })) as LineChart;
  assert.equal(chart.lines[0]?.values, [1, 1, Number.NaN, Number.NaN, 1, 1]);
  assert.equal(chart.notes, ['Nothing was observed in 2 of 6 steps: these are gaps.']);
});

/** A source of these stretches, in each of which ten items of one model were inferred. */
function sourceOf(
  stretches: readonly { startedAtUnixMs: number; endedAtUnixMs: number }[],
): Parameters<typeof makeChart>[1] {
  const instrument = {
    name: 'inference_items_total',
    kind: 'counter',
    unit: '1',
    labels: ['model_id'],
    category: 'inference',
  } as const;
  const series = [{ labels: { model_id: 'm' }, overflow: false, createdAtUnixMs: 0, value: 10 }];
  return {
    query: () => ({
      async *[Symbol.asyncIterator]() {},
      async *points() {
        for (const stretch of stretches) {
          yield {
            ...stretch,
            observedSeconds: 10,
            metrics: [{ instrument, fullName: instrument.name, series }],
          };
        }
      },
      stretches: async () => stretches,
    }),
    runs: async () => ({ runs: [], curves: [] }),
  };
}

test('of many models the busiest have a line each and the others one, in the same colours in every chart', async () => {
  const models = Array.from({ length: 25 }, (_, i) => `model-${i}`);
  const telemetry = await recordedService({ minutes: 2, models });
  const history = historyOf(telemetry);
  const throughput = (await makeChart('throughput', history)) as LineChart;
  assert.is(throughput.lines.length, 10);
  assert.is(throughput.lines.at(-1)?.label, 'others');
  assert.match(
    throughput.notes.join(' '),
    /The 9 models with most of it have a line each; the other \d+ are one\./,
  );
  const again = (await makeChart('throughput', history)) as LineChart;
  assert.equal(
    again.lines.map(({ color }) => color),
    throughput.lines.map(({ color }) => color),
  );
  const all = (await makeChart('throughput', history, { stepSeconds: 5 })) as LineChart;
  const total = (await makeChart('metric', history, {
    metric: 'inference_items_total',
    stepSeconds: 5,
  })) as LineChart;
  for (const [i, value] of (total.lines[0]?.values ?? []).slice(0, -1).entries()) {
    const sum = all.lines.reduce((whole, { values }) => whole + (values[i] as number), 0);
    assert.close(sum, value, 1e-9, `step ${i}`);
  }
});

test('the step is round, not finer than what was recorded, and gives 120 to 300 of them', async () => {
  const history = historyOf(await recordedService({ minutes: 15, models: ['m'], workers: 0 }));
  const steps = async (query: object) => {
    const { positions, stepSeconds } = (await makeChart('throughput', history, query)) as LineChart;
    return [stepSeconds, positions.length] as const;
  };
  const [whole, count] = await steps({});
  assert.is(whole, 5);
  assert.ok(count >= 120 && count <= 300, `${count}`);
  assert.is((await steps({ maxPoints: 100 }))[0], 10);
  assert.is((await steps({ maxPoints: 20 }))[0], 60);
});

test('any metric is drawn by any labels, and others together', async () => {
  const history = historyOf(await recordedService({ minutes: 2 }));
  const query = { metric: 'inference_seconds', groupBy: ['batch_size'], stepSeconds: 5 } as const;
  for (const aggregation of [
    'count',
    'sum',
    'average',
    'minimum',
    'maximum',
    'percentile_95',
    'percentile_99',
    'rate',
  ] as const) {
    const chart = (await makeChart('metric', history, { ...query, aggregation })) as LineChart;
    assert.equal(
      chart.lines.map(({ label }) => label),
      ['1', '16', '4'],
      aggregation,
    );
    for await (const row of history.query({ ...query, aggregation })) {
      const line = chart.lines.find(({ label }) => label === row.labels.batch_size);
      const value = line?.values[chart.positions.indexOf(row.startedAtUnixMs)] as number;
      assert.close(value, row[aggregation] as number, 1e-9, `${aggregation} of ${row.labels.batch_size}`);
    }
  }
});

test('statistics of training are drawn over the time of day, too', async () => {
  const clock = new TestClock();
  const telemetry = createTelemetry({
    clock,
    timer: { after: () => () => {} },
    aggregationIntervalSeconds: 10,
  });
  const run = telemetry.run({ modelId: 'm', runId: 'a' });
  for (let epoch = 0; epoch < 4; epoch++) {
    run.log({ loss: 4 - epoch, val_loss: 8 - epoch }, { epoch });
    clock.pass(10);
    telemetry.collector.flush();
  }
  const history = historyOf(telemetry);
  for (const [metric, first] of [
    ['loss', 4],
    ['val_loss', 8],
  ] as const) {
    const query = { over: 'time', metric, stepSeconds: 10 } as const;
    const chart = (await makeChart('training-curves', history, query)) as LineChart;
    assert.is(chart.x.scale, 'time');
    assert.equal(
      chart.lines.map(({ label }) => label),
      ['m'],
    );
    assert.equal(chart.lines[0]?.values.slice(0, 4), [first, first - 1, first - 2, first - 3]);
  }
  telemetry.dispose();
});

test('a gauge keeps its value in intervals in which nobody set it', async () => {
  const clock = new TestClock();
  const telemetry = createTelemetry({
    clock,
    timer: { after: () => () => {} },
    aggregationIntervalSeconds: 10,
  });
  const hooks = storageHooks(telemetry);
  hooks.queueSizeChanged({ size: 7 });
  hooks.backendHealthChanged({ backend: 's3', health: 'degraded' });
  for (let step = 0; step < 5; step++) {
    clock.pass(10);
    telemetry.collector.flush();
  }
  const history = historyOf(telemetry);
  const { lines } = (await makeChart('queue-size', history, { stepSeconds: 10 })) as LineChart;
  assert.equal(lines[0]?.values.slice(0, 5), [7, 7, 7, 7, 7]);
  const { lanes } = (await makeChart('backend-health', history, { stepSeconds: 10 })) as LanesChart;
  assert.equal(
    lanes[0]?.spans.map(({ word }) => word),
    ['degraded'],
  );
  telemetry.dispose();
});
