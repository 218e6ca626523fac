// Remote write into a real Prometheus, as native histograms, and into a real VictoriaMetrics, as classic series: all
// of it arrives, also what was recorded while the server was away, and PromQL answers with our quantiles.
import type { Telemetry } from 'inferometer';
import { mergeSnapshots } from 'inferometer/histogram';
import { createRemoteWrite, type RemoteWriteOptions } from 'inferometer/remote-write';
import { assert, test } from '../harness.ts';
import { startPrometheus } from './servers/prometheus.ts';
import { evaluate, query } from './servers/promql.ts';
import { assertClassicQuantiles, assertNativeQuantiles } from './servers/quantiles.ts';
import { classicBoundsOf, LATENCY, latencyOf, recordedTelemetry } from './servers/recordings.ts';
import { type Server, until } from './servers/server.ts';
import { startVictoriaMetrics } from './servers/victoria-metrics.ts';

const CLASSIC = { nativeHistograms: false } as const;

function remoteWrite(
  { url }: Server,
  telemetry: Telemetry,
  instance: string,
  more: Partial<RemoteWriteOptions> = {},
) {
  return createRemoteWrite(telemetry, {
    url: `${url}/api/v1/write`,
    externalLabels: { job: 'trainer', instance },
    intervalSeconds: 3600,
    nativeMaxBuckets: 65_536,
    minBackoffSeconds: 0.1,
    maxBackoffSeconds: 0.5,
    // Queries see no series that has ended.
    staleMarkers: false,
    ...more,
  });
}

async function using(server: Promise<Server>, body: (server: Server) => Promise<void>): Promise<void> {
  const started = await server;
  try {
    await body(started);
  } finally {
    await started.remove();
  }
}

test('Prometheus: native histograms of two processes arrive whole, and their sum is our merge', () =>
  using(startPrometheus(), async (server) => {
    // The second one is so wide that it needs coarser buckets.
    const all = [recordedTelemetry(1), recordedTelemetry(11, { medianSeconds: 1, spread: 10 })];
    for (const [i, telemetry] of all.entries()) {
      const remote = remoteWrite(server, telemetry, `${i}`);
      assert.ok(await remote.stop());
      await assertNativeQuantiles(server.url, `${LATENCY}{instance="${i}"}`, latencyOf(telemetry));
    }
    await assertNativeQuantiles(server.url, `sum(${LATENCY})`, mergeSnapshots(all.map(latencyOf)));
    assert.is(new Set(all.map((one) => latencyOf(one).scale)).size, 2);
  }));

test('Prometheus: what comes while it is away waits, and arrives in its order', () =>
  using(startPrometheus(), (server) => survivesRestart(server, {})));

test('VictoriaMetrics: what comes while it is away waits, and arrives in its order', () =>
  using(startVictoriaMetrics(), (server) => survivesRestart(server, CLASSIC)));

test('Prometheus and VictoriaMetrics: classic series of two processes sum to our merge', async () => {
  for (const start of [startPrometheus, startVictoriaMetrics]) {
    await using(start(), async (server) => {
      const all = [recordedTelemetry(3), recordedTelemetry(13, { medianSeconds: 0.2 })];
      for (const [i, telemetry] of all.entries())
        assert.ok(await remoteWrite(server, telemetry, `${i}`, CLASSIC).stop());
      const [first] = all as [Telemetry];
      const bounds = classicBoundsOf(first);
      const selector = (instances: string) => `${LATENCY}_bucket{instance=~"${instances}"}`;
      await evaluate(server.url, `sum(${LATENCY}_count)`, (count) => count === 10_000);
      await assertClassicQuantiles(server.url, selector('0'), latencyOf(first), bounds);
      await assertClassicQuantiles(server.url, selector('.'), mergeSnapshots(all.map(latencyOf)), bounds);
    });
  }
});

test('Prometheus and VictoriaMetrics: series that have ended are gone from queries at once', async () => {
  for (const [start, options] of [
    [startPrometheus, {}],
    [startVictoriaMetrics, CLASSIC],
  ] as const) {
    await using(start(), async (server) => {
      const remote = remoteWrite(server, recordedTelemetry(5), 'a', { ...options, staleMarkers: true });
      assert.ok(await remote.flush());
      await until('it is there', async () => (await query(server.url, '{job="trainer"}')).length > 0);
      assert.ok(await remote.stop());
      await until('it is gone', async () => (await query(server.url, '{job="trainer"}')).length === 0);
    });
  }
});

