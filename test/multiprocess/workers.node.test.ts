// Real workers of node:cluster and real threads, held against one telemetry that recorded everything.
import { type ChildProcess, fork } from 'node:child_process';
import cluster, { type Worker as ClusterWorker } from 'node:cluster';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createTelemetry, type TelemetrySnapshot } from 'inferometer';
import { collectSnapshots, createMetricsHandler } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { familyOf } from '../prometheus/parse-exposition.ts';

const SCRIPT = './test/multiprocess/record-share.mjs';
const GAUGES = { gauges: { depth: 'sum' } } as const;

type Share = readonly { readonly model: string; readonly seconds: number }[];

/** Spread over twelve decades, with zeros and negatives: every bucket must add up. */
const shares: readonly Share[] = [0, 1, 2].map((worker) =>
  Array.from({ length: 500 + worker }, (_, i) => ({
    model: `m${i % 3}`,
    seconds: i % 50 === 0 ? -worker : (1 + ((i * 7919) % 1000)) * 10 ** ((i % 12) - 9),
  })),
);

function recordedInOne(): TelemetrySnapshot {
  using telemetry = createTelemetry();
  const help = 'A metric of this test.';
  const latency = telemetry.histogram({ name: 'latency_seconds', help, labels: ['model'] });
  const served = telemetry.counter({ name: 'served_total', help, labels: ['model'] });
  for (const { model, seconds } of shares.flat()) {
    latency.withLabels({ model }).record(seconds);
    served.withLabels({ model }).add();
  }
  telemetry.gauge({ name: 'depth', help }).withLabels().set(shares.flat().length);
  return telemetry.snapshot();
}

function requireSame(collected: TelemetrySnapshot): void {
  const expected = recordedInOne();
  assert.equal(withoutSums(collected), withoutSums(expected));
  for (const [i, metric] of expected.metrics.entries()) {
    for (const [j, series] of metric.series.entries()) {
      const other = collected.metrics[i]?.series[j];
      if (!('histogram' in series) || other === undefined || !('histogram' in other)) continue;
      assert.close(other.histogram.sum, series.histogram.sum, 1e-12);
    }
  }
}

/** Everything but when it was and the sums, which are close but not equal. */
function withoutSums({ metrics }: TelemetrySnapshot): unknown {
  return metrics.map(({ fullName, series }) => ({
    fullName,
    series: series.map((one) =>
      'histogram' in one
        ? { labels: one.labels, histogram: { ...one.histogram, sum: 0 } }
        : { labels: one.labels, value: one.value },
    ),
  }));
}

for (const serialization of ['json', 'advanced'] as const) {
  test(`workers of node:cluster, ${serialization} IPC: exact, and of those that are gone what adds up`, async () => {
    cluster.setupPrimary({ exec: SCRIPT, serialization });
    const workers: ClusterWorker[] = shares.map((share) => cluster.fork({ SHARE: JSON.stringify(share) }));
    try {
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      using telemetry = createTelemetry();
      const all = collectSnapshots(
        telemetry,
        () => Object.values(cluster.workers ?? {}) as ClusterWorker[],
        GAUGES,
      );
      requireSame(await all.snapshot());
      assert.is(all.missing, 0);

      const page = await (await createMetricsHandler(all)(new Request('http://localhost/metrics'))).text();
      const served = familyOf(page, 'served_total').samples;
      assert.is(
        served.reduce((sum, { value }) => sum + Number(value), 0),
        shares.flat().length,
      );

      const [first] = workers as [ClusterWorker];
      first.process.kill('SIGKILL');
      await once(first, 'exit');
      const rest = await all.snapshot();
      const depth = rest.metrics.find(({ fullName }) => fullName === 'depth')?.series[0];
      assert.is(depth && 'value' in depth && depth.value, shares.slice(1).flat().length);
      // What it had recorded stays: to a server, nothing was reset.
      const counted = rest.metrics.find(({ fullName }) => fullName === 'served_total')?.series ?? [];
      assert.is(
        counted.reduce((sum, one) => sum + ('value' in one ? one.value : Number.NaN), 0),
        shares.flat().length,
      );
    } finally {
      await Promise.all(
        workers
          .filter((worker) => !worker.isDead())
          .map((worker) => {
            worker.disconnect();
            return once(worker, 'exit');
          }),
      );
    }
  });
}

test('worker threads: exact', async () => {
  const workers = shares.map((share) => new Worker(SCRIPT, { workerData: { share } }));
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    using telemetry = createTelemetry();
    const all = collectSnapshots(telemetry, () => workers, GAUGES);
    requireSame(await all.snapshot());
    assert.is(all.missing, 0);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
});

test('a process that hangs is waited for no longer than told', async () => {
  const hung: ChildProcess = fork(SCRIPT, { env: { ...process.env, SHARE: '[]' } });
  try {
    await once(hung, 'message');
    hung.kill('SIGSTOP');
    using telemetry = createTelemetry();
    const all = collectSnapshots(telemetry, () => [hung], { timeoutSeconds: 0.3 });
    const startedMs = performance.now();
    assert.ok(await all.snapshot());
    assert.is(all.missing, 1);
    assert.ok(performance.now() - startedMs < 3000);
  } finally {
    hung.kill('SIGKILL');
    await once(hung, 'exit');
  }
});
