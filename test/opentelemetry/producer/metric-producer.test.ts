// What a reader of OpenTelemetry's SDK is given: names, units, times, buckets, both temporalities.
import fc from 'fast-check';
import { createTelemetry, trackStorageOperation, trackStream } from 'inferometer';
import {
  createMeterProvider,
  createMetricProducer,
  type DataPoint,
  type MetricProducerOptions,
} from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { collected, pointsOf, setUp } from '../support.ts';

const STARTED = Date.UTC(2026, 0, 1) / 1000;

interface Exponential {
  readonly count: number;
  readonly sum: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: { readonly offset: number; readonly bucketCounts: number[] };
  readonly negative: { readonly offset: number; readonly bucketCounts: number[] };
}

test('inferences have the names, the unit and the schema of the GenAI conventions', async () => {
  const telemetry = createTelemetry();
  telemetry.inference({ modelId: 'llama', batchSize: 8 }).record(0.25);
  telemetry.inference({ operationType: 'embeddings_generation', modelId: 'e5', batchSize: 1 }).record(0.5);
  const failing = telemetry.start('inference', { modelId: 'llama', batchSize: 1 });
  failing.fail(new Error('no'));
  const producer = createMetricProducer(telemetry, { provider: 'openai' });
  const { resourceMetrics } = await producer.collect();
  const scope = resourceMetrics.scopeMetrics.find(({ metrics }) =>
    metrics.some(({ descriptor }) => descriptor.name === 'gen_ai.client.operation.duration'),
  );
  assert.is(scope?.scope.name, 'inferometer');
  assert.is(scope?.scope.schemaUrl, 'https://opentelemetry.io/schemas/1.41.0');
  assert.match(scope?.scope.version ?? '', /^\d+\.\d+\.\d+/);
  const [metric] = scope?.metrics ?? [];
  assert.equal(metric?.descriptor, {
    name: 'gen_ai.client.operation.duration',
    description: 'GenAI operation duration.',
    unit: 's',
    valueType: 1,
  });
  assert.equal(
    pointsOf(metric).map(({ attributes }) => attributes),
    [
      {
        'gen_ai.operation.name': 'inference',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'llama',
        'inferometer.batch_size': '8',
      },
      {
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'e5',
        'inferometer.batch_size': '1',
      },
      {
        'gen_ai.provider.name': 'openai',
        'gen_ai.operation.name': 'inference',
        'gen_ai.request.model': 'llama',
        'error.type': 'Error',
      },
    ],
  );
});

test('streams and storage have theirs, and what no convention names keeps its own', async () => {
  const telemetry = createTelemetry();
  const stream = trackStream(telemetry, { modelId: 'llama' }, tokens());
  for await (const _ of stream);
  trackStorageOperation(telemetry, { operationType: 'add', backend: 'ipfs' }, () => 1);
  telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'llama' }, () => 1);
  assert.throws(() =>
    telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'llama' }, () => {
      throw new Error('no');
    }),
  );
  const metrics = await collected(createMetricProducer(telemetry));
  for (const name of [
    'gen_ai.client.operation.time_to_first_chunk',
    'gen_ai.client.operation.time_per_output_chunk',
    'gen_ai.server.time_to_first_token',
    'gen_ai.server.time_per_output_token',
    'ipfs_aiml_stream_tokens_total',
    'ipfs_aiml_model_load_seconds',
    'ipfs_aiml_operation_failure_seconds',
  ]) {
    assert.ok(metrics.has(name), `${name} in ${[...metrics.keys()].join(', ')}`);
  }
  const [usage] = pointsOf(metrics.get('gen_ai.client.token.usage')) as DataPoint<Exponential>[];
  assert.equal([usage?.value.count, usage?.value.sum], [1, 3]);
  assert.is(usage?.attributes['gen_ai.token.type'], 'output');
  assert.equal(pointsOf(metrics.get('db.client.operation.duration'))[0]?.attributes, {
    'db.operation.name': 'add',
    'db.system.name': 'ipfs',
  });
  assert.not.ok(metrics.has('ipfs_aiml_time_to_first_token_seconds'));
  assert.is(metrics.get('ipfs_aiml_model_load_seconds')?.descriptor.unit, 's');

  /** Apart in time: a clock may stand still while code runs. */
  async function* tokens() {
    for (const token of ['a', 'b', 'c']) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield token;
    }
  }
});

