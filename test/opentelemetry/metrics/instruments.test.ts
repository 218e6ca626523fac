// What the metrics API of OpenTelemetry asks of its instruments, read where a user would: in the snapshot.
import { ValueType } from '@opentelemetry/api';
import { createTelemetry } from 'inferometer';
import { quantilesOf } from 'inferometer/histogram';
import { createMeterProvider } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { refusals, sampleOf } from '../../telemetry/support.ts';
import { byAttributes, metricOf, setUp, theSeries } from '../support.ts';

test('a counter adds up, by attributes', () => {
  const { telemetry, meter } = setUp();
  const requests = meter.createCounter('http.requests', { description: 'Requests.', unit: '{request}' });
  requests.add(1, { route: '/a' });
  requests.add(2, { route: '/b' });
  requests.add(3, { route: '/a' });
  requests.add(5);
  assert.equal(byAttributes(telemetry, 'http_requests_total'), {
    '{"route":"/a"}': 4,
    '{"route":"/b"}': 2,
    '{}': 5,
  });
  const { instrument } = metricOf(telemetry, 'http_requests_total') ?? {};
  assert.is(instrument?.kind, 'counter');
  assert.is(instrument?.help, 'Requests.');
});

test('a counter does not go down, and counts only numbers', () => {
  const { telemetry, meter } = setUp();
  const counter = meter.createCounter('c');
  counter.add(1);
  counter.add(-1);
  counter.add(Number.NaN);
  counter.add(Infinity);
  counter.add('7' as unknown as number);
  assert.equal(byAttributes(telemetry, 'c_total'), { '{}': 1 });
  assert.is(refusals(telemetry, 'negative_amount'), 1);
  assert.is(refusals(telemetry, 'not_finite'), 3);
});

test('an up-down counter goes both ways', () => {
  const { telemetry, meter } = setUp();
  const waiting = meter.createUpDownCounter('queue.waiting');
  waiting.add(3, { queue: 'gpu' });
  waiting.add(-5, { queue: 'gpu' });
  const series = theSeries(telemetry, 'queue_waiting');
  assert.ok('value' in series && series.value === -2);
  assert.match(expositionText(telemetry.snapshot()), '# TYPE queue_waiting gauge');
});

test('an up-down counter of the caller is the same kind of metric', () => {
  const telemetry = createTelemetry({ prefix: '' });
  const waiting = telemetry.upDownCounter({ name: 'jobs_waiting', help: 'Jobs.', labels: ['queue'] });
  waiting.withLabels({ queue: 'gpu' }).add(2);
  telemetry.collector.flush();
  waiting.withLabels({ queue: 'gpu' }).add(-1);
  assert.is(sampleOf(telemetry, 'jobs_waiting', { queue: 'gpu' }), 1);
});

test('a gauge has its last value', () => {
  const { telemetry, meter } = setUp();
  const temperature = meter.createGauge('hw.temperature', { unit: 'Cel' });
  temperature.record(60, { id: 'gpu0' });
  temperature.record(71.5, { id: 'gpu0' });
  temperature.record(-3, { id: 'gpu1' });
  assert.equal(byAttributes(telemetry, 'hw_temperature_celsius'), {
    '{"id":"gpu0"}': 71.5,
    '{"id":"gpu1"}': -3,
  });
});

test('a histogram has the distribution', () => {
  const { telemetry, meter } = setUp();
  const duration = meter.createHistogram('rpc.server.duration', { unit: 's' });
  for (let i = 1; i <= 1000; i++) duration.record(i / 1000, { 'rpc.method': '/a' });
  duration.record(-1);
  const series = theSeries(telemetry, 'rpc_server_duration_seconds');
  assert.equal(series.labels, { 'rpc.method': '/a' });
  if (!('histogram' in series)) throw new Error('no histogram');
  const { count, sum, min, max } = series.histogram;
  assert.equal([count, min, max], [1000, 0.001, 1]);
  assert.close(sum, 500.5, 1e-12);
  assert.close(quantilesOf(series.histogram, [0.99])[0] as number, 0.99, 0.011);
  assert.is(refusals(telemetry, 'negative_amount'), 1);
});

test('whole numbers lose their fraction', () => {
  const { telemetry, meter } = setUp();
  const options = { valueType: ValueType.INT };
  meter.createCounter('c', options).add(1.9);
  meter.createUpDownCounter('u', options).add(-1.9);
  meter.createGauge('g', options).record(2.5);
  meter.createHistogram('h', options).record(3.7);
  assert.equal(byAttributes(telemetry, 'c_total'), { '{}': 1 });
  assert.equal(byAttributes(telemetry, 'u'), { '{}': -1 });
  assert.equal(byAttributes(telemetry, 'g'), { '{}': 2 });
  const histogram = theSeries(telemetry, 'h');
  assert.ok('histogram' in histogram && histogram.histogram.max === 3);
});

test('what is bound records into the same series', () => {
  const { telemetry, meter } = setUp();
  const counter = meter.createCounter('c');
  const bound = counter.bind({ tier: 'disk' });
  bound.add(1);
  counter.add(1, { tier: 'disk' });
  const histogram = meter.createHistogram('h', { valueType: ValueType.INT });
  histogram.bind({ a: 1 }).record(2.5);
  histogram.bind({ a: 1 }).record(-1);
  meter.createGauge('g').bind().record(7);
  meter.createUpDownCounter('u').bind({ q: 'x' }).add(-2);
  assert.equal(byAttributes(telemetry, 'c_total'), { '{"tier":"disk"}': 2 });
  assert.equal(byAttributes(telemetry, 'h'), { '{"a":1}': 1 });
  assert.equal(byAttributes(telemetry, 'g'), { '{}': 7 });
  assert.equal(byAttributes(telemetry, 'u'), { '{"q":"x"}': -2 });
  assert.is(refusals(telemetry, 'negative_amount'), 1);
});

