// One page of prom-client 15 for the user's metrics and ours.
import { createTelemetry, type Telemetry } from 'inferometer';
import { connectPromClient, expositionText } from 'inferometer/prometheus';
import client from 'prom-client';
import { assert, test } from '../../harness.ts';
import { familyOf, parseExposition } from '../parse-exposition.ts';

function recorded(): Telemetry {
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'a"b\\c\nd', batchSize: 8 }, () => {});
  telemetry.recordTrainingStats({ modelId: 'glyphs', epoch: 0, loss: 0.5 });
  return telemetry;
}

/** Their pages have empty lines between families, which the format allows and our parser does not. */
function compact(page: string): string {
  return page.replace(/\n+/g, '\n');
}

test("the user's own metrics and ours come out of one page", async () => {
  using telemetry = recorded();
  const registry = new client.Registry();
  new client.Counter({ name: 'own_total', help: 'Own.', registers: [registry] }).inc(3);
  await connectPromClient(telemetry, { registry });
  const page = compact(await registry.metrics());
  assert.equal(familyOf(page, 'own_total').samples, [{ name: 'own_total', labels: {}, value: '3' }]);
  const ours = expositionText(telemetry.snapshot());
  const { metrics } = telemetry.snapshot();
  for (const { fullName, instrument, series } of metrics) {
    const family = familyOf(page, fullName);
    assert.equal([family.type, family.help], [instrument.kind, familyOf(ours, fullName).help]);
    const perSeries = instrument.kind === 'histogram' ? (instrument.bucketBounds?.length ?? 0) + 3 : 1;
    assert.is(family.samples.length, series.length * perSeries, fullName);
  }
  const latency = familyOf(page, 'ipfs_aiml_inference_seconds').samples;
  assert.equal(latency.at(-1)?.labels, { model_id: 'a"b\\c\nd', batch_size: '8' });
  assert.is(latency.find(({ labels }) => labels.le === '+Inf')?.value, '1');
});

test('what is recorded later is on the next page', async () => {
  using telemetry = createTelemetry();
  const registry = new client.Registry();
  await connectPromClient(telemetry, { registry });
  const count = async () =>
    parseExposition(compact(await registry.metrics()))
      .flatMap(({ samples }) => samples)
      .find(({ name }) => name === 'ipfs_aiml_inference_seconds_count')?.value;
  assert.is(await count(), undefined);
  for (const expected of ['1', '2']) {
    telemetry.trackInference({ modelId: 'm' }, () => {});
    assert.is(await count(), expected);
  }
});

