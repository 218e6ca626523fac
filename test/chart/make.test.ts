import {
  createTelemetry,
  getInferenceMetrics,
  STORAGE_METRIC_TYPES,
  type StorageMetricType,
} from 'inferometer';
import {
  chartOfSnapshot,
  type HeatmapChart,
  type LineChart,
  listCharts,
  makeChart,
  storageChartId,
} from 'inferometer/chart';
import { historyOf } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { recordedService, STARTED_AT_UNIX_MS, TestClock } from './recordings.ts';

const MINUTE_MS = 60_000;
const objectives = [{ operationType: 'inference', withinSeconds: 0.1, targetRatio: 0.95 }];

/** What two charts need to be asked for beside their ids. */
function queryFor(id: string) {
  if (id === 'metric') return { metric: 'inference_seconds' };
  return id === 'objective-budget' ? { objectives } : {};
}

test('a service that does everything has every chart, and none is empty', async () => {
  const history = historyOf(await recordedService({ minutes: 2, learns: true }));
  for (const { id, kind, unit, title } of listCharts()) {
    const chart = await makeChart(id, history, queryFor(id));
    assert.is(chart.isEmpty, false, id);
    assert.is(chart.id, id);
    assert.is(chart.kind, kind, id);
    assert.ok(chart.title.startsWith(id === 'metric' ? 'inference_seconds' : title), chart.title);
    assert.ok(chart.description.length > 20, chart.description);
    if ('y' in chart && id !== 'metric') assert.is(chart.y.unit, unit, id);
  }
});

test('where nothing was recorded every chart says so, with its units', async () => {
  const telemetry = createTelemetry();
  const history = historyOf(telemetry);
  for (const { id, kind } of listCharts()) {
    const chart = await makeChart(id, history, queryFor(id));
    assert.is(chart.isEmpty, true, id);
    assert.is(chart.kind, kind, id);
    assert.match(chart.title, /: nothing recorded$/);
    assert.is(chart.errorRatio, 0, id);
  }
  telemetry.dispose();
});

test('ids are unique, and a misspelt one is told the closest', async () => {
  const ids = listCharts().map(({ id }) => id);
  assert.is(new Set(ids).size, ids.length);
  const telemetry = createTelemetry();
  const error = await assert.rejects(makeChart('latency-heatmp', historyOf(telemetry)));
  assert.is((error as { code?: string }).code, 'CHART_UNKNOWN');
  assert.match(error.message, /Did you mean latency-heatmap\?$/);
  telemetry.dispose();
});

test('a misspelt field of a query is told the closest, and values out of range are refused', async () => {
  const telemetry = createTelemetry();
  const history = historyOf(telemetry);
  const refused: readonly (readonly [query: object, words: RegExp])[] = [
    [{ stepSecond: 10 }, /Did you mean stepSeconds\?/],
    [{ stepSeconds: 0 }, /"stepSeconds" expected a number of seconds, 0.1 or more/],
    [{ maxPoints: 3 }, /"maxPoints" expected a whole number from 10 to 10000/],
    [{ compare: 'last' }, /"compare" expected one of previous/],
    [{ aggregation: 'median' }, /"aggregation" expected one of sum, average/],
    [{ groupBy: 'model_id' }, /"groupBy" expected a list of names/],
    [{ startTime: 2, endTime: 1 }, /startTime/],
  ];
  for (const [query, words] of refused) {
    assert.match((await assert.rejects(makeChart('throughput', history, query))).message, words);
  }
  telemetry.dispose();
});

test('steps too short for the range are refused, with what would do', async () => {
  const history = historyOf(await recordedService({ minutes: 2 }));
  const error = await assert.rejects(makeChart('throughput', history, { stepSeconds: 1, maxPoints: 50 }));
  assert.match(error.message, /"stepSeconds" expected 5 or more in a range of \d+ s, got 1/);
});

test('each of the eight metric types of the contract has a chart', () => {
  const ids = listCharts().map(({ id }) => id);
  for (const type of Object.keys(STORAGE_METRIC_TYPES) as StorageMetricType[]) {
    assert.ok(ids.includes(storageChartId(type)), type);
  }
});

/** Sums of the same values in another order differ in their last digits. */
function rounded(chart: unknown): string {
  const digits = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value;
  return JSON.stringify(chart, digits);
}

test('charts of a range are the same from a snapshot as from the history', async () => {
  const telemetry = await recordedService({ minutes: 2 });
  const history = historyOf(telemetry);
  const snapshot = await history.snapshot({});
  for (const { id, isOverTime } of listCharts()) {
    const made = chartOfSnapshot(id, snapshot, queryFor(id));
    if (isOverTime) assert.is(made, undefined, id);
    else assert.equal(rounded(made), rounded(await makeChart(id, history, queryFor(id))), id);
  }
});

test('a filter narrows a chart down, and its title says so', async () => {
  const telemetry = await recordedService({ minutes: 2 });
  const chart = await makeChart('latency-heatmap', historyOf(telemetry), { modelId: 'glyph-conv' });
  const count = getInferenceMetrics(telemetry).find(({ modelId }) => modelId === 'glyph-conv')?.latency
    ?.count;
  assert.is(
    (chart as HeatmapChart).counts.reduce((sum, one) => sum + one, 0),
    count,
  );
  assert.match(chart.title, new RegExp(`^Latency of glyph-conv, p99 .*, ${count} inferences in 2 min$`));
});

test('a run of training that began before the range and goes on in it is drawn, whole', async () => {
  const clock = new TestClock();
  const telemetry = createTelemetry({ clock, timer: { after: () => () => {} } });
  const run = telemetry.run({ modelId: 'glyphs', runId: 'long' });
  for (let epoch = 0; epoch < 4; epoch++) {
    run.log({ loss: 1 / (epoch + 1) }, { epoch });
    clock.pass(60);
    telemetry.collector.flush();
  }
  const history = historyOf(telemetry);
  const later = { startTime: STARTED_AT_UNIX_MS + 2 * MINUTE_MS };
  assert.is(((await makeChart('training-curves', history, later)) as LineChart).positions.length, 4);
  assert.is((await history.snapshot(later)).runs.length, 1);
  clock.pass(600);
  const gone = { startTime: STARTED_AT_UNIX_MS + 10 * MINUTE_MS };
  assert.is((await makeChart('training-curves', history, gone)).isEmpty, true);
  telemetry.dispose();
});

test('the range before is drawn on the same positions, faint and dashed', async () => {
  const history = historyOf(await recordedService({ minutes: 4 }));
  const range = {
    startTime: STARTED_AT_UNIX_MS + 2 * MINUTE_MS,
    endTime: STARTED_AT_UNIX_MS + 4 * MINUTE_MS,
  };
  const before = { startTime: STARTED_AT_UNIX_MS, endTime: range.startTime, stepSeconds: 5 };
  const compared = (await makeChart('throughput', history, {
    ...range,
    compare: 'previous',
    stepSeconds: 5,
  })) as LineChart;
  const own = (await makeChart('throughput', history, before)) as LineChart;
  for (const line of own.lines) {
    const drawn = compared.lines.find(({ label }) => label === `${line.label} before`);
    assert.is(drawn?.isDashed && drawn.isFaint, true, line.label);
    assert.equal(drawn?.values.slice(0, 20), line.values.slice(0, 20), line.label);
  }
});

test('reading stops where the signal says so', async () => {
  const history = historyOf(await recordedService({ minutes: 1 }));
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  assert.is(await assert.rejects(makeChart('latency-heatmap', history, { signal })), reason);
});
