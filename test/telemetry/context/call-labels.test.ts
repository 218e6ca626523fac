// Labels of one's own: declared once, told with each call, on everything that is recorded of it.
import {
  createTelemetry,
  getDatasetMetrics,
  getInferenceMetrics,
  getMetrics,
  getStorageMetrics,
  instrument,
  mergeTelemetrySnapshots,
  storageHooks,
  type Telemetry,
  type TelemetryOptions,
  trackStorageOperation,
} from 'inferometer';
import { withTelemetry } from 'inferometer/middleware';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import { everything } from '../../contract/everything.ts';
import { assert, test } from '../../harness.ts';
import { collected, pointsOf } from '../../opentelemetry/support.ts';
import { sampleOf } from '../support.ts';

function tenants(options = {}) {
  return createTelemetry({ logLevel: 'silent', labelNames: ['tenant', 'provider'], ...options });
}

/** Labels of the only series of the metric. */
function labelsOf(telemetry: Telemetry, fullName: string): unknown {
  const { metrics } = telemetry.snapshot();
  return metrics.find((metric) => metric.fullName === fullName)?.series.map(({ labels }) => labels);
}

/** The time in which a model had work is one, whoever called it. */
const OF_ALL_CALLS = ['ipfs_aiml_inference_busy_seconds_total'];

test('every metric of every tracked call has them, in a snapshot and in an interval', async () => {
  const telemetry = await everything();
  const interval = telemetry.collector.flush();
  for (const { metrics } of [telemetry.snapshot(), interval ?? { metrics: [] }]) {
    assert.ok(metrics.length > 30);
    for (const { fullName, instrument, series } of metrics) {
      const hasNone = instrument.category === 'self' || OF_ALL_CALLS.includes(fullName);
      for (const { labels } of series) {
        assert.is(labels.tenant, hasNone ? undefined : 'acme', fullName);
        assert.is(labels.zone, 'a', fullName);
        assert.not.ok('provider' in labels, fullName);
      }
    }
  }
  telemetry.dispose();
});

test('what a call leaves out, or leaves empty, its series do not have', () => {
  using telemetry = tenants();
  const calls = [{}, undefined, { tenant: '' }, { tenant: undefined }, { provider: 'x' }, { tenant: 'a' }];
  for (const labels of calls) telemetry.trackInference({ modelId: 'm', ...(labels && { labels }) }, () => 1);
  const known = { model_id: 'm', batch_size: '1' };
  assert.equal(labelsOf(telemetry, 'ipfs_aiml_inference_seconds'), [
    known,
    { ...known, provider: 'x' },
    { ...known, tenant: 'a' },
  ]);
  assert.is(
    sampleOf(telemetry, 'ipfs_aiml_operations_total', { operation_type: 'inference', status: 'ok' }),
    4,
  );
});

test('a bound handle takes them once, and calls that alternate do not mix', () => {
  using telemetry = tenants();
  const handles = ['a', 'b'].map((tenant) => telemetry.inference({ modelId: 'm', labels: { tenant } }));
  for (let i = 0; i < 10; i++) {
    handles[i % 2]?.record(1);
    telemetry.trackInference({ modelId: 'm', labels: { tenant: i % 5 === 0 ? 'b' : 'a' } }, () => 1);
  }
  const count = (tenant: string) =>
    sampleOf(telemetry, 'ipfs_aiml_operations_total', { operation_type: 'inference', status: 'ok', tenant });
  assert.equal([count('a'), count('b')], [13, 7]);
});

