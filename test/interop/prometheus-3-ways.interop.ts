// The Prometheus of today, and every way into it: scraped as protobuf and as OpenMetrics 2.0, remote write 1.0 and 2.0, and OTLP.
// The same recording gives the same counts, sums and quantiles by each of them, and these are ours.
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { Telemetry } from 'inferometer';
import { downscale } from 'inferometer/histogram';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { startMetricsServer } from 'inferometer/prometheus';
import { createRemoteWrite, type RemoteWriteOptions } from 'inferometer/remote-write';
import { assert, test } from '../harness.ts';
import { type PrometheusOptions, startPrometheus } from './servers/prometheus.ts';
import { programOf3 } from './servers/prometheus-3.ts';
import { evaluate, query } from './servers/promql.ts';
import { assertNativeQuantiles } from './servers/quantiles.ts';
import { LATENCY, latencyOf, recordedTelemetry } from './servers/recordings.ts';
import type { Server } from './servers/server.ts';

/** Brings everything recorded to the server, as this job. */
type Push = (server: Server, telemetry: Telemetry, job: string) => Promise<void>;

const scraped = (options: PrometheusOptions) => ({ kind: 'scraped', options }) as const;
const pushed = (push: Push) => ({ kind: 'pushed', push }) as const;

const WAYS = {
  'scraped as protobuf': scraped({ scrapeProtocol: 'PrometheusProto' }),
  'scraped as OpenMetrics 2.0': scraped({
    scrapeProtocol: 'OpenMetricsText2.0.0',
    features: ['openmetrics2'],
  }),
  'remote write 1.0': pushed(remoteWrite('1.0')),
  'remote write 2.0': pushed(remoteWrite('2.0')),
  'OTLP, by a reader': pushed(otlpReader),
  'OTLP as JSON, one export': pushed(otlpOnce),
};

function remoteWrite(version: RemoteWriteOptions['version']): Push {
  return async ({ url }, telemetry, job) => {
    const remote = createRemoteWrite(telemetry, {
      url: `${url}/api/v1/write`,
      externalLabels: { job, instance: 'a' },
      // Queries see no series that has ended.
      staleMarkers: false,
      ...(version && { version }),
    });
    assert.ok(await remote.stop());
    const fellBack = telemetry
      .snapshot()
      .metrics.find(({ fullName }) => fullName.endsWith('write_retries_total'));
    assert.is(fellBack?.series.length ?? 0, 0, 'the version was read');
  };
}

/** The recipe of docs/prometheus.md. */
async function otlpReader({ url }: Server, telemetry: Telemetry, job: string): Promise<void> {
  const exporter = new ProtobufExporter({ url: `${url}/api/v1/otlp/v1/metrics` });
  const metricProducers = [createMetricProducer(telemetry, { names: 'kit' })];
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': job, 'service.instance.id': 'a' }),
    readers: [new PeriodicExportingMetricReader({ exporter, metricProducers })],
  });
  await provider.forceFlush();
  await provider.shutdown();
}

/** The recipe of docs/jobs-that-end.md, in the other encoding. */
async function otlpOnce({ url }: Server, telemetry: Telemetry, job: string): Promise<void> {
  const exporter = new JsonExporter({ url: `${url}/api/v1/otlp/v1/metrics` });
  const resource = resourceFromAttributes({ 'service.name': job, 'service.instance.id': 'a' });
  const { resourceMetrics } = await createMetricProducer(telemetry, { names: 'kit', resource }).collect();
  const { code, error } = await new Promise<{ code: number; error?: Error }>((resolve) => {
    exporter.export(resourceMetrics, resolve);
  });
  assert.is(code, 0, error?.message);
  await exporter.shutdown();
}

