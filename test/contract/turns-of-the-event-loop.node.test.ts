// Whoever reads thousands of series and answers later has let the event loop have its turn every few milliseconds.
import { readFileSync } from 'node:fs';
import { createTelemetry, type Telemetry, type TelemetrySnapshot } from 'inferometer';
import { listCharts, makeChart } from 'inferometer/chart';
import { createHandler } from 'inferometer/http';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { collectSnapshots, createMetricsHandler, exposition, shareSnapshots } from 'inferometer/prometheus';
import { createRemoteWrite } from 'inferometer/remote-write';
import { createReport } from 'inferometer/report';
import { historyOf } from 'inferometer/store';
import { assert, test } from '../harness.ts';

const SERIES = 4000;

/** Idle, a turn takes some 10 ms, half of it the garbage collector's; what goes through all of these series at once 20 to 60. */
const LONGEST_MS = 20;

/** The garbage collector, and code that is compiled only now, count for nothing in the best of some. */
const ATTEMPTS = 6;

/** As many of one metric of its own, and of the catalogue by model and tenant. */
function filled(): Telemetry {
  const telemetry = createTelemetry({ logLevel: 'silent', seriesLimit: SERIES, labelNames: ['tenant'] });
  const metric = telemetry.histogram({ name: 'own_seconds', help: 'Own.', labels: ['a'], unit: 'seconds' });
  for (let i = 0; i < SERIES / 2; i++) {
    const series = metric.withLabels({ a: `v${i}` });
    for (let value = 1; value < 9; value++) series.record(value * (1 + (i % 97)));
  }
  for (let i = 0; i < SERIES / 8; i++) {
    for (const tenant of ['a', 'b'])
      telemetry.trackInference({ modelId: `m${i}`, batchSize: 1, labels: { tenant } }, () => 1);
  }
  return telemetry;
}

const telemetry = filled();
const history = historyOf(telemetry);
const metrics = createMetricsHandler(telemetry);
const handler = createHandler(telemetry, { allowedHosts: ['localhost'], reportsPerMinute: 1000 });
const remote = createRemoteWrite(telemetry, {
  url: 'http://localhost/api/v1/write',
  externalLabels: { job: 'test', instance: 'test' },
  intervalSeconds: 3600,
  fetch: async () => new Response(),
});
const { port1, port2 } = new MessageChannel();
const stop = shareSnapshots(telemetry, port2);
const collected = collectSnapshots(telemetry, () => [port1]);

/** A history without a telemetry, whose snapshot went through JSON. */
const json = JSON.parse(JSON.stringify(telemetry.snapshot())) as TelemetrySnapshot;
const elsewhere = {
  query: history.query.bind(history),
  runs: history.runs.bind(history),
  snapshot: async () => json,
};

const scrape = async (answer: (request: Request) => Promise<Response>) =>
  drained((await answer(new Request('http://localhost/metrics'))).body);

const ask = async (path: string) => {
  const response = await handler(new Request(`http://localhost${path}`));
  assert.is(response.status, 200, path);
  await drained(response.body);
};

const READERS: Readonly<Record<string, () => Promise<unknown>>> = {
  ...Object.fromEntries(
    (['html', 'markdown', 'json'] as const).map((format) => [
      `a report as ${format}`,
      () => createReport(history, { formats: [format] }),
    ]),
  ),
  'a report of what another process recorded': () => createReport(elsewhere, { formats: ['json'] }),
  'every chart': async () => {
    for (const { id } of listCharts()) await makeChart(id, history);
  },
  'a snapshot': () => history.snapshot(),
  'rows of a history': () => history.query({ percentiles: [99] }).rows(),
  'points of a history': async () => {
    for await (const _ of history.query().points());
  },
  'an exposition': () => drained(exposition(telemetry).body),
  'a scrape': () => scrape(metrics),
  'fifty scrapes': () => Promise.all(Array.from({ length: 50 }, () => scrape(metrics))),
  'snapshots of workers': () => collected.snapshot(),
  'a scrape of workers': () => scrape(createMetricsHandler(collected)),
  'metrics for OpenTelemetry': () => createMetricProducer(telemetry).collect(),
  'a remote write': () => remote.flush(),
  ...Object.fromEntries(
    ['now', 'findings', 'objectives', 'catalog', 'query', 'charts/latency-percentiles'].map((path) => [
      `the address ${path}`,
      () => ask(`/api/v1/${path}`),
    ]),
  ),
  'the address aiml-report': () => ask('/aiml-report'),
};

for (const [name, read] of Object.entries(READERS)) {
  test(`${name} leaves the event loop its turns`, async () => {
    const attempts: string[] = [];
    while (attempts.length < ATTEMPTS) {
      // A machine that is busy makes both longer.
      const atMostMs = Math.max(
        LONGEST_MS,
        timeOf(() => telemetry.snapshot()),
      );
      const turnMs = await longestTurnMs(read);
      if (turnMs <= atMostMs) return;
      attempts.push(`${turnMs.toFixed(1)} ms of at most ${atMostMs.toFixed(1)}`);
    }
    assert.ok(false, `turns of ${attempts.join(', ')}`);
  });
}

test('what was read is given back', async () => {
  stop();
  port1.close();
  await handler.close();
  await remote.stop({ timeoutSeconds: 1 });
  telemetry.dispose();
});

async function longestTurnMs(read: () => Promise<unknown>): Promise<number> {
  let [longest, isOver, last] = [0, false, spent()];
  const turn = () => {
    longest = Math.max(longest, since(last));
    // Looking took time, too.
    last = spent();
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await pause();
  longest = 0;
  await read();
  await pause();
  isOver = true;
  return longest;
}

/** What the scheduler has not counted yet. */
const TICK_MS = 4;

/** Of this thread alone: compilers and collectors beside it hold nobody up. Where the system does not tell, as the clock says. */
function spent() {
  const wallMs = performance.now();
  try {
    const [ns] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ');
    return { wallMs, cpuMs: Number(ns) / 1e6 };
  } catch {
    return { wallMs, cpuMs: wallMs };
  }
}

function since(before: ReturnType<typeof spent>): number {
  const { wallMs, cpuMs } = spent();
  return Math.min(wallMs - before.wallMs, cpuMs - before.cpuMs + TICK_MS);
}

function timeOf(work: () => unknown): number {
  const before = spent();
  work();
  return since(before);
}

function pause(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve));
}

async function drained(body: ReadableStream | null): Promise<void> {
  if (body !== null) for await (const _ of body);
}
