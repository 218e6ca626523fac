/**
 * The body of /metrics for 1,000 models: ours read from a telemetry piece by piece, registry.metrics() of prom-client
 * and its kin with the same families, labels, bounds and values, so that both write the same lines.
 *
 * And for 100,000 series, of as many models as that takes, the longest time for which the event loop could do nothing else meanwhile.
 */
import { PROM_CLIENTS } from '../contenders/prom-client.mjs';
import { mirrorInPromClient } from '../contenders/prom-mirror.mjs';
import { compile } from '../worker/compile.mjs';
import { latenciesSeconds } from '../worker/data.mjs';

const MODELS = 1_000;
/** Three series each: a histogram, a gauge and a counter. */
const MANY_MODELS = 33_334;
const VALUES_PER_MODEL = 50;

/** A telemetry in which every model has answered some inferences. */
async function busyTelemetry(models = MODELS) {
  const { createTelemetry } = await import('inferometer');
  const telemetry = createTelemetry({ seriesLimit: models });
  const values = latenciesSeconds();
  for (let model = 0; model < models; model += 1) {
    const inference = telemetry.inference({ modelId: `model-${model}`, batchSize: 8 });
    for (let i = 0; i < VALUES_PER_MODEL; i += 1)
      inference.record(values[(model * VALUES_PER_MODEL + i) % values.length]);
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

const ACCEPT = {
  text: 'text/plain; version=0.0.4',
  openmetrics: 'application/openmetrics-text; version=1.0.0',
  protobuf: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
};

const SCRAPE = 'for await (const piece of exposition(telemetry, options).body) sink += piece.length;';

async function inferometer() {
  const telemetry = await busyTelemetry();
  const { exposition, expositionText } = await import('inferometer/prometheus');
  return {
    operations: 1,
    pass: compile(SCRAPE, { telemetry, exposition, options: {} }, { times: 1, asynchronous: true }),
    facts: () => ({ lines: linesOf(expositionText(telemetry)) }),
  };
}

async function promClient(load) {
  const telemetry = await busyTelemetry();
  const registry = await mirrorInPromClient(load, telemetry.snapshot());
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
      expectedLines: linesOf(expositionText(telemetry)),
    }),
  };
}

/** Milliseconds between two turns of the event loop, at most, while all of it is read. */
async function longestBlock(read) {
  let longest = 0;
  let last = performance.now();
  let isReading = true;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (isReading) setImmediate(turn);
  };
  setImmediate(turn);
  await read();
  // What never let go of the event loop shows in the turn after it.
  await new Promise((resolve) => setImmediate(resolve));
  isReading = false;
  return longest;
}

function blockOf(format, acceptEncoding) {
  return async () => {
    const telemetry = await busyTelemetry(MANY_MODELS);
    const { exposition } = await import('inferometer/prometheus');
    return longestBlock(async () => {
      const { body } = exposition(telemetry, { accept: ACCEPT[format], acceptEncoding });
      for await (const _ of body);
    });
  };
}

async function promClientBlock(load) {
  const telemetry = await busyTelemetry(MANY_MODELS);
  const registry = await mirrorInPromClient(load, telemetry.snapshot());
  return longestBlock(() => registry.metrics());
}

/** A contender for each of them. */
function promClients(contest) {
  return Object.entries(PROM_CLIENTS).map(([name, load]) => ({ name, ...contest(load) }));
}

export const expositionCases = [
  {
    name: 'exposition',
    title: 'expose 1,000 models as Prometheus text',
    unit: 'ms',
    per: 'scrape',
    contenders: [
      { name: 'inferometer', open: inferometer },
      ...promClients((load) => ({ open: () => promClient(load) })),
    ],
  },
  {
    name: 'exposition/100000',
    title: 'longest block of the event loop while 100,000 series are exposed',
    unit: 'ms',
    per: 'scrape',
    nodeOnly: true,
    rounds: 3,
    onDemand: true,
    contenders: [
      { name: 'inferometer, text', once: blockOf('text') },
      { name: 'inferometer, OpenMetrics, gzip', once: blockOf('openmetrics', 'gzip') },
      { name: 'inferometer, protobuf', once: blockOf('protobuf') },
      ...promClients((load) => ({ once: () => promClientBlock(load) })),
    ],
  },
];