async function whileThere(
  telemetry: Telemetry,
  way: (typeof WAYS)[keyof typeof WAYS],
  features: readonly string[],
  body: (server: Server) => Promise<void>,
): Promise<void> {
  const program3 = programOf3('prometheus');
  if (way.kind === 'pushed') {
    const server = await startPrometheus([], { program3, features });
    try {
      await way.push(server, telemetry, 'job-0');
      await body(server);
    } finally {
      await server.remove();
    }
    return;
  }
  const page = await startMetricsServer(telemetry, { port: 0, openMetrics2: true });
  const all = [...(way.options.features ?? []), ...features];
  const server = await startPrometheus([`127.0.0.1:${page.port}`], {
    program3,
    ...way.options,
    features: all,
  }).catch(async (error) => {
    await page.stop();
    throw error;
  });
  try {
    await evaluate(server.url, 'sum(up)', (up) => up === 1);
    await body(server);
  } finally {
    await server.remove();
    await page.stop();
  }
}

/** Within the limits that every way has by default. */
function exposedOf(telemetry: Telemetry) {
  return downscale(latencyOf(telemetry), { scale: 8, maxBuckets: 160 });
}

const QUANTILES = [0.01, 0.25, 0.5, 0.9, 0.99];

/** Another one each time, which records the same. */
const RECORDINGS = {
  narrow: () => recordedTelemetry(1),
  'wide, in coarser buckets': () => recordedTelemetry(11, { medianSeconds: 1, spread: 10 }),
};

for (const [recording, recorded] of Object.entries(RECORDINGS)) {
  test(`Prometheus 3.16, ${recording}: every way in gives the same counts, sums and quantiles, and they are ours`, async () => {
    const found: Record<string, unknown> = {};
    for (const [name, way] of Object.entries(WAYS)) {
      const telemetry = recorded();
      telemetry
        .counter({ name: 'steps_total', help: 'S.', labels: ['phase'] })
        .withLabels({ phase: 'ü"\n' })
        .add(7);
      telemetry.gauge({ name: 'depth', help: 'D.' }).withLabels().set(-1.5);
      await whileThere(telemetry, way, [], async ({ url }) => {
        const selector = `${LATENCY}{job="job-0",model_id="m"}`;
        await assertNativeQuantiles(url, selector, exposedOf(telemetry));
        const numbers: number[] = [];
        for (const expression of [
          `histogram_count(${selector})`,
          ...QUANTILES.map((q) => `histogram_quantile(${q}, ${selector})`),
          `histogram_fraction(0, 0.1, ${selector})`,
          'steps_total{job="job-0",phase="ü\\"\\n"}',
          'depth{job="job-0"}',
        ]) {
          numbers.push(await evaluate(url, expression));
        }
        found[name] = numbers;
      });
    }
    const [first, ...others] = Object.entries(found);
    assert.is(others.length, 5);
    for (const [name, numbers] of others) assert.equal(numbers, first?.[1], `${name} beside ${first?.[0]}`);
  });
}

test('Prometheus 3.16: what says since when it counts has its increase from the first sample on', async () => {
  const increases: Record<string, number | undefined> = {};
  for (const name of ['remote write 1.0', 'remote write 2.0'] as const) {
    const telemetry = recordedTelemetry(3);
    const counter = telemetry.counter({ name: 'steps_total', help: 'S.' }).withLabels();
    counter.add(7);
    // It began before it is told of.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const features = ['created-timestamp-zero-ingestion'];
    await whileThere(telemetry, WAYS[name], features, async ({ url }) => {
      await evaluate(url, 'steps_total', (value) => value === 7);
      const [samples] = await query(url, 'count_over_time(steps_total[5m])');
      increases[name] = samples?.value;
    });
  }
  // A zero where it began, and the sample.
  assert.equal(increases, { 'remote write 1.0': 1, 'remote write 2.0': 2 });
});

test('Prometheus 3.16: a server that reads remote write 1.0 alone is sent that', async () => {
  const program3 = programOf3('prometheus');
  const flags = ['--web.remote-write-receiver.accepted-protobuf-messages=prometheus.WriteRequest'];
  const server = await startPrometheus([], { program3, flags });
  try {
    const telemetry = recordedTelemetry(5);
    const remote = createRemoteWrite(telemetry, {
      url: `${server.url}/api/v1/write`,
      externalLabels: { job: 'job-0', instance: 'a' },
      staleMarkers: false,
      version: '2.0',
    });
    assert.ok(await remote.stop());
    await assertNativeQuantiles(server.url, `${LATENCY}{job="job-0"}`, exposedOf(telemetry));
  } finally {
    await server.remove();
  }
});
