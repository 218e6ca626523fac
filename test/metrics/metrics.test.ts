// Metrics alone: what their options may be, and what they say of losses.
import { createMetrics, type MetricsOptions } from 'inferometer/metrics';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

test('options are held to what they may be, as those of telemetry are', () => {
  const wrong: [MetricsOptions, string][] = [
    [{ seriesLimit: 0 }, 'TELEMETRY_OPTION_RANGE'],
    [{ seriesLimit: 1.5 }, 'TELEMETRY_OPTION_RANGE'],
    [{ seriesLimit: '9' as never }, 'TELEMETRY_OPTION_KIND'],
    [{ labelLengthLimit: 7 }, 'TELEMETRY_OPTION_RANGE'],
    [{ labelAllowList: { tier: 'disk' as never } }, 'TELEMETRY_OPTION_RANGE'],
    [{ labels: { le: 'x' } }, 'TELEMETRY_OPTION_RANGE'],
    [{ labels: { zone: 1 as never } }, 'TELEMETRY_OPTION_RANGE'],
    [{ labels: null as never }, 'TELEMETRY_OPTION_KIND'],
    [{ logger: {} as never }, 'TELEMETRY_OPTION_RANGE'],
    [{ label: {} } as never, 'TELEMETRY_UNKNOWN_OPTION'],
    [null as never, 'TELEMETRY_ARGUMENT_KIND'],
  ];
  for (const [options, code] of wrong) assert.throwsCode(() => createMetrics(options), code);
  createMetrics({ seriesLimit: undefined, labels: undefined } as never).dispose();
});

test('labels that change after they were handed in change nothing', () => {
  const labels = { zone: 'a' };
  using metrics = createMetrics({ labels });
  labels.zone = 'b';
  metrics.counter({ name: 'hits_total', help: 'Hits.' }).withLabels().add(1);
  assert.match(expositionText(metrics), 'hits_total{zone="a"} 1');
});

test('what is lost is said once each, and a logger that throws is not asked about itself', () => {
  const said: object[] = [];
  const warn = (fields: object) => {
    said.push(fields);
    throw new Error('no');
  };
  using metrics = createMetrics({ seriesLimit: 1, logger: { warn } });
  const depth = metrics.gauge({ name: 'depth', help: 'Depth.', labels: ['queue'] });
  for (const queue of ['a', 'b', 'c', 'd']) depth.withLabels({ queue }).set(1);
  assert.equal(said, [{ counter: 'inferometer_series_overflow_total', kind: 'depth' }]);
  assert.match(expositionText(metrics), 'inferometer_recordings_refused_total{reason="logger_failed"} 1');
});

test('labels are told apart whatever order, number and keys they come in', () => {
  using metrics = createMetrics();
  const hits = metrics.counter({ name: 'hits_total', help: 'Hits.', labels: ['a', 'b'] });
  const values = ['x', 'y', '', 'constructor', '__proto__'];
  let total = 0;
  for (let i = 0; i < 500; i++) {
    const [a, b] = [values[(i * 7) % 5] as string, values[(i * i) % 5] as string];
    hits.withLabels(i % 3 === 0 ? { b, a } : { a, b }).add(1);
    total += 1;
  }
  const counts = new Map<string, number>();
  for (let i = 0; i < 500; i++) {
    const key = JSON.stringify([values[(i * 7) % 5], values[(i * i) % 5]]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [metric] = metrics.snapshot().metrics.filter(({ fullName }) => fullName === 'hits_total');
  const read = metric?.series.map(({ labels, ...point }) => [
    JSON.stringify([labels.a, labels.b]),
    'value' in point ? point.value : 0,
  ]);
  assert.equal(new Map(read as [string, number][]), counts);
  assert.is(
    [...counts.values()].reduce((x, y) => x + y),
    total,
  );
  for (const labels of [{ a: 'x' }, { a: 'x', b: 'y', c: 'z' }, {}]) {
    assert.throwsCode(() => hits.withLabels(labels as never), 'TELEMETRY_LABEL_NAME');
  }
});
