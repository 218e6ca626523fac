// The Prometheus of today, and every way into it: scraped as protobuf and as OpenMetrics 2.0, remote write 1.0 and 2.0, and OTLP.
// The same recording gives the same counts, sums and quantiles by each of them, and these are ours.
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { Telemetry } from 'inferometer';
import { downscale } from 'inferometer/histogram';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { type MetricsServer, startMetricsServer } from 'inferometer/prometheus';
import { createRemoteWrite, type RemoteWriteOptions } from 'inferometer/remote-write';
import { assert, test } from '../harness.ts';
import { startPrometheus, type Target } from './servers/prometheus.ts';
import { programOf3 } from './servers/prometheus-3.ts';
import { evaluate, query } from './servers/promql.ts';
import { assertNativeQuantiles } from './servers/quantiles.ts';
import { LATENCY, latencyOf, recordedTelemetry } from './servers/recordings.ts';
import type { Server } from './servers/server.ts';

/** Brings everything recorded to the server at `url`, as this job. */
type Push = (url: string, telemetry: Telemetry, job: string) => Promise<void>;

const SCRAPED: Readonly<Record<string, Target['protocol']>> = {
  'scraped as protobuf': 'PrometheusProto',
  'scraped as OpenMetrics 2.0': 'OpenMetricsText2.0.0',
};

const PUSHED: Readonly<Record<string, Push>> = {
  'remote write 1.0': remoteWrite('1.0'),
  'remote write 2.0': remoteWrite('2.0'),
  'OTLP, by a reader': otlpReader,
  'OTLP as JSON, one export': otlpOnce,
};

function remoteWrite(version: NonNullable<RemoteWriteOptions['version']>): Push {
  return async (url, telemetry, job) => {
    const remote = createRemoteWrite(telemetry, {
      url: `${url}/api/v1/write`,
      externalLabels: { job, instance: 'a' },
      // Queries see no series that has ended.
      staleMarkers: false,
      version,
    });
    assert.ok(await remote.stop({ timeoutSeconds: 60 }));
    assert.is(fallbacksOf(telemetry), 0);
  };
}

/** How often another version was sent than the one that was asked for. */
function fallbacksOf(telemetry: Telemetry): number {
  const { metrics } = telemetry.snapshot();
  const retries = metrics.find(({ fullName }) => fullName === 'inferometer_remote_write_retries_total');
  return retries?.series.filter(({ labels }) => labels.reason === 'version').length ?? 0;
}

