// Metrics of the caller's own, label sets, and what happens when there are too many.
import fc from 'fast-check';
import { createTelemetry, getInferenceMetrics, InferometerError } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { countOf, refusals, sampleOf, seriesOf } from '../telemetry/support.ts';

type MetricUnit = 'seconds' | 'bytes' | 'ratio' | 'per_second' | '1';

const counterOf = (labels: readonly string[]) => ({ name: 'hits_total', help: 'Hits.', labels });

test('a counter, a gauge and a histogram of the caller’s own appear beside the catalogue', () => {
  const telemetry = createTelemetry();
  const hits = telemetry.counter({ name: 'hits_total', help: 'Hits.', labels: ['tier'] });
  hits.withLabels({ tier: 'disk' }).add();
  hits.withLabels({ tier: 'disk' }).add(2.5);
  telemetry.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(-3);
  const waits = telemetry.histogram({
    name: 'wait_seconds',
    help: 'Waits.',
    unit: 'seconds',
    bucketBounds: [1, 2],
  });
  waits.withLabels().record(1.5);
  assert.is(sampleOf(telemetry, 'hits_total', { tier: 'disk' }), 3.5);
  assert.is(sampleOf(telemetry, 'depth', {}), -3);
  assert.is(countOf(telemetry, 'wait_seconds', {}), 1);
  const wait = telemetry.snapshot().metrics.find(({ fullName }) => fullName === 'wait_seconds');
  assert.equal(wait?.instrument, {
    name: 'wait_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'Waits.',
    labels: [],
    category: 'custom',
    bucketBounds: [1, 2],
  });
});

test('a histogram of the caller’s own has classic buckets, those of its unit where none are given', () => {
  const telemetry = createTelemetry();
  const boundsOf = (unit: MetricUnit | undefined, bucketBounds?: readonly number[]) => {
    const name = `own_${unit}_${bucketBounds?.length}`;
    const instrument = { name, help: '', ...(unit && { unit }), ...(bucketBounds && { bucketBounds }) };
    telemetry.histogram(instrument).withLabels().record(0.3);
    assert.is(telemetry.histogram(instrument), telemetry.histogram(instrument));
    return expositionText(telemetry.snapshot())
      .split('\n')
      .filter((line) => line.startsWith(`${name}_bucket`))
      .map((line) => /le="(.*)"\} (.*)/.exec(line)?.slice(1).join(' '));
  };
  assert.equal(boundsOf('seconds').slice(4, 8), ['0.1 0', '0.25 0', '0.5 1', '1 1']);
  assert.equal(boundsOf('bytes').slice(-2), [`${2 ** 30} 1`, '+Inf 1']);
  assert.equal(boundsOf('ratio').slice(-3), ['0.99 1', '1 1', '+Inf 1']);
  assert.equal(boundsOf('per_second').slice(0, 2), ['0 0', '5 1']);
  assert.equal(boundsOf(undefined).at(-2), '10000 1');
  assert.equal(boundsOf('seconds', []), ['+Inf 1']);
});

test('values that make no sense are refused and counted, never thrown', () => {
  const telemetry = createTelemetry();
  const hits = telemetry.counter(counterOf([])).withLabels();
  const depth = telemetry.gauge({ name: 'depth', help: '' }).withLabels();
  const waits = telemetry.histogram({ name: 'wait_seconds', help: '' }).withLabels();
  hits.add(-1);
  for (const value of [Number.NaN, Infinity]) {
    hits.add(value);
    depth.set(value);
    waits.record(value);
  }
  assert.is(sampleOf(telemetry, 'hits_total', {}), 0);
  assert.equal(seriesOf(telemetry, 'depth'), []);
  assert.is(countOf(telemetry, 'wait_seconds', {}), 0);
  assert.is(refusals(telemetry, 'negative_amount'), 1);
  assert.is(refusals(telemetry, 'not_finite'), 6);
});

