// A worker that told what cannot be read, or meant another metric by a name, ended the page of all workers: with an
// error of the scrape, or with an exception out of the channel's listener.
import { createTelemetry, type Telemetry } from 'inferometer';
import { collectSnapshots, expositionText, shareSnapshots } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

/** A process that serves the page, and a worker that is asked for its part. */
function pair(define: (own: Telemetry, worker: Telemetry) => void) {
  const quiet = { logLevel: 'silent' } as const;
  const [own, worker] = [createTelemetry(quiet), createTelemetry(quiet)];
  for (const telemetry of [own, worker]) {
    telemetry.counter({ name: 'requests_total', help: 'R.' }).withLabels().add(5);
  }
  define(own, worker);
  return { own, worker };
}

/** What one page tells, and what the next one says was lost. */
async function pages(
  own: Telemetry,
  port: MessagePort,
): Promise<{ page: string; next: string; missing: number }> {
  const all = collectSnapshots(own, () => [port], { timeoutSeconds: 5 });
  const page = expositionText(await all.snapshot());
  const { missing } = all;
  const next = expositionText(await all.snapshot());
  return { page, next, missing };
}

for (const [name, define] of Object.entries<(own: Telemetry, worker: Telemetry) => void>({
  'another kind': (own, worker) => {
    own
      .gauge({ name: 'q', help: 'Q.', labels: ['a'] })
      .withLabels({ a: '1' })
      .set(1);
    worker
      .histogram({ name: 'q', help: 'Q.', labels: ['a'] })
      .withLabels({ a: '1' })
      .record(7);
  },
  'another unit': (own, worker) => {
    own
      .gauge({ name: 'q', help: 'Q.', labels: ['a'] })
      .withLabels({ a: '1' })
      .set(1);
    worker
      .gauge({ name: 'q', help: 'Q.', labels: ['a'], unit: 'bytes' })
      .withLabels({ a: '1' })
      .set(7);
  },
})) {
  test(`a metric with ${name} in one worker is left out there, and counted`, async () => {
    const { own, worker } = pair(define);
    const { port1, port2 } = new MessageChannel();
    const stop = shareSnapshots(worker, port2);
    const { page, next, missing } = await pages(own, port1);
    assert.match(page, 'requests_total 10\n');
    assert.match(page, 'q{a="1"} 1\n');
    assert.match(next, 'inferometer_instrument_conflicts_total{metric="q"} 1\n');
    assert.is(missing, 0);
    stop();
    port1.close();
  });
}

test('the same labels in another order are the same metric', async () => {
  const { own, worker } = pair((own, worker) => {
    own
      .counter({ name: 'q_total', help: 'Q.', labels: ['a', 'b'] })
      .withLabels({ a: '1', b: '2' })
      .add(3);
    worker
      .counter({ name: 'q_total', help: 'Q.', labels: ['b', 'a'] })
      .withLabels({ a: '1', b: '2' })
      .add(4);
  });
  const { port1, port2 } = new MessageChannel();
  const stop = shareSnapshots(worker, port2);
  const { page } = await pages(own, port1);
  assert.match(page, /^q_total\{(a="1",b="2"|b="2",a="1")\} 7$/m);
  stop();
  port1.close();
});

const HEAD = { version: 2, startedAtUnixMs: 1, takenAtUnixMs: 2, metrics: [], runs: [], curves: [] };
const INSTRUMENT = { name: 'x', kind: 'histogram', unit: '1', labels: [], category: 'custom' };
const METRIC = { fullName: 'x', instrument: INSTRUMENT };
const POINT = { labels: {}, overflow: false, createdAtUnixMs: 1 };

/** A worker that answers every question with these pieces. */
function telling(pieces: readonly unknown[]): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = ({ data: { request } }) => {
    const say = (answer: object) => port2.postMessage({ request, worker: 'w', ...answer });
    for (const piece of pieces) say({ inferometer: 'piece', text: JSON.stringify(piece) });
    say({ inferometer: 'end', pieces: pieces.length });
  };
  return port1;
}

for (const [name, pieces] of Object.entries<readonly unknown[]>({
  'null for a snapshot': [null],
  'a number for a snapshot': [5],
  'an array for a snapshot': [[]],
  'a snapshot of another version': [{ ...HEAD, version: 1 }],
  'a snapshot without curves': [{ ...HEAD, curves: null }],
  'a snapshot without runs': [{ ...HEAD, runs: null }],
  'a curve that is none': [{ ...HEAD, curves: [null] }],
  'a run that is none': [{ ...HEAD, runs: [null] }],
  'null for a metric': [HEAD, null],
  'a text for a metric': [HEAD, 'x'],
})) {
  test(`a worker that tells ${name} is missing, and the others are not`, async () => {
    const { own, worker } = pair(() => {});
    const good = new MessageChannel();
    const stop = shareSnapshots(worker, good.port2);
    const bad = telling(pieces);
    const all = collectSnapshots(own, () => [bad, good.port1], { timeoutSeconds: 5 });
    assert.match(expositionText(await all.snapshot()), 'requests_total 10\n');
    assert.is(all.missing, 1);
    assert.match(expositionText(await all.snapshot()), 'inferometer_workers_missing_total 2\n');
    stop();
    good.port1.close();
    bad.close();
  });
}