test('a page in OpenMetrics names counters as it should, and keeps doing so', async () => {
  using telemetry = recorded();
  const registry = new client.Registry();
  await connectPromClient(telemetry, { registry });
  registry.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE as never);
  for (let i = 0; i < 2; i++) {
    const page = await registry.metrics();
    assert.match(page, /^# TYPE ipfs_aiml_operations counter$/m);
    assert.match(page, /^ipfs_aiml_operations_total\{operation_type="inference",status="ok"\} 1$/m);
    assert.not.match(page, '_total_total');
    assert.match(page, /\n# EOF\n$/);
  }
  const one = await registry.getSingleMetricAsString('ipfs_aiml_operations_total');
  assert.match(one, /^ipfs_aiml_operations_total\{/m);
  registry.setContentType(client.Registry.PROMETHEUS_CONTENT_TYPE);
  assert.match(await registry.metrics(), /^# TYPE ipfs_aiml_operations_total counter$/m);
});

test('JSON, single metrics and default labels work', async () => {
  using telemetry = recorded();
  const registry = new client.Registry();
  await connectPromClient(telemetry, { registry });
  registry.setDefaultLabels({ pod: 'p1' });
  const json = await registry.getMetricsAsJSON();
  const loss = json.find(({ name }) => name === 'ipfs_aiml_training_loss');
  assert.equal(loss?.values, [{ value: 0.5, labels: { model_id: 'glyphs', pod: 'p1' } }]);
  const single = registry.getSingleMetric('ipfs_aiml_training_loss');
  assert.is((single as unknown as { name: string }).name, 'ipfs_aiml_training_loss');
  assert.match(await registry.metrics(), /^ipfs_aiml_training_loss\{model_id="glyphs",pod="p1"\} 0\.5$/m);
  const { series } = telemetry
    .snapshot()
    .metrics.find(({ fullName }) => fullName === 'ipfs_aiml_training_loss') as {
    series: readonly { labels: object }[];
  };
  assert.equal(series[0]?.labels, { model_id: 'glyphs' });
});

test('metrics that are defined later are there, too', async () => {
  using telemetry = createTelemetry();
  const registry = new client.Registry();
  const { unregister } = await connectPromClient(telemetry, { registry });
  telemetry.counter({ name: 'late_total', help: 'Late.' }).withLabels().add(2);
  assert.match(await registry.metrics(), /^late_total 2$/m);
  unregister();
  telemetry.counter({ name: 'later_total', help: 'Later.' }).withLabels().add();
  assert.is(await registry.metrics(), '\n');
});

test('a name that is taken is a clear error, and nothing was registered', async () => {
  using telemetry = recorded();
  const registry = new client.Registry();
  const own = new client.Gauge({ name: 'ipfs_aiml_training_loss', help: 'Own.', registers: [registry] });
  const error = await assert.rejects(
    connectPromClient(telemetry, { registry, registryName: 'ai' }),
    /^PROMETHEUS_NAME_TAKEN: the registry ai has a metric ipfs_aiml_training_loss already/,
  );
  assert.match(error.message, 'another prefix');
  assert.equal(registry.getMetricsAsArray().length, 1);
  assert.is(registry.getSingleMetric('ipfs_aiml_training_loss') as unknown, own);
  const twice = new client.Registry();
  await connectPromClient(telemetry, { registry: twice });
  await assert.rejects(connectPromClient(telemetry, { registry: twice }), /^PROMETHEUS_NAME_TAKEN/);
});

test('a clash that comes later does not reach whoever defines the metric', async () => {
  using telemetry = createTelemetry();
  const registry = new client.Registry();
  const own = new client.Gauge({ name: 'clash', help: 'Own.', registers: [registry] });
  await connectPromClient(telemetry, { registry });
  telemetry.gauge({ name: 'clash', help: 'Ours.' }).withLabels().set(5);
  assert.is(registry.getSingleMetric('clash') as unknown, own);
  assert.match(
    await registry.metrics(),
    /^inferometer_recordings_refused_total\{reason="listener_failed"\} 1$/m,
  );
});

test('unregistering leaves what is the user’s, also after a clear', async () => {
  using telemetry = recorded();
  const registry = new client.Registry();
  const { unregister } = await connectPromClient(telemetry, { registry });
  registry.clear();
  new client.Gauge({ name: 'ipfs_aiml_training_loss', help: 'Own.', registers: [registry] }).set(7);
  unregister();
  assert.is(compact(await registry.metrics()).split('\n')[2], 'ipfs_aiml_training_loss 7');
  registry.clear();
  await connectPromClient(telemetry, { registry });
  assert.match(await registry.metrics(), /^ipfs_aiml_training_loss\{model_id="glyphs"\} 0\.5$/m);
});

test('resetting the registry leaves ours as they are', async () => {
  using telemetry = recorded();
  const registry = new client.Registry();
  await connectPromClient(telemetry, { registry });
  registry.resetMetrics();
  assert.match(await registry.metrics(), /^ipfs_aiml_training_loss\{model_id="glyphs"\} 0\.5$/m);
});

test('without a registry it is the default one, with a name one of its own', async () => {
  using telemetry = recorded();
  const { registry, unregister } = await connectPromClient(telemetry);
  assert.is(registry as unknown, client.register);
  unregister();
  assert.equal(client.register.getMetricsAsArray(), []);
  const named = await connectPromClient(telemetry, { client, registryName: 'ai' });
  assert.instance(named.registry, client.Registry);
  assert.is.not(named.registry as unknown, client.register);
});

test('their aggregation over workers adds our counters and histograms up', async () => {
  using telemetry = recorded();
  const registry = new client.Registry();
  await connectPromClient(telemetry, { registry });
  const json = JSON.parse(JSON.stringify(await registry.getMetricsAsJSON()));
  const page = await client.AggregatorRegistry.aggregate([json, structuredClone(json)]).metrics();
  const { samples } = familyOf(compact(page), 'ipfs_aiml_inference_seconds');
  assert.is(samples.find(({ name }) => name.endsWith('_count'))?.value, '2');
  assert.is(familyOf(compact(page), 'ipfs_aiml_training_loss').samples[0]?.value, '0.5');
});

test('what is no registry is refused', async () => {
  using telemetry = createTelemetry();
  await assert.rejects(connectPromClient(telemetry, { registry: {} as never }), /^PROMETHEUS_REGISTRY: /);
});

test('what is told of the process is target_info, as on our own page', async () => {
  using telemetry = recorded();
  const registry = new client.Registry();
  const resourceAttributes = { 'service.name': 'trainer', 'service.version': '1.4.2', 'host.cpus': 8 };
  const { unregister } = await connectPromClient(telemetry, { registry, resourceAttributes });
  const family = familyOf(compact(await registry.metrics()), 'target_info');
  assert.equal(family, familyOf(expositionText(telemetry.snapshot(), { resourceAttributes }), 'target_info'));
  assert.equal(family.samples[0]?.labels, {
    service_name: 'trainer',
    service_version: '1.4.2',
    host_cpus: '8',
  });
  registry.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE as never);
  assert.match(await registry.metrics(), /^target_info\{service_name="trainer",.*\} 1$/m);
  unregister();
  assert.is(registry.getSingleMetric('target_info'), undefined);
  // One of somebody else's stays.
  new client.Gauge({ name: 'target_info', help: 'Own.', registers: [registry] });
  await assert.rejects(
    () => connectPromClient(telemetry, { registry, resourceAttributes }),
    /PROMETHEUS_NAME_TAKEN/,
  );
  await assert.rejects(
    () => connectPromClient(telemetry, { registry, resourceAttributes: { a: {} as never } }),
    /PROMETHEUS_OPTION_KIND/,
  );
});