test('a name that was not declared is an error with the closest one, before anything runs', () => {
  using telemetry = tenants();
  let ran = false;
  const run = () => {
    ran = true;
  };
  const wrong = { labels: { tennant: 'a' } } as object;
  for (const call of [
    () => telemetry.trackInference({ modelId: 'm', ...wrong }, run),
    () => telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm', ...wrong }, run),
    () => telemetry.inference({ modelId: 'm', ...wrong }),
    () => telemetry.recordTrainingStats({ modelId: 'm', loss: 1, ...wrong }),
    () => telemetry.recordWorkerTask({ workerId: 'w', durationSeconds: 1, ...wrong }),
    () => telemetry.recordCacheReads({ datasetId: 'd', source: 's', ...wrong }),
    () => trackStorageOperation(telemetry, { operationType: 'add', backend: 's3', ...wrong }, run),
    () => instrument(telemetry, { run }, { backend: 's3', ...wrong }),
    () => withTelemetry(telemetry, () => new Response(), wrong),
  ]) {
    assert.match(assert.throwsCode(call, 'TELEMETRY_LABEL_NAME').message, 'Did you mean tenant?');
  }
  assert.not.ok(ran);
  const kind = () => telemetry.trackInference({ modelId: 'm', labels: { tenant: 1 as never } }, run);
  assert.throwsCode(kind, 'TELEMETRY_LABEL_KIND');
  using without = createTelemetry({ logLevel: 'silent' });
  const undeclared = () => without.trackInference({ modelId: 'm', labels: { tenant: 'a' } as never }, run);
  assert.match(assert.throwsCode(undeclared, 'TELEMETRY_LABEL_NAME').message, "labelNames: ['tenant']");
});

test('on the way of other work a label that is none is counted and left out, and the rest recorded', async () => {
  using telemetry = tenants();
  const labels = { tenant: 'a', nobody: 'x', provider: 7 } as never;
  const client = instrument(
    telemetry,
    { run: () => 1 },
    { operations: { run: () => ({ operationType: 'inference', modelId: 'm', labels }) } },
  );
  assert.is(client.run(), 1);
  const { operationStarted, statusChanged } = storageHooks(telemetry);
  operationStarted({ operationId: '1', operationType: 'add', backend: 's3', labels });
  statusChanged({ operationId: '1', status: 'completed' });
  await withTelemetry(telemetry, () => new Response(null), { labels: () => labels })(
    new Request('http://localhost/'),
  );
  const refused = (reason: string) => sampleOf(telemetry, 'inferometer_recordings_refused_total', { reason });
  assert.is(refused('bad_label'), 6);
  for (const name of [
    'ipfs_aiml_inference_seconds',
    'wal_operation_latency_seconds',
    'http_server_request_duration_seconds',
  ]) {
    const [found] = labelsOf(telemetry, name) as Record<string, string>[];
    assert.equal([found?.tenant, found?.provider, found?.nobody], ['a', undefined, undefined], name);
  }
  await withTelemetry(telemetry, () => new Response(null), {
    labels: () => {
      throw new Error('no');
    },
  })(new Request('http://localhost/'));
  assert.is(refused('callback_failed'), 1);
});

test('a name of the catalogue, of a convention or of a constant label cannot be declared', () => {
  const clashes: TelemetryOptions[] = [
    { labelNames: ['model_id'] },
    { labelNames: ['error_type'] },
    { labelNames: ['gen_ai_request_model'] },
    { labels: { status: 'x' } },
    { labelNames: ['zone'], labels: { zone: 'a' } },
  ];
  for (const options of clashes) {
    assert.throwsCode(() => createTelemetry(options), 'TELEMETRY_LABEL_CONFLICT');
  }
  for (const name of ['le', 'quantile', '__name', 'a-b', '', 7 as never, '__proto__']) {
    assert.throwsCode(() => createTelemetry({ labelNames: [name] }), 'TELEMETRY_OPTION_RANGE');
  }
  assert.throwsCode(() => createTelemetry({ labelNames: ['a', 'a'] }), 'TELEMETRY_OPTION_RANGE');
  assert.throwsCode(() => createTelemetry({ labels: { le: 'x' } }), 'TELEMETRY_OPTION_RANGE');
  assert.throwsCode(() => createTelemetry({ labelNames: 'tenant' as never }), 'TELEMETRY_OPTION_KIND');
  createTelemetry({ labelNames: ['constructor', 'toString'] }).dispose();
});

test('the allow-list and the series limit bound them; an empty one is no value that a list has to allow', () => {
  using telemetry = tenants({ labelAllowList: { tenant: ['a'] }, seriesLimit: 2 });
  for (const tenant of ['a', 'b', 'c']) {
    telemetry.trackInference({ modelId: 'm', labels: { tenant, provider: 'x' } }, () => 1);
  }
  telemetry.trackInference({ modelId: 'm', labels: { provider: 'x' } }, () => 1);
  const inferences = { operation_type: 'inference', status: 'ok', provider: 'x' };
  const count = (labels: object) =>
    sampleOf(telemetry, 'ipfs_aiml_operations_total', { ...inferences, ...labels });
  assert.equal([count({ tenant: 'a' }), count({ tenant: 'other' })], [1, 2]);
  assert.ok((sampleOf(telemetry, 'inferometer_labels_replaced_total', { label: 'tenant' }) ?? 0) > 0);
  assert.match(expositionText(telemetry), 'ipfs_aiml_operations_total{otel_metric_overflow="true"} 1');
});

