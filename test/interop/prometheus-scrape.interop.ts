// A real Prometheus scrapes us, every second: its PromQL answers with our quantiles, over one process and over two.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { Telemetry } from 'inferometer';
import { downscale, type ExponentialSnapshot, mergeSnapshots } from 'inferometer/histogram';
import { connectPromClient, expositionText, startMetricsServer } from 'inferometer/prometheus';
import client from 'prom-client';
import { assert, test } from '../harness.ts';
import { startPrometheus } from './servers/prometheus.ts';
import { evaluate } from './servers/promql.ts';
import { assertClassicQuantiles, assertNativeQuantiles } from './servers/quantiles.ts';
import { classicBoundsOf, LATENCY, latencyOf, recordedTelemetry } from './servers/recordings.ts';
import { programOf, type Server } from './servers/server.ts';

const recordings = [recordedTelemetry(1), recordedTelemetry(3, { medianSeconds: 0.2 })] as const;

/** Within the exposition's default limits. */
function exposedOf(telemetry: Telemetry): ExponentialSnapshot {
  return downscale(latencyOf(telemetry), { scale: 8, maxBuckets: 160 });
}

/** Has them scraped by a Prometheus, each as a job of its own. Only protobuf carries native histograms. */
async function whileScraped(
  all: readonly Telemetry[],
  { nativeHistograms }: { nativeHistograms: boolean },
  body: (server: Server) => Promise<void>,
): Promise<void> {
  const pages = await Promise.all(all.map((telemetry) => startMetricsServer(telemetry, { port: 0 })));
  const targets = pages.map(({ port }) => `127.0.0.1:${port}`);
  const server = await startPrometheus(targets, { nativeHistograms }).catch(async (error) => {
    await Promise.all(pages.map((page) => page.stop()));
    throw error;
  });
  try {
    await evaluate(server.url, 'sum(up)', (up) => up === targets.length);
    await body(server);
  } finally {
    await server.remove();
    await Promise.all(pages.map((page) => page.stop()));
  }
}

test('text: classic buckets give the quantiles of the rebucketed histogram, over one process and over two', () =>
  whileScraped(recordings, { nativeHistograms: false }, async ({ url }) => {
    const [first] = recordings;
    const bounds = classicBoundsOf(first);
    const one = `${LATENCY}_bucket{job="job-0"}`;
    const both = `${LATENCY}_bucket{job=~".*"}`;
    await assertClassicQuantiles(url, one, latencyOf(first), bounds);
    await assertClassicQuantiles(url, both, mergeSnapshots(recordings.map(latencyOf)), bounds);
  }));

test('protobuf: native histograms give our quantiles, over one process and over two', () =>
  whileScraped(recordings, { nativeHistograms: true }, async ({ url }) => {
    const [first] = recordings;
    await assertNativeQuantiles(url, `${LATENCY}{job="job-0"}`, exposedOf(first));
    await assertNativeQuantiles(url, `sum(${LATENCY})`, mergeSnapshots(recordings.map(exposedOf)));
  }));

test('a series that was removed is gone from queries with the next scrape', async () => {
  const telemetry = recordedTelemetry(5);
  const depth = telemetry.gauge({ name: 'queue_depth', help: 'Depth.', labels: ['queue'] });
  for (const queue of ['a', 'b']) depth.withLabels({ queue }).set(3);
  await whileScraped([telemetry], { nativeHistograms: false }, async ({ url }) => {
    await evaluate(url, 'count(queue_depth)', (count) => count === 2);
    depth.remove({ queue: 'a' });
    await evaluate(url, 'count(queue_depth)', (count) => count === 1);
    await evaluate(url, 'queue_depth{queue="b"}', (value) => value === 3);
  });
});

test('target_info in a registry of prom-client is joined to what was recorded, and promtool takes the page', async () => {
  const registry = new client.Registry();
  const resourceAttributes = { 'service.name': 'trainer', 'service.version': '1.4.2' };
  await connectPromClient(recordings[0], { registry, resourceAttributes });
  const page = await registry.metrics();
  const promtool = programOf('promtool', 'prometheus');
  const checked = spawnSync(promtool, ['check', 'metrics'], { input: page, encoding: 'utf8' });
  assert.is(`${checked.stdout}${checked.stderr}`, '');
  const pages = createServer(async (_, response) => {
    response.setHeader('content-type', registry.contentType);
    response.end(await registry.metrics());
  }).listen(0, '127.0.0.1');
  await once(pages, 'listening');
  const server = await startPrometheus([`127.0.0.1:${(pages.address() as AddressInfo).port}`]);
  try {
    const joined = `sum by (service_version) (${LATENCY}_count * on (job, instance) group_left (service_version) target_info{service_version="1.4.2"})`;
    await evaluate(server.url, joined, (count) => count > 0);
  } finally {
    await server.remove();
    pages.close();
  }
});

test('the running demo is scraped', async () => {
  const small = ['--models', '1', '--epochs', '1', '--inferences', '2', '--port', '0'];
  const args = ['examples/demo/start.mjs', '--server', ...small];
  const demo = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  try {
    let target: string | undefined;
    for await (const line of createInterface({ input: demo.stderr })) {
      target = /http:\/\/(127\.0\.0\.1:\d+)\/metrics/.exec(line)?.[1];
      if (target !== undefined) break;
    }
    assert.ok(target, 'the demo said where its metrics are');
    const server = await startPrometheus([target as string]);
    try {
      await evaluate(
        server.url,
        `sum(${LATENCY}_count) or sum(histogram_count(${LATENCY}))`,
        (count) => count > 0,
      );
      await evaluate(server.url, 'sum(ipfs_aiml_operations_total)', (count) => count > 0);
    } finally {
      await server.remove();
    }
  } finally {
    demo.kill('SIGINT');
    await ended;
  }
});

test('promtool has nothing to say against the names', () => {
  const promtool = programOf('promtool', 'prometheus');
  for (const telemetry of recordings) {
    const input = expositionText(telemetry.snapshot());
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], { input, encoding: 'utf8' });
    assert.is(`${stdout}${stderr}`, '');
    assert.is(status, 0);
  }
});
