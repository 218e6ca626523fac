// Views: what they select, and what becomes of it.
import { createTelemetry } from 'inferometer';
import { createMeterProvider, type View } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { byAttributes, metricOf, setUp, theSeries } from '../support.ts';

test('a view renames and describes one instrument', () => {
  const views = [{ instrumentName: 'old.name', name: 'new.name', description: 'Better.' }];
  const { telemetry, meter } = setUp({ views });
  meter.createCounter('old.name', { description: 'Worse.' }).add(1);
  assert.equal(byAttributes(telemetry, 'new_name_total'), { '{}': 1 });
  assert.is(metricOf(telemetry, 'new_name_total')?.instrument.help, 'Better.');
  assert.is(metricOf(telemetry, 'old_name_total'), undefined);
});

test('a view keeps attributes, or leaves some out, and what they told apart is recorded together', () => {
  const views = [
    { instrumentName: 'kept', attributeKeys: ['a', 'b'] },
    { instrumentName: 'left', excludedAttributeKeys: ['id'] },
  ];
  const { telemetry, meter } = setUp({ views });
  for (const name of ['kept', 'left']) {
    const counter = meter.createCounter(name);
    for (let id = 0; id < 5000; id++) counter.add(1, { a: 1, id });
    counter.add(1, { id: 0, a: 1 });
    counter.add(1, { a: 2, c: 3 });
  }
  assert.equal(byAttributes(telemetry, 'kept_total'), { '{"a":1}': 5001, '{"a":2}': 1 });
  assert.equal(byAttributes(telemetry, 'left_total'), { '{"a":1}': 5001, '{"a":2,"c":3}': 1 });
});

test('a view drops', () => {
  const { telemetry, meter } = setUp({ views: [{ instrumentName: 'noise.*', aggregation: 'drop' }] });
  meter.createCounter('noise.c').add(1);
  meter.createHistogram('noise.h').bind({ a: 1 }).record(1);
  meter.createObservableGauge('noise.g').addCallback((result) => result.observe(1));
  meter.createCounter('signal').add(1);
  const custom = telemetry.snapshot().metrics.filter(({ instrument }) => instrument.category === 'custom');
  assert.equal(
    custom.map(({ fullName }) => fullName),
    ['signal'],
  );
});

test('several views of one instrument are as many metrics', () => {
  const views = [
    { instrumentName: 'latency', name: 'latency.by_route', attributeKeys: ['route'] },
    { instrumentName: 'latency', name: 'latency.by_user', attributeKeys: ['user'], cardinalityLimit: 2 },
  ];
  const { telemetry, meter } = setUp({ views });
  const latency = meter.createHistogram('latency');
  for (const user of ['x', 'y', 'z']) latency.record(1, { route: '/a', user });
  latency.bind({ route: '/a', user: 'x' }).record(1);
  assert.equal(byAttributes(telemetry, 'latency_by_route'), { '{"route":"/a"}': 4 });
  assert.equal(byAttributes(telemetry, 'latency_by_user'), {
    '{"user":"x"}': 2,
    '{"otel.metric.overflow":true}': 2,
  });
});

test('selections: by name, kind, unit and meter', () => {
  const selections: [View, boolean][] = [
    [{}, true],
    [{ instrumentName: '*' }, true],
    [{ instrumentName: 'HTTP.*.Duration' }, true],
    [{ instrumentName: 'http.server.duratio?' }, true],
    [{ instrumentName: 'http.server' }, false],
    [{ instrumentName: 'http_server_duration' }, false],
    [{ instrumentType: 'HISTOGRAM' }, true],
    [{ instrumentType: 'COUNTER' }, false],
    [{ instrumentUnit: 's' }, true],
    [{ instrumentUnit: 'ms' }, false],
    [{ meterName: 'lib' }, true],
    [{ meterName: 'li' }, false],
    [{ meterVersion: '1' }, true],
    [{ meterVersion: '2' }, false],
    [{ meterSchemaUrl: 'u' }, true],
    [{ meterSchemaUrl: '' }, false],
    [{ instrumentUnit: 's', meterName: 'other' }, false],
  ];
  for (const [selection, isSelected] of selections) {
    const telemetry = createTelemetry();
    const views = [{ ...selection, aggregation: 'drop' } as const];
    const meter = createMeterProvider(telemetry, { views }).getMeter('lib', '1', { schemaUrl: 'u' });
    meter.createHistogram('http.server.duration', { unit: 's' }).record(1);
    const isDropped = metricOf(telemetry, 'http_server_duration_seconds') === undefined;
    assert.is(isDropped, isSelected, JSON.stringify(selection));
    telemetry.dispose();
  }
});

test('explicit bounds count exactly: those advised, or those of a view', () => {
  const views: View[] = [{ instrumentName: 'viewed', aggregation: { bounds: [1, 2, 5] } }];
  const { telemetry, meter } = setUp({ views });
  const advice = { explicitBucketBoundaries: [0, 5, 10] };
  const [viewed, advised] = [
    meter.createHistogram('viewed', { advice }),
    meter.createHistogram('advised', { advice }),
  ];
  for (const value of [0, 1, 5, 5.000001, 10, 11]) {
    viewed.record(value);
    advised.record(value);
  }
  const explicit = (name: string) => {
    const series = theSeries(telemetry, name);
    if (!('histogram' in series) || series.histogram.explicit === undefined)
      throw new Error('no explicit buckets');
    const { explicit, count } = series.histogram;
    return [[...explicit.bounds], [...explicit.counts], count];
  };
  assert.equal(explicit('viewed'), [[1, 2, 5], [2, 0, 1, 3], 6]);
  assert.equal(explicit('advised'), [[0, 5, 10], [1, 2, 2, 1], 6]);
  assert.equal(metricOf(telemetry, 'viewed')?.instrument.bucketBounds, [1, 2, 5]);
  const lines = expositionText(telemetry.snapshot()).split('\n');
  assert.equal(
    lines.filter((line) => line.startsWith('advised_bucket')).map((line) => line.replace(/.*le=/, '')),
    ['"0"} 1', '"5"} 3', '"10"} 5', '"+Inf"} 6'],
  );
});

test('views that make no sense are refused at once', () => {
  const wrong: unknown[] = [
    'drop',
    [{ instrumentNam: 'x' }],
    [{ name: 'x' }],
    [{ instrumentName: '*', name: 'x' }],
    [{ cardinalityLimit: 1 }],
    [{ aggregation: { bounds: [2, 1] } }],
  ];
  for (const views of wrong) {
    assert.throwsCode(
      () => createMeterProvider(createTelemetry(), { views: views as View[] }),
      'OPENTELEMETRY_VIEW',
    );
  }
  assert.throwsCode(
    () => createMeterProvider(createTelemetry(), { callbackTimeoutSeconds: 0 }),
    'OPENTELEMETRY_OPTION_RANGE',
  );
});