test('the same instrument twice is one instrument', () => {
  const { telemetry, meter } = setUp();
  meter.createCounter('requests', { unit: '{r}' }).add(1);
  meter.createCounter('Requests', { unit: '{r}' }).add(1);
  assert.equal(byAttributes(telemetry, 'requests_total'), { '{}': 2 });
  assert.is(sampleOf(telemetry, 'inferometer_instrument_conflicts_total', {}), undefined);
});

test('instruments of one name and different kinds keep apart, and the conflict is counted', () => {
  const { telemetry, meter } = setUp();
  meter.createGauge('load').record(1);
  meter.createHistogram('load').record(2);
  meter.createUpDownCounter('load').add(3);
  meter.createGauge('load', { unit: '{job}' }).record(4);
  meter.createCounter('load', { description: 'short' }).add(1);
  meter.createCounter('load', { description: 'a longer one' }).add(1);
  const text = expositionText(telemetry.snapshot());
  const scope = '{otel_scope_name="tests"}';
  for (const line of [`load${scope} 1`, `load_histogram_count${scope} 1`, `load_up_down_counter${scope} 3`]) {
    assert.match(text, line);
  }
  assert.match(text, `load_gauge${scope} 4`);
  assert.match(text, `load_counter_total${scope} 2`);
  assert.match(text, '# HELP load_counter_total a longer one');
  assert.is(sampleOf(telemetry, 'inferometer_instrument_conflicts_total', { metric: 'load' }), 5);
});

test('a name that telemetry has itself is left to it', () => {
  const telemetry = createTelemetry({ prefix: '', logLevel: 'silent' });
  telemetry.gauge({ name: 'depth', help: 'Mine.' }).withLabels().set(1);
  createMeterProvider(telemetry).getMeter('tests').createGauge('depth').record(2);
  assert.is(sampleOf(telemetry, 'depth', {}), 1);
  assert.match(expositionText(telemetry), 'depth 1\n');
  assert.match(expositionText(telemetry), 'depth_gauge{otel_scope_name="tests"} 2');
});

test('meters are told apart by name, version and schema', () => {
  const telemetry = createTelemetry();
  const provider = createMeterProvider(telemetry);
  assert.is(provider.getMeter('lib', '1'), provider.getMeter('lib', '1'));
  provider.getMeter('lib', '1').createCounter('c').add(1);
  provider.getMeter('lib', '2').createCounter('c').add(2);
  provider.getMeter('lib', '2', { schemaUrl: 'https://example.com/1' }).createCounter('c').add(4);
  provider.getMeter('other').createCounter('c').add(8);
  const lines = expositionText(telemetry)
    .split('\n')
    .filter((line) => line.startsWith('c_total'));
  assert.equal(lines, [
    'c_total{otel_scope_name="lib",otel_scope_version="1"} 1',
    'c_total{otel_scope_name="lib",otel_scope_version="2"} 2',
    'c_total{otel_scope_name="lib",otel_scope_version="2",otel_scope_schema_url="https://example.com/1"} 4',
    'c_total{otel_scope_name="other"} 8',
  ]);
});

test('what comes after the limit is in the overflow, once and whole', () => {
  const { telemetry, meter } = setUp({ seriesLimit: 10 });
  const counter = meter.createCounter('c');
  for (let round = 0; round < 3; round++) for (let id = 0; id < 50; id++) counter.add(1, { id });
  const values = byAttributes(telemetry, 'c_total');
  assert.is(Object.keys(values).length, 11);
  assert.is(values['{"otel.metric.overflow":true}'], 40 * 3);
  assert.is(
    Object.values(values).reduce((sum, value) => sum + value),
    150,
  );
  assert.is(sampleOf(telemetry, 'inferometer_series_overflow_total', { metric: 'c' }), 40 * 3);
  assert.match(
    expositionText(telemetry.snapshot()),
    'c_total{otel_metric_overflow="true",otel_scope_name="tests"} 120',
  );
});

test('intervals hold what came in each, and the history adds up to the snapshot', () => {
  const { telemetry, meter } = setUp();
  const counter = meter.createCounter('c');
  const waiting = meter.createUpDownCounter('u');
  const sums = { c: 0, u: 0 };
  telemetry.collector.subscribe(({ metrics }) => {
    for (const { fullName, series } of metrics) {
      const value = series[0] && 'value' in series[0] ? series[0].value : 0;
      if (fullName === 'c') sums.c += value;
      if (fullName === 'u') sums.u += value;
    }
  });
  for (const amount of [3, 4, 5]) {
    counter.add(amount, { a: 1 });
    waiting.add(amount - 4, { a: 1 });
    telemetry.collector.flush();
  }
  assert.equal(sums, { c: 12, u: 0 });
  assert.equal(byAttributes(telemetry, 'c_total'), { '{"a":1}': 12 });
});

test('nothing is recorded while telemetry is disabled, or after it is gone', () => {
  const telemetry = createTelemetry({ enabled: false });
  const meter = createMeterProvider(telemetry).getMeter('tests');
  const counter = meter.createCounter('c');
  counter.add(1);
  assert.is(metricOf(telemetry, 'c_total'), undefined);
  telemetry.configure({ enabled: true });
  counter.add(1);
  assert.equal(byAttributes(telemetry, 'c_total'), { '{}': 1 });
  telemetry.dispose();
  counter.add(1);
  meter.createHistogram('h', { advice: { explicitBucketBoundaries: [1] } }).record(1);
  assert.equal(telemetry.snapshot().metrics, []);
});