test('the same instrument is the same metric; with other labels, or of another kind, it is a conflict', () => {
  const telemetry = createTelemetry();
  const hits = telemetry.counter(counterOf(['tier']));
  assert.is(telemetry.counter(counterOf(['tier'])), hits);
  const conflict = assert.throwsCode(
    () => telemetry.counter(counterOf(['zone'])),
    'TELEMETRY_METRIC_CONFLICT',
  );
  assert.instance(conflict, RangeError);
  assert.instance(conflict, InferometerError);
  assert.match(conflict.message, '"hits_total" expected a counter in 1 with the labels (tier)');
  assert.match(conflict.message, 'choose another name');
  const refused = (define: () => unknown) => assert.throwsCode(define, 'TELEMETRY_METRIC_CONFLICT');
  refused(() => telemetry.gauge(counterOf(['tier'])));
  refused(() => telemetry.counter({ ...counterOf(['tier']), unit: 'bytes' }));
  using bare = createTelemetry({ prefix: '' });
  refused(() => bare.histogram({ name: 'inference_seconds', help: '', unit: 'seconds' }));
  refused(() => bare.counter({ name: 'operations_total', help: '', labels: ['status'] }));
});

test('no page has a name twice: who comes later gets another', () => {
  using telemetry = createTelemetry();
  telemetry.histogram({ name: 'wait_seconds', help: '' }).withLabels().record(1);
  telemetry.counter({ name: 'hits_total', help: '' }).withLabels().add();
  for (const name of ['wait_seconds_bucket', 'wait_seconds_count', 'wait_seconds_sum', 'hits'])
    telemetry.gauge({ name, help: '' }).withLabels().set(7);
  const text = expositionText(telemetry);
  const types = text.split('\n').filter((line) => line.startsWith('# TYPE'));
  assert.is(new Set(types.map((line) => line.split(' ')[2])).size, types.length);
  for (const name of ['wait_seconds_bucket', 'wait_seconds_count', 'wait_seconds_sum', 'hits'])
    assert.match(text, `${name}_gauge 7`);
  // Without prefixes, the catalogue stands.
  createTelemetry({ prefix: '', storagePrefix: '' }).dispose();
});

test('labels must be those of the instrument, and strings', () => {
  const telemetry = createTelemetry();
  const hits = telemetry.counter(counterOf(['tier', 'zone']));
  const refused = (labels: unknown, code: string) =>
    assert.throwsCode(() => hits.withLabels(labels as Record<string, string>), code);
  refused({ tier: 'disk' }, 'TELEMETRY_LABEL_NAME');
  refused({ tier: 'disk', zone: 'eu', extra: 'x' }, 'TELEMETRY_LABEL_NAME');
  refused(undefined, 'TELEMETRY_LABEL_NAME');
  refused(null, 'TELEMETRY_ARGUMENT_KIND');
  assert.instance(refused({ tier: 'disk', zone: 7 }, 'TELEMETRY_LABEL_KIND'), TypeError);
  refused({ tier: 'disk', zone: undefined }, 'TELEMETRY_LABEL_KIND');
  assert.is(hits.withLabels({ zone: 'eu', tier: 'disk' }), hits.withLabels({ tier: 'disk', zone: 'eu' }));
});

test('a instrument that no exposition could show is refused', () => {
  const telemetry = createTelemetry();
  const refused = (instrument: object, kind: 'counter' | 'gauge' | 'histogram' = 'histogram') =>
    assert.throwsCode(
      () => telemetry[kind]({ name: 'a', help: '', ...instrument }),
      'TELEMETRY_METRIC_DEFINITION',
    );
  for (const name of ['', '1a', 'a-b', 'a b', 'ä', 7, undefined]) refused({ name });
  refused({ name: 'hits' }, 'counter');
  refused({ help: undefined });
  refused({ unit: 'ms' });
  refused({ labels: 'tier' });
  for (const label of ['le', 'quantile', '__name__', 'a-b', '', 3]) refused({ labels: [label] });
  refused({ labels: ['a', 'a'] });
  for (const bucketBounds of [[2, 1], [1, 1], [Infinity], ['1'], 5, [...Array(1001).keys()]])
    refused({ bucketBounds });
  refused({ bucketBounds: [1, 2] }, 'gauge');
  // @ts-expect-error: without types
  assert.throwsCode(() => telemetry.counter(), 'TELEMETRY_ARGUMENT_KIND');
});

