// A real Prometheus and a real Alertmanager, started from the generated files: alerts fire when the demo is slow, fails and is
// gone, and are resolved when it is well again; and programs of Prometheus have nothing to say against the files.
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createTelemetry } from 'inferometer';
import type { MonitoringOptions } from 'inferometer/monitoring';
import { type MetricsServer, startMetricsServer } from 'inferometer/prometheus';
import { type BackendState, liveLoad } from '../../examples/demo/live-load.ts';
import { assert, test } from '../harness.ts';
import { startPrometheusOf, writePack } from './monitoring/pack.ts';
import { writeTestsByAlert } from './monitoring/tests-by-alert.ts';
import { amtool, startAlertmanager } from './servers/alertmanager.ts';
import { programOf, type Server, until } from './servers/server.ts';

const VARIANTS: readonly MonitoringOptions[] = [
  {},
  { histograms: 'native', prometheusVersion: '2.42.0' },
  { names: 'semconv-v1.41', prefix: '', storagePrefix: 'disk_', job: 'chat/api', rateWindowSeconds: 3600 },
  {
    thresholds: {
      inferenceSeconds: 0.25,
      trainingLoss: 5,
      failureRatio: 0.2,
      inferenceObjectiveSeconds: 0.1,
    },
    rateWindowSeconds: 120,
    runbookUrl: 'https://wiki.example/runbooks/',
    notifications: {
      webhookUrl: 'http://127.0.0.1:1/',
      slack: { channel: '#ml-alerts', apiUrlFile: '/run/secrets/slack' },
    },
  },
];

for (const options of VARIANTS) {
  test(`promtool and amtool have nothing to say against ${JSON.stringify(options)}`, () => {
    const pack = writePack(options);
    try {
      const promtool = programOf('promtool', 'prometheus');
      const run = (program: string, ...args: string[]) => {
        const { status, stdout, stderr } = spawnSync(program, args, { cwd: pack.folder, encoding: 'utf8' });
        assert.is(status, 0, `${program} ${args.join(' ')}: ${stdout}${stderr}`);
        assert.not.match(stdout + stderr, /WARN|FAILED|duplicate/i);
      };
      run(promtool, 'check', 'config', 'prometheus/prometheus.yml');
      run(promtool, 'check', 'rules', 'prometheus/rules/recording.yml', 'prometheus/rules/alerts.yml');
      // The file as it is once, and the tests in it of all.
      if (options === VARIANTS[0]) run(promtool, 'test', 'rules', 'prometheus/tests/alerts.test.yml');
      run(promtool, 'test', 'rules', ...writeTestsByAlert(pack));
      run(amtool(), 'check-config', 'alertmanager/alertmanager.yml');
    } finally {
      pack.remove();
    }
  });
}

/** What the backend of the demo is like. */
const STATES = {
  well: { fetchMs: 10, failureRatio: 0 },
  slow: { fetchMs: 3000, failureRatio: 0 },
  failing: { fetchMs: 10, failureRatio: 0.5 },
} as const satisfies Readonly<Record<string, BackendState>>;

interface Notification {
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved';
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

test('of the demo, latency, failures and absence fire and are resolved', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  let state: keyof typeof STATES = 'well';
  const ended = new AbortController();
  const load = liveLoad({ telemetry, signal: ended.signal, backend: () => STATES[state] });
  let metrics: MetricsServer = await startMetricsServer(telemetry, { port: 0 });
  const { port } = metrics;
  const receiver = await startReceiver();
  const held = { forSeconds: 2 };
  const options: MonitoringOptions = {
    prometheusVersion: '2.42.0',
    targets: [`127.0.0.1:${port}`],
    scrapeIntervalSeconds: 1,
    evaluationIntervalSeconds: 1,
    rateWindowSeconds: 8,
    alerts: {
      InferenceLatencyHigh: held,
      InferenceFailureRatioHigh: held,
      TelemetryAbsent: held,
      TargetDown: { forSeconds: 0 },
    },
    notifications: { webhookUrl: receiver.url, groupWaitSeconds: 0, groupIntervalSeconds: 1 },
  };
  // Its address is known once it runs, and its configuration is the same wherever it is.
  const before = writePack(options);
  const servers: Server[] = [];
  let pack = before;
  try {
    const alertmanager = await startAlertmanager(before.path('alertmanager/alertmanager.yml'));
    servers.push(alertmanager);
    pack = writePack({ ...options, alertmanagers: [new URL(alertmanager.url).host] });
    servers.push(await startPrometheusOf(pack));
    // Streams of the demo's other models are longer than the threshold at all times.
    const isMeant = (labels: Readonly<Record<string, string>>) =>
      ['image-tagger', undefined].includes(labels.model_id);
    const stateOf = async (name: string): Promise<string | undefined> => {
      const filter = new URLSearchParams({ filter: `alertname="${name}"` });
      const answer = await fetch(`${alertmanager.url}/api/v2/alerts?${filter}`);
      const alerts = (await answer.json()) as {
        labels: Record<string, string>;
        status: { state: string };
      }[];
      return alerts.find(({ labels }) => isMeant(labels))?.status.state;
    };
    const becomes = (name: string, wanted: string | undefined) =>
      until(`${name} is ${wanted ?? 'resolved'}`, async () => (await stateOf(name)) === wanted, 40_000);
    const told = (name: string, status: 'firing' | 'resolved') =>
      until(`${name}: told that it is ${status}`, async () =>
        receiver.notifications
          .flatMap(({ alerts }) => alerts)
          .find(
            ({ labels, status: found }) => labels.alertname === name && isMeant(labels) && found === status,
          ),
      );

    for (const [trouble, name] of [
      ['slow', 'InferenceLatencyHigh'],
      ['failing', 'InferenceFailureRatioHigh'],
    ] as const) {
      assert.is(await stateOf(name), undefined);
      state = trouble;
      await becomes(name, 'active');
      const { labels, annotations } = await told(name, 'firing');
      assert.equal(
        [labels.job, labels.model_id, labels.severity],
        ['inferometer', 'image-tagger', 'warning'],
      );
      assert.match(annotations.summary as string, /Inferences of image-tagger/);
      assert.is(annotations.runbook_url, `runbooks/${name}.md`);
      state = 'well';
      await becomes(name, undefined);
      await told(name, 'resolved');
    }

    await metrics.stop();
    await becomes('TelemetryAbsent', 'active');
    // That nothing is known says it all: that each target is down is not told besides.
    await becomes('TargetDown', 'suppressed');
    assert.is((await told('TelemetryAbsent', 'firing')).labels.severity, 'critical');
    metrics = await startMetricsServer(telemetry, { port });
    await becomes('TelemetryAbsent', undefined);
    await told('TelemetryAbsent', 'resolved');
  } finally {
    ended.abort();
    await load;
    for (const server of servers) await server.remove();
    await metrics.stop();
    await receiver.close();
    before.remove();
    pack.remove();
    telemetry.dispose();
  }
});

/** Takes what Alertmanager tells. */
async function startReceiver() {
  const notifications: Notification[] = [];
  const server = createServer(async (request, response) => {
    notifications.push(JSON.parse(await text(request)));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    notifications,
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