test('seed names are those of expositions', async () => {
  const telemetry = createTelemetry({ prefix: 'my_' });
  telemetry.inference({ modelId: 'm', batchSize: 8 }).record(0.25);
  const metrics = await collected(createMetricProducer(telemetry, { names: 'kit' }));
  assert.equal(pointsOf(metrics.get('my_inference_seconds'))[0]?.attributes, {
    model_id: 'm',
    batch_size: '8',
  });
  assert.equal(
    [...metrics.keys()].sort(),
    telemetry
      .snapshot()
      .metrics.map(({ fullName }) => fullName)
      .sort(),
  );
});

test('instruments go out as they came in', async () => {
  const telemetry = createTelemetry();
  const provider = createMeterProvider(telemetry);
  const meter = provider.getMeter('lib', '1.2', { schemaUrl: 'https://example.com/1' });
  meter
    .createCounter('c', { unit: '{r}', description: 'C.', valueType: 0 })
    .add(2, { a: 1, list: ['x', 'y'] });
  meter.createUpDownCounter('u').add(-1);
  meter.createGauge('g').record(3);
  provider.getMeter('other').createCounter('c', { unit: '{r}', description: 'C.', valueType: 0 }).add(5);
  const { resourceMetrics } = await createMetricProducer(telemetry).collect();
  const [lib, other] = resourceMetrics.scopeMetrics;
  assert.equal(lib?.scope, { name: 'lib', version: '1.2', schemaUrl: 'https://example.com/1' });
  assert.equal(
    lib?.metrics.map(({ descriptor, dataPointType }) => [descriptor, dataPointType]),
    [
      [{ name: 'c', description: 'C.', unit: '{r}', valueType: 0 }, 3],
      [{ name: 'u', description: '', unit: '', valueType: 1 }, 3],
      [{ name: 'g', description: '', unit: '', valueType: 1 }, 2],
    ],
  );
  assert.equal(
    lib?.metrics.map((metric) => 'isMonotonic' in metric && metric.isMonotonic),
    [true, false, false],
  );
  const [point] = pointsOf(lib?.metrics[0]);
  assert.equal([point?.attributes, point?.value], [{ a: 1, list: ['x', 'y'] }, 2]);
  assert.equal(other?.scope, { name: 'other' });
  assert.equal(
    pointsOf(other?.metrics[0]).map(({ value }) => value),
    [5],
  );
});

test('cumulative points begin when their series was made, deltas at the last collection', async () => {
  const machine = new Machine();
  const { telemetry, meter } = setUp({ clock: machine, timer: machine });
  const counter = meter.createCounter('c');
  const cumulative = createMetricProducer(telemetry);
  const delta = createMetricProducer(telemetry, { temporality: 'delta' });
  const told: unknown[] = [];
  const collect = async () => {
    for (const producer of [cumulative, delta]) {
      const metric = (await collected(producer)).get('c');
      const point = pointsOf(metric)[0];
      told.push(
        point && [
          metric?.aggregationTemporality,
          point.value,
          point.startTime[0] - STARTED,
          point.endTime[0] - STARTED,
        ],
      );
    }
  };
  machine.pass(10);
  counter.add(5, { a: 1 });
  machine.pass(10);
  await collect();
  counter.add(2, { a: 1 });
  machine.pass(60);
  await collect();
  machine.pass(10);
  await collect();
  counter.add(1, { a: 1 });
  machine.pass(10);
  await collect();
  assert.equal(told, [
    [1, 5, 10, 20],
    [0, 5, 10, 20],
    [1, 7, 10, 80],
    [0, 2, 20, 80],
    [1, 7, 10, 90],
    undefined,
    [1, 8, 10, 100],
    [0, 1, 90, 100],
  ]);
});

