// A real Prometheus scrapes us, every second: its PromQL answers with our quantiles, over one process and over two.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mergeSnapshots } from 'inferometer/histogram';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { serveMetrics } from './servers/metrics-page.ts';
import { startPrometheus } from './servers/prometheus.ts';
import { evaluate } from './servers/promql.ts';
import { assertClassicQuantiles } from './servers/quantiles.ts';
import { classicBoundsOf, LATENCY, latencyOf, recordedTelemetry } from './servers/recordings.ts';
import { programOf, type Server } from './servers/server.ts';

const recordings = [recordedTelemetry(1), recordedTelemetry(3, { medianSeconds: 0.2 })] as const;

/** A Prometheus that scrapes these targets, `host:port`, and has scraped each of them. */
async function scraping(targets: readonly string[], body: (server: Server) => Promise<void>): Promise<void> {
  const server = await startPrometheus(targets);
  try {
    await evaluate(server.url, 'sum(up)', (up) => up === targets.length);
    await body(server);
  } finally {
    await server.remove();
  }
}

test('text: classic buckets give the quantiles of the rebucketed histogram, over one process and over two', async () => {
  const pages = await Promise.all(recordings.map(serveMetrics));
  try {
    await scraping(
      pages.map(({ target }) => target),
      async ({ url }) => {
        const [first] = recordings;
        const bounds = classicBoundsOf(first);
        const one = `${LATENCY}_bucket{job="job-0"}`;
        const both = `${LATENCY}_bucket{job=~".*"}`;
        await assertClassicQuantiles(url, one, latencyOf(first), bounds);
        await assertClassicQuantiles(url, both, mergeSnapshots(recordings.map(latencyOf)), bounds);
      },
    );
  } finally {
    await Promise.all(pages.map((page) => page.stop()));
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
    await scraping([target as string], async ({ url }) => {
      assert.ok((await evaluate(url, `sum(${LATENCY}_count)`)) > 0);
      assert.ok((await evaluate(url, 'sum(ipfs_aiml_training_epoch_seconds_count)')) > 0);
    });
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