test('getMetrics filters by them, and getters sum up over them and over constant labels of processes', () => {
  using telemetry = tenants();
  for (const tenant of ['a', 'b', 'b']) {
    const labels = { tenant };
    telemetry.inference({ modelId: 'm', batchSize: 4, labels }).record(tenant === 'a' ? 1 : 3);
    telemetry.recordCacheReads({ datasetId: 'd', source: 's', hits: 2, misses: 1, labels });
    const run = () =>
      trackStorageOperation(telemetry, { operationType: 'add', backend: 's3', labels }, fails(tenant));
    if (tenant === 'a') assert.throws(run);
    else run();
  }
  const ofB = getMetrics(telemetry, { operationType: 'inference', labels: { tenant: 'b' } }).range;
  assert.equal([ofB.operations[0]?.count, ofB.operations[0]?.latency?.meanSeconds], [2, 3]);
  assert.is(getMetrics(telemetry, { labels: { tenant: '' } }).range.operations.length, 0);
  assert.throwsCode(() => getMetrics(telemetry, { labels: { tenant: 1 as never } }), 'TELEMETRY_LABEL_KIND');
  const [batch, ...others] = getInferenceMetrics(telemetry, 'm')?.batchSizes ?? [];
  assert.equal([batch?.batchSize, batch?.latency.count, others.length], [4, 3, 0]);
  assert.equal(getDatasetMetrics(telemetry, 'd')?.cache.s, { hits: 6, misses: 3, hitRatio: 2 / 3 });
  const [storage] = getStorageMetrics(telemetry).operations;
  assert.equal([storage?.outcomes.ok, storage?.outcomes.error, storage?.successRate], [2, 1, 2 / 3]);

  const ofProcess = (process: string, constant: string) => {
    using one = createTelemetry({ logLevel: 'silent', labels: { [constant]: process } });
    one.inference({ modelId: 'm', batchSize: 4 }).record(1);
    return one.snapshot();
  };
  const merged = mergeTelemetrySnapshots([
    ofProcess('1', 'worker'),
    ofProcess('2', 'pid'),
    telemetry.snapshot(),
  ]);
  const durations = merged.metrics.find(({ fullName }) => fullName === 'ipfs_aiml_inference_seconds');
  assert.is(durations?.series.length, 4);
  assert.equal(durations?.instrument.addedLabels, ['worker', 'pid', 'tenant', 'provider']);
  assert.match(expositionText(merged), 'pid="2"');
});

test('OpenTelemetry is told of them, and of constant ones, under its own names too', async () => {
  using telemetry = tenants({ labels: { zone: 'a' } });
  telemetry.inference({ modelId: 'm', batchSize: 4, labels: { tenant: 'b' } }).record(1);
  const metrics = await collected(createMetricProducer(telemetry));
  assert.equal(pointsOf(metrics.get('gen_ai.client.operation.duration'))[0]?.attributes, {
    'gen_ai.operation.name': 'inference',
    'gen_ai.request.model': 'm',
    'inferometer.batch_size': '4',
    tenant: 'b',
    zone: 'a',
  });
});

test('names flow into types', () => {
  using telemetry = createTelemetry({ logLevel: 'silent', labelNames: ['tenant'] });
  telemetry.trackInference({ modelId: 'm', labels: { tenant: 'a' } }, () => 1);
  // @ts-expect-error: declared is tenant alone.
  const wrong = () => telemetry.trackInference({ modelId: 'm', labels: { tennant: 'a' } }, () => 1);
  assert.throwsCode(wrong, 'TELEMETRY_LABEL_NAME');
  using without = createTelemetry({ logLevel: 'silent' });
  const none = () => without.inference({ modelId: 'm', labels: { tenant: 'a' } });
  assert.throwsCode(none, 'TELEMETRY_LABEL_NAME');
});

function fails(tenant: string) {
  return () => {
    if (tenant === 'a') throw new Error('no');
  };
}
