// A page that sent sums that are no numbers, or such as no page can have, made the sum of all pages none, for ever. So did a worker.
import { createTelemetry } from 'inferometer';
import { Histogram } from 'inferometer/histogram';
import { createHandler } from 'inferometer/http';
import { attachWorker } from 'inferometer/multiprocess';
import { expositionText } from 'inferometer/prometheus';
import { encodeInterval } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { sampleOf } from '../telemetry/support.ts';

const KEY = 'write-only-key';

type Metric = Parameters<typeof encodeInterval>[0]['metrics'][number];

const NAMES = { counter: 'own_total', up_down_counter: 'own', histogram: 'own_seconds' } as const;

function metric(kind: keyof typeof NAMES, point: object): Metric {
  const name = NAMES[kind];
  const unit = kind === 'histogram' ? 'seconds' : '1';
  const instrument = { name, kind, unit, category: 'custom', labels: [], help: 'Own.' };
  const identity = { labels: {}, overflow: false, createdAtUnixMs: 0 };
  return { instrument, fullName: name, series: [{ ...identity, ...point }] } as unknown as Metric;
}

function histogram(values: readonly number[], changed: object = {}): object {
  using recorded = new Histogram();
  for (const value of values) recorded.record(value);
  return { histogram: { ...recorded.snapshot(), ...changed } };
}

const HOSTILE: readonly Metric[] = [
  metric('counter', { value: 1.7e308 }),
  metric('counter', { value: Infinity }),
  metric('counter', { value: Number.NaN }),
  metric('counter', { value: -1 }),
  metric('up_down_counter', { value: 1.7e308 }),
  metric('up_down_counter', { value: -1.7e308 }),
  metric('up_down_counter', { value: Number.NaN }),
  metric('histogram', histogram([1, 2], { sum: Number.NaN })),
  metric('histogram', histogram([1, 2], { sum: Infinity })),
  metric('histogram', histogram([1e308, 1.5e308])),
  metric('histogram', histogram([-1e308])),
];

test('what no page can have measured costs itself, and is counted', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  const handler = createHandler(telemetry, { ingest: { keys: [KEY], origins: ['*'] } });
  let sequence = 0;
  const send = async (one: Metric): Promise<void> => {
    const times = { startedAtUnixMs: 0, endedAtUnixMs: 1000, durationSeconds: 1, wallClockJumpSeconds: 0 };
    const bytes = encodeInterval({ version: 2, sequence: 0, ...times, metrics: [one] });
    const interval = btoa(String.fromCharCode(...bytes));
    const body = JSON.stringify({ key: KEY, page: 'page-12345678', deltas: [{ sequence, interval }] });
    sequence += 1;
    const headers = { 'content-type': 'text/plain' };
    const answer = await handler(new Request('http://localhost/ingest', { method: 'POST', body, headers }));
    assert.is(answer.status, 200);
  };
  const sound = [
    metric('counter', { value: 1 }),
    metric('up_down_counter', { value: 2 }),
    metric('histogram', histogram([3])),
  ];
  for (const one of [...HOSTILE, ...HOSTILE, ...sound]) await send(one);
  await handler.close();
  const refused = ['bad_value', 'unreadable'].map(
    (reason) => sampleOf(telemetry, 'inferometer_ingest_refused_total', { reason }) ?? 0,
  );
  assert.is(
    refused.reduce((sum, one) => sum + one),
    2 * HOSTILE.length,
  );
  const text = expositionText(telemetry);
  for (const line of [/^own_total 1$/m, /^own\w* 2$/m, /^own_seconds_sum 3$/m]) assert.match(text, line);
});

test('a worker whose counter is no number costs that metric', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(2);
  using other = createTelemetry({ logLevel: 'silent' });
  other.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(1);
  const snapshot = other.snapshot();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent) => {
    if (data?.inferometer !== 'ask') return;
    const say = (more: object) => port1.postMessage({ request: data.request, worker: 'w', ...more });
    const served = snapshot.metrics.find(({ fullName }) => fullName === 'served_total');
    const broken = { ...served, series: [{ ...served?.series[0], value: { '#number': 'NaN' } }] };
    const pieces = [{ ...snapshot, metrics: [] }, broken];
    for (const piece of pieces) say({ inferometer: 'piece', text: JSON.stringify(piece) });
    say({ inferometer: 'end', pieces: pieces.length });
  };
  try {
    const { metrics } = await attachWorker(telemetry, port2).snapshot();
    const points = metrics.find(({ fullName }) => fullName === 'served_total')?.series;
    assert.equal(
      points?.map((point) => 'value' in point && point.value),
      [2],
    );
  } finally {
    port1.close();
    port2.close();
  }
});