test('Prometheus and VictoriaMetrics: a series that was removed is gone from queries at once, and the others stay', async () => {
  for (const [start, options] of [
    [startPrometheus, {}],
    [startVictoriaMetrics, CLASSIC],
  ] as const) {
    await using(start(), async (server) => {
      const telemetry = recordedTelemetry(5);
      const depth = telemetry.gauge({ name: 'queue_depth', help: 'Depth.', labels: ['queue'] });
      for (const queue of ['a', 'b']) depth.withLabels({ queue }).set(3);
      const remote = remoteWrite(server, telemetry, 'a', { ...options, staleMarkers: true });
      assert.ok(await remote.flush());
      await until('both are there', async () => (await query(server.url, 'queue_depth')).length === 2);
      depth.remove({ queue: 'a' });
      assert.ok(await remote.flush());
      await until('one is gone', async () => (await query(server.url, 'queue_depth')).length === 1);
      assert.is((await query(server.url, 'queue_depth'))[0]?.labels.queue, 'b');
      depth.withLabels({ queue: 'a' }).set(1);
      assert.ok(await remote.flush());
      await until('it is back', async () => (await query(server.url, 'queue_depth')).length === 2);
      await remote.stop();
    });
  }
});

test('Prometheus and VictoriaMetrics of 1.0: what is meant to go as 2.0 goes as 1.0, whole', async () => {
  for (const [start, options] of [
    [startPrometheus, {}],
    [startVictoriaMetrics, CLASSIC],
  ] as const) {
    await using(start(), async (server) => {
      const telemetry = recordedTelemetry(17);
      telemetry.counter({ name: 'steps_total', help: 'Steps.' }).withLabels().add(7);
      const remote = remoteWrite(server, telemetry, 'a', { ...options, version: '2.0' });
      assert.ok(await remote.stop());
      await evaluate(server.url, 'steps_total', (value) => value === 7);
      const { metrics } = telemetry.snapshot();
      const retries = metrics.find(({ fullName }) => fullName === 'inferometer_remote_write_retries_total');
      assert.equal(
        retries?.series.map((one) => [one.labels.reason, 'value' in one && one.value]),
        [['version', 1]],
      );
      if (options === CLASSIC) {
        const selector = `${LATENCY}_bucket{instance="a"}`;
        await assertClassicQuantiles(server.url, selector, latencyOf(telemetry), classicBoundsOf(telemetry));
      } else await assertNativeQuantiles(server.url, `${LATENCY}{instance="a"}`, latencyOf(telemetry));
    });
  }
});

test('Prometheus: a process that begins anew under its old labels is a reset, and no sum loses it', () =>
  using(startPrometheus(), async (server) => {
    for (const seed of [7, 9]) {
      const telemetry = recordedTelemetry(seed);
      const remote = remoteWrite(server, telemetry, 'same');
      for (let i = 0; i < 3; i++) {
        assert.ok(await remote.flush());
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await remote.stop();
    }
    // Without the reset it would be 0; with it, it is stretched to the ends of the samples' time.
    const [increase] = await query(server.url, `histogram_count(increase(${LATENCY}[10m]))`);
    assert.ok(
      increase !== undefined && increase.value >= 5000 && increase.value < 10_000,
      `${increase?.value}`,
    );
  }));

async function survivesRestart(server: Server, options: Partial<RemoteWriteOptions>): Promise<void> {
  const telemetry = recordedTelemetry(15);
  const counter = telemetry.counter({ name: 'steps_total', help: 'Steps.' }).withLabels();
  const remote = remoteWrite(server, telemetry, 'a', options);
  const step = () => {
    counter.add();
    telemetry.inference({ modelId: 'm', batchSize: 8 }).record(0.1);
    return remote.flush();
  };
  assert.ok(await step());
  await server.stop();
  for (let i = 0; i < 3; i++) assert.not(await step());
  await server.start();
  await until('it is taken', step);
  const steps = stepsOf(telemetry);
  await evaluate(server.url, 'count_over_time(steps_total[10m])', (count) => count === steps);
  await evaluate(server.url, 'steps_total', (value) => value === steps);
  const count = options.nativeHistograms === false ? `${LATENCY}_count` : `histogram_count(${LATENCY})`;
  await evaluate(server.url, count, (value) => value === 5000 + steps);
  assert.ok(await remote.stop());
}

function stepsOf(telemetry: Telemetry): number {
  const { metrics } = telemetry.snapshot();
  const [series] = metrics.find(({ fullName }) => fullName === 'steps_total')?.series ?? [];
  return series !== undefined && 'value' in series ? series.value : Number.NaN;
}