test('label sets over the limit share one overflow series, and the look-ups are counted', () => {
  const telemetry = createTelemetry({ seriesLimit: 2 });
  for (const modelId of ['a', 'b', 'c', 'd', 'a']) telemetry.trackInference({ modelId }, () => 1);
  const series = seriesOf(telemetry, 'ipfs_aiml_inference_seconds');
  assert.equal(
    series.map((one) => [one.labels.model_id, one.overflow, 'histogram' in one ? one.histogram.count : 0]),
    [
      ['a', false, 2],
      ['b', false, 1],
      [undefined, true, 2],
    ],
  );
  const lookups = sampleOf(telemetry, 'inferometer_series_overflow_total', {
    metric: 'ipfs_aiml_inference_seconds',
  });
  assert.is(lookups, 2);
  assert.is(getInferenceMetrics(telemetry, 'a')?.latency?.count, 2);
  assert.is(getInferenceMetrics(telemetry, 'c'), undefined);
  assert.is(
    sampleOf(telemetry, 'ipfs_aiml_operations_total', { operation_type: 'inference', status: 'ok' }),
    5,
  );
});

test('with room for one series of each metric everything is still counted', () => {
  const telemetry = createTelemetry({ seriesLimit: 1 });
  for (let i = 0; i < 5; i++) {
    telemetry.trackModelOperation(
      { operationType: 'model_load', modelId: `m${i}`, modelSizeBytes: i },
      () => 1,
    );
    telemetry.trackTrainingEpoch({ modelId: `m${i}`, epoch: 0, numSamples: 1 }, () => 1);
    telemetry.inference({ modelId: `m${i}` }).record(1);
    telemetry.recordTrainingStats({ modelId: `m${i}`, loss: 1, metrics: { a: 1 } });
    telemetry.recordWorkerUtilization({ workerId: `w${i}`, utilization: 1 });
    assert.throws(() => telemetry.trackInference({ modelId: `m${i}` }, () => JSON.parse('{')));
  }
  const { metrics } = telemetry.snapshot();
  for (const { instrument, series } of metrics) {
    if (instrument.category !== 'self') assert.ok(series.length <= 2, instrument.name);
  }
  const ended = metrics.find(({ instrument }) => instrument.name === 'operations_total')?.series ?? [];
  assert.is(
    ended.reduce((sum, series) => sum + ('value' in series ? series.value : 0), 0),
    20,
  );
});

test('law: nothing recorded under any label set is lost, and there are never more series than allowed', () => {
  const recordings = fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.string({ maxLength: 1 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(recordings, fc.integer({ min: 1, max: 10 }), (labelSets, seriesLimit) => {
      using telemetry = createTelemetry({ seriesLimit });
      const hits = telemetry.counter(counterOf(['tier', 'zone']));
      for (const [tier, zone] of labelSets) hits.withLabels({ tier, zone }).add();
      const expected = new Map<string, number>();
      let overflowed = 0;
      for (const labelSet of labelSets) {
        const key = JSON.stringify(labelSet);
        if (expected.has(key) || expected.size < seriesLimit) expected.set(key, (expected.get(key) ?? 0) + 1);
        else overflowed += 1;
      }
      const series = seriesOf(telemetry, 'hits_total').map((one) => ({
        ...one,
        value: 'value' in one ? one.value : Number.NaN,
      }));
      const regular = series.filter(({ overflow }) => !overflow);
      assert.equal(
        regular.map(({ labels, value }) => [JSON.stringify([labels.tier, labels.zone]), value]),
        [...expected],
      );
      assert.is(series.find(({ overflow }) => overflow)?.value ?? 0, overflowed);
      const metric = 'hits_total';
      assert.is(sampleOf(telemetry, 'inferometer_series_overflow_total', { metric }) ?? 0, overflowed);
    }),
  );
});
