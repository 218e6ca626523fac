// What a server holds of a store in memory: the same answers with fewer readings, and what comes late or goes is seen.
import { createTelemetry, type Telemetry } from 'inferometer';
import {
  historyOf,
  MemoryFiles,
  openStore,
  readStore,
  type Store,
  type StoreQuery,
  type TelemetryHistory,
} from 'inferometer/store';
import { recordEverything } from '../../contract/everything.ts';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { BEGIN_UNIX_MS, MINUTE_MS, minute } from '../stores.ts';

/** A quarter of an hour in intervals of ten seconds, of everything that a telemetry records. */
async function recordedQuarter(machine: Machine): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  const store = await openStore({ files, clock: machine, timer: machine });
  using telemetry: Telemetry = createTelemetry({
    ...{ clock: machine, timer: machine, store, logLevel: 'silent', aggregationIntervalSeconds: 10 },
    labelNames: ['tenant', 'provider'],
  });
  await recordEverything(telemetry);
  const sizes = telemetry.histogram({ name: 'sizes', help: '', labels: ['kind'], bucketBounds: [1, 10] });
  const level = telemetry.gauge({ name: 'level', help: '' }).withLabels({});
  for (let second = 0; second < 900; second++) {
    sizes.withLabels({ kind: `${second % 5}` }).record((second * 7) % 23);
    const running = telemetry.inference({ modelId: `m${second % 3}` });
    running.record(0.001 * (1 + (second % 97)));
    level.set(second % 11);
    machine.pass(1);
  }
  telemetry.collector.flush();
  await store.close();
  return files;
}

async function pointsOf(history: TelemetryHistory, question: StoreQuery) {
  const steps = [];
  for await (const step of history.query(question).points()) steps.push(step);
  return steps;
}

const QUESTIONS: readonly StoreQuery[] = [
  {},
  { groupBy: [] },
  { groupBy: ['member', 'model_id'], stepSeconds: 60 },
  { stepSeconds: 300, groupBy: ['kind'], metric: 'sizes' },
  { stepSeconds: 10, metric: ['sizes', 'level', 'inference_seconds'], percentiles: [99.9] },
  { modelId: 'm1', stepSeconds: 90 },
  {
    startTime: BEGIN_UNIX_MS + 7.5 * MINUTE_MS,
    endTime: BEGIN_UNIX_MS + 12.25 * MINUTE_MS,
    groupBy: [],
  },
];

test('of a store whose last hours are held in memory, each question has the answer that its files give', async () => {
  const machine = new Machine();
  const files = await recordedQuarter(machine);
  machine.pass(300);
  using telemetry: Telemetry = createTelemetry({ clock: machine, enabled: false, logLevel: 'silent' });
  const history = historyOf(telemetry, readStore({ files }));
  const held = history.cached();
  for (const question of QUESTIONS) {
    const expected = await history.query(question).rows();
    assert.ok(expected.length > 0, `nothing for ${JSON.stringify(question)}`);
    // Once while it is read, once from memory.
    for (const _ of ['read', 'held']) {
      assert.equal(await held.query(question).rows(), expected, JSON.stringify(question));
      assert.equal(await pointsOf(held, question), await pointsOf(history, question));
    }
  }
  assert.equal(await held.snapshot(), await history.snapshot());
  const series = (some: typeof held) => some.series({ startTime: BEGIN_UNIX_MS + 90_000 });
  const [expected, found] = [await series(history), await series(held)];
  const keyOf = ({ fullName, labels }: (typeof found.series)[number]) =>
    `${fullName} ${JSON.stringify(labels)}`;
  assert.equal(found.series.map(keyOf).sort(), expected.series.map(keyOf).sort());
  assert.equal(found.startedAtUnixMs, expected.startedAtUnixMs);
});

test('a second question about the same time reads no file of what was settled', async () => {
  const machine = new Machine();
  const files = await recordedQuarter(machine);
  machine.pass(300);
  let readings = 0;
  const read = files.read.bind(files);
  files.read = (...place) => {
    readings += 1;
    return read(...place);
  };
  using telemetry: Telemetry = createTelemetry({ clock: machine, enabled: false, logLevel: 'silent' });
  const held = historyOf(telemetry, readStore({ files })).cached();
  await held.query({ metric: 'sizes' }).rows();
  assert.ok(readings > 90, `${readings} readings`);
  readings = 0;
  await held.query({ metric: 'inference_seconds', stepSeconds: 10 }).rows();
  await held.series();
  assert.ok(readings < 20, `${readings} readings`);
});

/** Of what `minute()` counted, asked of a history that holds it. */
async function minutesHeld(store: Store, machine: Machine, maxPoints?: number) {
  using telemetry: Telemetry = createTelemetry({ clock: machine, enabled: false, logLevel: 'silent' });
  const held = historyOf(telemetry, store).cached(maxPoints);
  const sum = async () => (await held.query({ metric: 'minutes_total', groupBy: [] }).rows())[0]?.sum ?? 0;
  return { sum };
}

test('an interval that is written long after it ended is seen a few seconds later', async () => {
  const machine = new Machine();
  await using store = await openStore({ files: new MemoryFiles(), clock: machine, timer: machine });
  for (const number of [1, 2, 4]) await store.append(minute(number));
  machine.pass(3600);
  const { sum } = await minutesHeld(store, machine);
  assert.is(await sum(), 7);
  await store.append(minute(3));
  machine.pass(10);
  await sum();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.is(await sum(), 10);
});

test('what is merged by the hour while it is held is counted once', async () => {
  const machine = new Machine();
  await using store = await openStore({
    ...{ files: new MemoryFiles(), clock: machine, timer: machine },
    ...{ segmentSeconds: 600, hourlyAfterSeconds: 3600 },
  });
  for (let number = 1; number <= 90; number++) await store.append(minute(number));
  machine.pass(95 * 60);
  const { sum } = await minutesHeld(store, machine);
  const all = (90 * 91) / 2;
  assert.is(await sum(), all);
  for (let round = 0; round < 4; round++) {
    machine.pass(1200);
    await store.maintain();
    await sum();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.is(await sum(), all);
  }
});

test('more points than may be held are read from the store', async () => {
  const machine = new Machine();
  await using store = await openStore({ files: new MemoryFiles(), clock: machine, timer: machine });
  const [SERIES, MINUTES] = [20, 30];
  for (let number = 0; number < MINUTES; number++) {
    const interval = minute(number);
    const [metric] = interval.metrics;
    const [first] = metric?.series ?? [];
    const series = Array.from({ length: SERIES }, (_, i) => ({
      ...first,
      labels: { filling: `${i}` },
      value: 1,
    }));
    await store.append({ ...interval, metrics: [{ ...metric, series }] } as never);
  }
  machine.pass(60 * (MINUTES + 5));
  // Half of them, and less than is worth holding.
  for (const maxPoints of [300, 50]) {
    const { sum } = await minutesHeld(store, machine, maxPoints);
    for (const _ of [1, 2]) assert.is(await sum(), MINUTES * SERIES);
  }
});