const COUNTER = {
  fullName: 'good_total',
  instrument: { ...INSTRUMENT, name: 'good_total', kind: 'counter' },
};
const GOOD = { ...COUNTER, series: [{ ...POINT, value: 3 }] };

for (const [name, metric] of Object.entries<object>({
  'no instrument': { fullName: 'x', series: [] },
  'an unknown kind': { ...METRIC, instrument: { ...INSTRUMENT, kind: 'ratchet' }, series: [] },
  'no series': METRIC,
  'null for a series': { ...METRIC, series: [null] },
  'a series without labels': { ...METRIC, series: [{ value: 1 }] },
  'a value in place of a histogram': { ...METRIC, series: [{ ...POINT, value: 1 }] },
  'a text for a value': {
    ...METRIC,
    instrument: { ...INSTRUMENT, kind: 'counter' },
    series: [{ ...POINT, value: '5' }],
  },
  'a histogram that is none': { ...METRIC, series: [{ ...POINT, histogram: {} }] },
  'null for a histogram': { ...METRIC, series: [{ ...POINT, histogram: null }] },
})) {
  test(`a metric with ${name} costs itself alone, by name in the log and the counter`, async () => {
    const lines: Record<string, unknown>[] = [];
    const warn = (fields: object) => void lines.push({ ...fields });
    const own = createTelemetry({ logger: { debug() {}, info() {}, warn, error() {} } });
    const port = telling([HEAD, metric, GOOD]);
    const all = collectSnapshots(own, () => [port], { timeoutSeconds: 5 });
    const page = expositionText(await all.snapshot());
    assert.match(page, 'good_total 3\n');
    assert.not.match(page, /^x[{_ ]/m);
    assert.is(all.missing, 0);
    const next = expositionText(await all.snapshot());
    assert.match(next, 'inferometer_instrument_conflicts_total{metric="x"} 1\n');
    assert.equal(
      lines.map(({ counter, kind }) => [counter, kind]),
      [['inferometer_instrument_conflicts_total', 'x']],
    );
    port.close();
  });
}

test('a metric that cannot be read once counts with what was told before', async () => {
  const own = createTelemetry({ logLevel: 'silent' });
  const answers: object[] = [
    GOOD,
    { ...COUNTER, series: [null] },
    { ...COUNTER, series: [{ ...POINT, value: 7 }] },
  ];
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = ({ data: { request } }) => {
    const pieces = [HEAD, answers.shift() as object];
    for (const piece of pieces) {
      port2.postMessage({ request, worker: 'w', inferometer: 'piece', text: JSON.stringify(piece) });
    }
    port2.postMessage({ request, worker: 'w', inferometer: 'end', pieces: pieces.length });
  };
  const all = collectSnapshots(own, () => [port1]);
  for (const expected of [3, 3, 7]) {
    assert.match(expositionText(await all.snapshot()), `good_total ${expected}\n`);
  }
  port1.close();
});

test('a histogram with other bounds in one worker adds up, exactly at the bounds that both have', async () => {
  const { own, worker } = pair((own, worker) => {
    const define = (telemetry: Telemetry, bucketBounds: number[]) =>
      telemetry.histogram({ name: 'q', help: 'Q.', bucketBounds }).withLabels();
    for (const value of [1, 2, 3]) define(own, [1, 2]).record(value);
    for (const value of [1, 4, 5]) define(worker, [1, 5]).record(value);
  });
  const { port1, port2 } = new MessageChannel();
  const stop = shareSnapshots(worker, port2);
  const { page, next } = await pages(own, port1);
  assert.match(page, 'q_bucket{le="1"} 2\n');
  assert.match(page, 'q_count 6\n');
  assert.match(page, 'q_sum 16\n');
  assert.match(next, 'inferometer_instrument_conflicts_total{metric="q"} 1\n');
  stop();
  port1.close();
});

test('a counter with one label more in one worker adds up, and each series keeps its labels', async () => {
  const { own, worker } = pair((own, worker) => {
    own
      .counter({ name: 'q_total', help: 'Q.', labels: ['a'] })
      .withLabels({ a: '1' })
      .add(3);
    const more = worker.counter({ name: 'q_total', help: 'Q.', labels: ['a', 'b'] });
    more.withLabels({ a: '1', b: '2' }).add(4);
  });
  const { port1, port2 } = new MessageChannel();
  const stop = shareSnapshots(worker, port2);
  const { page, next } = await pages(own, port1);
  assert.match(page, 'q_total{a="1"} 3\n');
  assert.match(page, 'q_total{a="1",b="2"} 4\n');
  assert.match(next, 'inferometer_instrument_conflicts_total{metric="q_total"} 1\n');
  stop();
  port1.close();
});