/** The recipe of docs/prometheus.md. */
async function otlpReader(url: string, telemetry: Telemetry, job: string): Promise<void> {
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
async function otlpOnce(url: string, telemetry: Telemetry, job: string): Promise<void> {
  const exporter = new JsonExporter({ url: `${url}/api/v1/otlp/v1/metrics` });
  const resource = resourceFromAttributes({ 'service.name': job, 'service.instance.id': 'a' });
  const { resourceMetrics } = await createMetricProducer(telemetry, { names: 'kit', resource }).collect();
  const { code, error } = await new Promise<{ code: number; error?: Error }>((resolve) => {
    exporter.export(resourceMetrics, resolve);
  });
  assert.is(code, 0, error?.message);
  await exporter.shutdown();
}

/** Within the limits that every way has by default. */
function exposedOf(telemetry: Telemetry) {
  return downscale(latencyOf(telemetry), { scale: 8, maxBuckets: 160 });
}

const QUANTILES = [0.01, 0.25, 0.5, 0.9, 0.99];

/** What a user would ask, and gets. */
async function answersOf(url: string, job: string): Promise<number[]> {
  const latency = `${LATENCY}{job="${job}",model_id="m"}`;
  const answers: number[] = [];
  for (const expression of [
    `histogram_count(${latency})`,
    ...QUANTILES.map((q) => `histogram_quantile(${q}, ${latency})`),
    `histogram_fraction(0, 0.1, ${latency})`,
    `steps_total{job="${job}",phase="ü\\"\\n"}`,
    `depth{job="${job}"}`,
  ]) {
    answers.push(await evaluate(url, expression));
  }
  return answers;
}

/** Another one each time, which records the same. */
const RECORDINGS = {
  narrow: () => recordedTelemetry(1),
  wide: () => recordedTelemetry(11, { medianSeconds: 1, spread: 10 }),
};

function recorded(recording: keyof typeof RECORDINGS): Telemetry {
  const telemetry = RECORDINGS[recording]();
  const steps = telemetry.counter({ name: 'steps_total', help: 'S.', labels: ['phase'] });
  steps.withLabels({ phase: 'ü"\n' }).add(7);
  telemetry.gauge({ name: 'depth', help: 'D.' }).withLabels().set(-1.5);
  return telemetry;
}

test('Prometheus 3.16: every way in gives the same counts, sums and quantiles, and they are ours', async () => {
  const program3 = programOf3('prometheus');
  const all = new Map<string, Telemetry>();
  const pages: MetricsServer[] = [];
  const targets: Target[] = [];
  const recordings = Object.keys(RECORDINGS) as (keyof typeof RECORDINGS)[];
  const jobOf = (way: string, recording: string) => `${way}, ${recording}`;
  for (const recording of recordings) {
    for (const way of [...Object.keys(SCRAPED), ...Object.keys(PUSHED)]) {
      all.set(jobOf(way, recording), recorded(recording));
    }
    for (const [way, protocol] of Object.entries(SCRAPED)) {
      const job = jobOf(way, recording);
      const page = await startMetricsServer(all.get(job) as Telemetry, { port: 0, openMetrics2: true });
      pages.push(page);
      targets.push({ address: `127.0.0.1:${page.port}`, job, protocol });
    }
  }
  let server: Server | undefined;
  try {
    server = await startPrometheus(targets, { program3, features: ['openmetrics2'] });
    const { url } = server;
    for (const recording of recordings) {
      for (const [way, push] of Object.entries(PUSHED)) {
        const job = jobOf(way, recording);
        await push(url, all.get(job) as Telemetry, job);
      }
      const answers: Record<string, number[]> = {};
      for (const way of [...Object.keys(SCRAPED), ...Object.keys(PUSHED)]) {
        const job = jobOf(way, recording);
        const selector = `${LATENCY}{job="${job}",model_id="m"}`;
        await assertNativeQuantiles(url, selector, exposedOf(all.get(job) as Telemetry));
        answers[way] = await answersOf(url, job);
      }
      const [first, ...others] = Object.entries(answers);
      assert.is(others.length, 5);
      for (const [way, found] of others) assert.equal(found, first?.[1], `${way}, ${recording}`);
    }
  } finally {
    await server?.remove();
    await Promise.all(pages.map((page) => page.stop()));
  }
});

test('Prometheus 3.16: what says since when it counts has a zero there, and needs no second sample', async () => {
  const program3 = programOf3('prometheus');
  const server = await startPrometheus([], { program3, features: ['created-timestamp-zero-ingestion'] });
  try {
    const counted: Record<string, number | undefined> = {};
    for (const way of ['remote write 1.0', 'remote write 2.0']) {
      const telemetry = recorded('narrow');
      // It began before it is told of.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await PUSHED[way]?.(server.url, telemetry, way);
      await evaluate(server.url, `steps_total{job="${way}"}`, (value) => value === 7);
      const [samples] = await query(server.url, `count_over_time(steps_total{job="${way}"}[5m])`);
      counted[way] = samples?.value;
    }
    assert.equal(counted, { 'remote write 1.0': 1, 'remote write 2.0': 2 });
  } finally {
    await server.remove();
  }
});

test('Prometheus 3.16: a server that reads remote write 1.0 alone is sent that', async () => {
  const program3 = programOf3('prometheus');
  const flags = ['--web.remote-write-receiver.accepted-protobuf-messages=prometheus.WriteRequest'];
  const server = await startPrometheus([], { program3, flags });
  try {
    const telemetry = recorded('narrow');
    const remote = createRemoteWrite(telemetry, {
      url: `${server.url}/api/v1/write`,
      externalLabels: { job: 'a', instance: 'a' },
      staleMarkers: false,
      version: '2.0',
    });
    assert.ok(await remote.stop({ timeoutSeconds: 60 }));
    assert.is(fallbacksOf(telemetry), 1);
    await assertNativeQuantiles(server.url, `${LATENCY}{job="a"}`, exposedOf(telemetry));
  } finally {
    await server.remove();
  }
});
