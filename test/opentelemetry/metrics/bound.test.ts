// Bound instruments, as OpenTelemetry specifies them: metrics API, "Bind", and metrics SDK, "Instrument bind" (Development).
import { ValueType } from '@opentelemetry/api';
import { createTelemetry } from 'inferometer';
import { createMeterProvider } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { refusals, sampleOf } from '../../telemetry/support.ts';
import { byAttributes, metricOf, setUp, theSeries } from '../support.ts';

test('a bound instrument records what the instrument does with the same attributes', () => {
  const { telemetry, meter } = setUp();
  const attributes = { tier: 'disk', shard: 3, hot: true, zones: ['a', 'b'] };
  const pairs = [
    [meter.createCounter('c_a'), meter.createCounter('c_b').bind(attributes), 'c_a_total', 'c_b_total'],
    [meter.createUpDownCounter('u_a'), meter.createUpDownCounter('u_b').bind(attributes), 'u_a', 'u_b'],
  ] as const;
  for (const [plain, bound, plainName, boundName] of pairs) {
    for (const value of [1, 2.5, 0, -1, Number.NaN, Infinity, '7' as never, undefined as never]) {
      plain.add(value, attributes);
      bound.add(value);
    }
    assert.equal(byAttributes(telemetry, boundName), byAttributes(telemetry, plainName));
  }
  const plain = meter.createHistogram('h_a', { valueType: ValueType.INT });
  const bound = meter.createHistogram('h_b', { valueType: ValueType.INT }).bind(attributes);
  for (const value of [1, 2.5, 0, -1, Number.NaN]) {
    plain.record(value, attributes);
    bound.record(value);
  }
  const [ours, theirs] = ['h_b', 'h_a'].map((name) => theSeries(telemetry, name));
  if (!('histogram' in (ours as object)) || !('histogram' in (theirs as object)))
    throw new Error('no histograms');
  assert.equal((ours as { histogram: unknown }).histogram, (theirs as { histogram: unknown }).histogram);
});

test('attributes are those of the moment in which they were bound', () => {
  const { telemetry, meter } = setUp();
  const attributes: Record<string, string | string[]> = { tier: 'disk', zones: ['a'] };
  const bound = meter.createCounter('c').bind(attributes);
  attributes.tier = 'memory';
  (attributes.zones as string[]).push('b');
  bound.add(1);
  assert.equal(byAttributes(telemetry, 'c_total'), { '{"tier":"disk","zones":["a"]}': 1 });
});

test('one that records nothing tells nothing, and one that others record into tells that', () => {
  const { telemetry, meter } = setUp();
  const counter = meter.createCounter('c');
  const bound = counter.bind({ tier: 'disk' });
  meter.createHistogram('h').bind({ tier: 'disk' });
  assert.equal(byAttributes(telemetry, 'c_total'), {});
  assert.is(metricOf(telemetry, 'h')?.series.length ?? 0, 0);
  counter.add(2, { tier: 'disk' });
  assert.equal(byAttributes(telemetry, 'c_total'), { '{"tier":"disk"}': 2 });
  bound.add(1);
  counter.bind({ tier: 'disk' });
  assert.equal(byAttributes(telemetry, 'c_total'), { '{"tier":"disk"}': 3 });
});

test('its place is its own, however many sets come later; without one, all of it is overflow', () => {
  const { telemetry, meter } = setUp({ seriesLimit: 2 });
  const counter = meter.createCounter('c');
  const early = counter.bind({ id: 'early' });
  for (const id of ['a', 'b', 'c']) counter.add(1, { id });
  const late = counter.bind({ id: 'late' });
  early.add(1);
  late.add(5);
  const all = { '{"id":"a"}': 1, '{"id":"early"}': 1, '{"otel.metric.overflow":true}': 7 };
  assert.equal(byAttributes(telemetry, 'c_total'), all);
});

test('it goes on over intervals', () => {
  const { telemetry, meter } = setUp();
  const counter = meter.createCounter('c').bind({ id: 1 });
  const histogram = meter.createHistogram('h').bind({ id: 1 });
  for (let i = 0; i < 3; i++) {
    counter.add(2);
    histogram.record(i);
    telemetry.collector.flush();
  }
  assert.equal(byAttributes(telemetry, 'c_total'), { '{"id":1}': 6 });
  const series = theSeries(telemetry, 'h');
  assert.ok('histogram' in series && series.histogram.count === 3);
});

test('views are followed: attributes that they leave out, several metrics of one instrument, and none', () => {
  const telemetry = createTelemetry();
  const views = [
    { instrumentName: 'latency', attributeKeys: ['route'] },
    { instrumentName: 'latency', name: 'latency.all', attributeKeys: [] },
    { instrumentName: 'noise', aggregation: 'drop' as const },
  ];
  const meter = createMeterProvider(telemetry, { views }).getMeter('tests');
  const bound = meter.createHistogram('latency').bind({ route: '/a', user: 'x' });
  meter.createHistogram('latency').bind({ route: '/b', user: 'y' }).record(2);
  bound.record(1);
  meter.createCounter('noise').bind({ a: 1 }).add(1);
  assert.equal(byAttributes(telemetry, 'latency'), { '{"route":"/a"}': 1, '{"route":"/b"}': 1 });
  assert.equal(byAttributes(telemetry, 'latency_all'), { '{}': 2 });
});

test('what is recorded in a trace is an example', () => {
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  const telemetry = createTelemetry({ traceContext: { active: () => span } });
  const meter = createMeterProvider(telemetry).getMeter('tests');
  meter.createCounter('c').bind({ a: 1 }).add(3);
  meter.createHistogram('h').bind({ a: 1 }).record(4);
  for (const [name, value] of [
    ['c_total', 3],
    ['h', 4],
  ] as const) {
    const [example] = theSeries(telemetry, name).exemplars ?? [];
    assert.equal([example?.traceId, example?.spanId, example?.value], [span.traceId, span.spanId, value]);
  }
});

test('binding never throws, and records nothing while telemetry is disabled or gone', () => {
  const telemetry = createTelemetry({ enabled: false });
  const counter = createMeterProvider(telemetry).getMeter('tests').createCounter('c');
  const early = counter.bind({ a: 1 });
  early.add(1);
  telemetry.configure({ enabled: true });
  early.add(2);
  assert.equal(byAttributes(telemetry, 'c_total'), { '{"a":1}': 2 });
  const unreadable = {
    get bad(): string {
      throw new Error('no');
    },
    good: 'yes',
  };
  counter.bind(unreadable).add(1);
  assert.equal(byAttributes(telemetry, 'c_total'), { '{"a":1}': 2, '{"good":"yes"}': 1 });
  assert.is(refusals(telemetry, 'bad_label'), 1);
  for (const nothing of [undefined, null, 7, 'text', Symbol.iterator]) counter.bind(nothing as never).add(0);
  telemetry.dispose();
  early.add(1);
  counter.bind({ b: 1 }).add(1);
  assert.equal(telemetry.snapshot().metrics, []);
  assert.is(sampleOf(telemetry, 'c_total', {}), undefined);
});