test('an exporter says which temporality it prefers', async () => {
  const { telemetry, meter } = setUp();
  meter.createCounter('c').add(1);
  meter.createUpDownCounter('u').add(1);
  meter.createObservableCounter('o').addCallback((result) => result.observe(1));
  const asked: string[] = [];
  const exporter = {
    selectAggregationTemporality(type: string) {
      asked.push(type);
      return type === 'OBSERVABLE_COUNTER' ? 0 : 1;
    },
  };
  const metrics = await collected(createMetricProducer(telemetry, { temporality: exporter }));
  assert.equal(asked, ['COUNTER', 'UP_DOWN_COUNTER', 'OBSERVABLE_COUNTER']);
  assert.equal(
    ['c', 'u', 'o'].map((name) => metrics.get(name)?.aggregationTemporality),
    [1, 1, 0],
  );
});

test('deltas of histograms add up to the whole, bucket for bucket, in both layouts', async () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1e6 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(finite, { maxLength: 30 }), { maxLength: 6 }), async (batches) => {
      const { telemetry, meter } = setUp();
      const histogram = meter.createHistogram('h', { advice: { explicitBucketBoundaries: [1, 10, 1000] } });
      const exponential = createMetricProducer(telemetry, { temporality: 'delta' });
      const explicit = createMetricProducer(telemetry, { temporality: 'delta', histograms: 'explicit' });
      let whole = 0;
      for (const batch of batches) {
        for (const value of batch) histogram.record(value);
        const [point] = pointsOf((await collected(exponential)).get('h')) as DataPoint<Exponential>[];
        assert.is(point?.value.count ?? 0, batch.length);
        if (point) {
          const { positive, zeroCount } = point.value;
          assert.is(
            positive.bucketCounts.reduce((sum, count) => sum + count, zeroCount),
            batch.length,
          );
        }
        const [bounded] = pointsOf((await collected(explicit)).get('h')) as DataPoint<{
          count: number;
          buckets: { counts: number[] };
        }>[];
        const bounds = [-1, 1, 10, 1000, Infinity];
        const expected = [1, 2, 3, 4].map(
          (i) =>
            batch.filter((value) => value > (bounds[i - 1] as number) && value <= (bounds[i] as number))
              .length,
        );
        if (batch.length > 0) assert.equal(bounded?.value.buckets.counts, expected);
        else assert.is(bounded, undefined);
        whole += point?.value.count ?? 0;
      }
      assert.is(whole, batches.flat().length);
      telemetry.dispose();
    }),
    { numRuns: 60 },
  );
});

test('exemplars carry their trace', async () => {
  const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
  const { telemetry, meter } = setUp({ traceContext: { active: () => span } });
  meter.createHistogram('h').record(0.5, { a: 1 });
  meter.createCounter('c').add(2);
  const metrics = await collected(createMetricProducer(telemetry));
  for (const [name, value] of [
    ['h', 0.5],
    ['c', 2],
  ] as const) {
    const [exemplar] = pointsOf(metrics.get(name))[0]?.exemplars ?? [];
    assert.equal([exemplar?.value, exemplar?.traceId, exemplar?.spanId], [value, span.traceId, span.spanId]);
  }
});

test('the overflow has its attribute', async () => {
  const telemetry = createTelemetry({ seriesLimit: 2, logLevel: 'silent' });
  for (const modelId of ['a', 'b', 'c', 'd']) telemetry.inference({ modelId, batchSize: 1 }).record(1);
  const metrics = await collected(createMetricProducer(telemetry));
  assert.equal(pointsOf(metrics.get('gen_ai.client.operation.duration')).at(-1)?.attributes, {
    'gen_ai.operation.name': 'inference',
    'otel.metric.overflow': true,
  });
});

test('options that make no sense are refused at once', () => {
  const telemetry = createTelemetry();
  const wrong: unknown[] = [
    { names: 'prometheus' },
    { histograms: 'hdr' },
    { temporality: 'both' },
    { maxBuckets: 100 },
  ];
  for (const options of wrong) {
    assert.throwsCode(
      () => createMetricProducer(telemetry, options as MetricProducerOptions),
      'OPENTELEMETRY_OPTION_RANGE',
    );
  }
});
