/**
 * The text of /metrics for 1,000 models: snapshot and exposition of ours, registry.metrics() of prom-client with
 * the same families, labels, bounds and values, so that both write the same lines.
 */
import { mirrorInPromClient } from '../contenders/prom-mirror.mjs';
import { compile } from '../worker/compile.mjs';
import { latenciesSeconds } from '../worker/data.mjs';

const MODELS = 1_000;
const VALUES_PER_MODEL = 50;

/** A telemetry in which every model has answered some inferences. */
async function busyTelemetry() {
  const { createTelemetry } = await import('inferometer');
  const telemetry = createTelemetry();
  const values = latenciesSeconds();
  for (let model = 0; model < MODELS; model += 1) {
    const inference = telemetry.inference({ modelId: `model-${model}`, batchSize: 8 });
    for (let i = 0; i < VALUES_PER_MODEL; i += 1) inference.record(values[model * VALUES_PER_MODEL + i]);
  }
  return telemetry;
}

/** What both texts must agree on: how many samples, how many of buckets, how many inferences they tell of. */
function linesOf(text) {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const counts = samples.filter((line) => line.includes('inference_seconds_count{'));
  return {
    samples: samples.length,
    buckets: samples.filter((line) => line.includes('_bucket{')).length,
    inferences: counts.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0),
  };
}

async function inferometer() {
  const telemetry = await busyTelemetry();
  const { expositionText } = await import('inferometer/prometheus');
  return {
    operations: 1,
    pass: compile(
      'sink += expositionText(telemetry.snapshot()).length;',
      { telemetry, expositionText },
      { times: 1 },
    ),
    facts: () => ({ lines: linesOf(expositionText(telemetry.snapshot())) }),
  };
}

async function promClient() {
  const telemetry = await busyTelemetry();
  const registry = await mirrorInPromClient(telemetry.snapshot());
  const { expositionText } = await import('inferometer/prometheus');
  return {
    operations: 1,
    pass: compile(
      'sink += (await registry.metrics()).length;',
      { registry },
      { times: 1, asynchronous: true },
    ),
    facts: async () => ({
      lines: linesOf(await registry.metrics()),
      expectedLines: linesOf(expositionText(telemetry.snapshot())),
    }),
  };
}

export const expositionCases = [
  {
    name: 'exposition',
    title: 'expose 1,000 models as Prometheus text',
    unit: 'ms',
    per: 'scrape',
    contenders: [
      { name: 'inferometer', open: inferometer },
      { name: 'prom-client', open: promClient },
    ],
  },
];
