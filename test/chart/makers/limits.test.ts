// What findings judge by and what was promised, as lines in charts; and percentiles that are chance.
import { createTelemetry } from 'inferometer';
import { type Chart, colorsOf, type LineChart, makeChart, namesIn, PALETTE } from 'inferometer/chart';
import { historyOf } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { recordedService, TestClock } from '../recordings.ts';

const THRESHOLDS = { inferenceSeconds: { medium: 0.1, high: 0.5 } };

function limitsOf(chart: Chart) {
  return 'limits' in chart ? (chart.limits ?? []).map(({ label }) => label) : [];
}

test('thresholds are marked where values are near them, said in words, and never squeeze the values', async () => {
  const history = historyOf(await recordedService({ minutes: 2 }));
  for (const id of ['latency-heatmap', 'latency-percentiles', 'latency-by-model']) {
    const chart = await makeChart(id, history, { thresholds: THRESHOLDS });
    assert.equal(limitsOf(chart), ['medium: p95 > 100 ms', 'high: p95 > 500 ms'], id);
    assert.match(chart.description, /Marked: medium: p95 > 100 ms; high: p95 > 500 ms\.$/);
    const far = { thresholds: { inferenceSeconds: { medium: 30, high: Infinity } } };
    assert.equal(limitsOf(await makeChart(id, history, far)), [], id);
    assert.equal(limitsOf(await makeChart(id, history)), [], id);
  }
  const chart = await makeChart('worker-utilization', history, {
    thresholds: { workerUtilization: { low: 0.5 } },
  });
  assert.equal(limitsOf(chart), ['medium: mean < 50 %']);
});

test('an objective is marked where it is about all that is shown', async () => {
  const history = historyOf(await recordedService({ minutes: 2 }));
  const objectives = [
    { operationType: 'inference', withinSeconds: 0.2, targetRatio: 0.99 },
    { operationType: 'inference', modelId: 'glyph-conv', withinSeconds: 0.1, targetRatio: 0.9 },
    { operationType: 'inference', firstTokenWithinSeconds: 0.1, targetRatio: 0.95 },
    { operationType: 'add', withinSeconds: 0.05, targetRatio: 0.95 },
  ];
  const marked = async (id: string, query = {}) =>
    limitsOf(await makeChart(id, history, { objectives, ...query }));
  const ofAll = 'objective: 99 % within 200 ms';
  assert.equal(await marked('latency-percentiles'), [ofAll]);
  assert.equal(await marked('latency-percentiles', { modelId: 'glyph-conv' }), [
    ofAll,
    'objective: 90 % within 100 ms',
  ]);
  assert.equal(await marked('time-to-first-token'), ['objective: 95 % within 100 ms']);
  assert.equal(await marked('operation-latency'), []);
  assert.equal(await marked('operation-latency', { operationType: 'add' }), ['objective: 95 % within 50 ms']);
});

test('steps become longer until most percentiles are of 20 values, and the others are told', async () => {
  // 12 inferences in 5 seconds.
  const history = historyOf(await recordedService({ minutes: 15 }));
  const chart = (await makeChart('latency-percentiles', history)) as LineChart;
  assert.is(chart.stepSeconds, 10);
  const asked = (await makeChart('latency-percentiles', history, { stepSeconds: 5 })) as LineChart;
  for (const { few = [] } of asked.lines) {
    assert.equal(
      few,
      (asked.counts ?? []).flatMap((count, i) => (count > 0 && count < 20 ? [i] : [])),
    );
    assert.ok(few.length > 100);
  }
  assert.ok(asked.notes.some((note) => note.includes('fewer than 20 values in a step')));
});

test('a name has one colour in every chart that is told of the same names, whoever else is in it', async () => {
  const telemetry = await recordedService({ minutes: 2 });
  const history = historyOf(telemetry);
  const names = namesIn(telemetry.snapshot());
  const colors = new Map<string, Set<number>>();
  for (const id of [
    'latency-by-model',
    'throughput',
    'latency-distribution',
    'worker-utilization',
    'http-latency-distribution',
  ]) {
    for (const query of [{ names }, { names, modelId: 'glyph-tiny' }]) {
      const chart = await makeChart(id, history, query);
      const lines = 'lines' in chart ? chart.lines : 'outlines' in chart ? chart.outlines : [];
      for (const { label, color } of lines) colors.set(label, (colors.get(label) ?? new Set()).add(color));
    }
  }
  assert.ok(colors.size > 10);
  for (const [name, own] of colors) assert.is(own.size, 1, name);
});

test('names have no colour of percentiles, and none of outcomes while there are few', () => {
  const names = Array.from({ length: 7 }, (_, i) => `model-${i}`);
  const all = colorsOf([...names, 'p50', 'p95', 'p99', 'ok', 'error', 'aborted'], names);
  const own = names.map((name) => all.get(name));
  assert.is(new Set(own).size, 7);
  for (const word of ['p50', 'p95', 'p99', 'ok', 'error', 'aborted']) {
    assert.ok(!own.includes(all.get(word)), word);
    assert.ok((all.get(word) as number) < PALETTE.light.length);
  }
});

test('what was not observed before the first step and after the last one is no gap', async () => {
  const clock = new TestClock();
  const telemetry = createTelemetry({
    clock,
    timer: { after: () => () => {} },
    aggregationIntervalSeconds: 5,
  });
  for (let step = 0; step < 12; step++) {
    telemetry.trackInference({ modelId: 'm' }, () => clock.pass(0.01));
    clock.pass(4.99);
    telemetry.collector.flush();
  }
  const now = clock.wallUnixMs();
  const range = { startTime: now - 900_000, endTime: now + 7000, stepSeconds: 5 };
  const chart = await makeChart('throughput', historyOf(telemetry), range);
  assert.ok(!chart.notes.some((note) => note.includes('gaps')), chart.notes.join(' '));
  telemetry.dispose();
});
