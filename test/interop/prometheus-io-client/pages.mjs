// Prints, as JSON, what a registry of @prometheus-io/client makes of our metrics. It needs Node 22, Deno or Bun.
import client from '@prometheus-io/client';
import { createTelemetry } from '../../../dist/index.js';
import { connectPromClient } from '../../../dist/prometheus/index.js';

const telemetry = createTelemetry();
const registry = new client.Registry();
new client.Counter({ name: 'own_total', help: 'Own.', registers: [registry] }).inc(3);
const { unregister } = await connectPromClient(telemetry, { registry });
telemetry.trackInference({ modelId: 'a"b\\c\nd', batchSize: 8 }, () => {});
telemetry.recordTrainingStats({ modelId: 'glyphs', epoch: 0, loss: 0.5 });
telemetry.counter({ name: 'late_total', help: 'Late.' }).withLabels().add(2);

const text = await registry.metrics();
const json = await registry.getMetricsAsJSON();
registry.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE);
const openMetrics = await registry.metrics();
const again = await registry.metrics();
registry.setContentType(client.Registry.PROMETHEUS_CONTENT_TYPE);
const summed = await client.Registry.aggregate([json, json]).metrics();
const clash = await connectPromClient(telemetry, { registry }).catch(({ code }) => code);
unregister();
const left = await registry.metrics();
const named = await connectPromClient(telemetry, { client, registryName: 'ai' });
const isNamed = named.registry instanceof client.Registry && named.registry !== client.register;
const isDefault = (await connectPromClient(telemetry, { client })).registry === client.register;
console.log(JSON.stringify({ text, openMetrics, again, summed, clash, left, isNamed, isDefault }));
