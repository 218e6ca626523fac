import { createTelemetry } from 'inferometer';
import { MemoryFiles, openStore, readStore, type StoreOptions } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';
import { FailingFiles, minute, minutesIn, openOn, range, settle } from './stores.ts';

test('what was appended is there after the store was closed and opened again', async () => {
  const files = new MemoryFiles();
  for (const begin of [0, 3, 6]) {
    await using store = await openStore({ files });
    assert.equal(await minutesIn(store), range(begin));
    for (const number of range(3, begin)) await store.append(minute(number));
    assert.equal(await minutesIn(store), range(begin + 3));
  }
  assert.equal(await minutesIn(readStore({ files })), range(9));
});

test('a store that is closed can be asked, and appends no more', async () => {
  const store = await openStore({ files: new MemoryFiles() });
  for (const number of range(3)) await store.append(minute(number));
  await store.close();
  assert.equal(await minutesIn(store), range(3));
  assert.equal((await store.runs()).runs, []);
  await assert.rejects(store.append(minute(3)), /STORE_CLOSED/);
});

test('the retention is changed while a store is open', async () => {
  const machine = new Machine();
  await using store = await openOn(machine, new MemoryFiles(), { segmentSeconds: 60 });
  assert.is(store.status().retentionDays, 30);
  store.configure({ retentionDays: 90 });
  store.configure({});
  assert.is(store.status().retentionDays, 90);
  await store.append(minute(1));
  machine.pass(100 * 86_400);
  await store.maintain();
  assert.is(store.status().segments, 0);
  for (const [wrong, code] of [
    [{ retentionDays: 0 }, 'STORE_OPTION_RANGE'],
    [{ retentionDays: '90' }, 'STORE_OPTION_KIND'],
    [{ retentionDay: 90 }, 'STORE_UNKNOWN_OPTION'],
    [90, 'STORE_OPTION_KIND'],
  ] as const) {
    assert.throwsCode(() => store.configure(wrong as never), code);
  }
  assert.is(store.status().retentionDays, 90);
});

test('what was appended in the future, by a clock that was set back since, is sealed and not waited for', async () => {
  let nowMs = Date.UTC(2099, 0, 1);
  const clock = { monotonicMs: () => nowMs, wallUnixMs: () => nowMs };
  await using store = await openStore({ files: new MemoryFiles(), clock, retentionDays: Infinity });
  await store.append(minute(1));
  nowMs = Date.UTC(2026, 0, 1);
  await store.maintain();
  assert.is(store.status().segments, 1);
  assert.equal(await minutesIn(store), [1]);
});

test('a query sees what was appended before it, also what is not written yet', async () => {
  await using store = await openStore({ files: new MemoryFiles() });
  const appended = range(20).map((number) => store.append(minute(number)));
  assert.equal(await minutesIn(store), range(20));
  await Promise.all(appended);
});

test('one writer has a member; another one needs its own, and readers see those of all', async () => {
  const files = new MemoryFiles();
  await using first = await openStore({ files });
  await assert.rejects(openStore({ files }), /STORE_LOCKED/);
  await using second = await openStore({ files, member: 'worker-2' });
  await first.append(minute(1));
  await second.append(minute(2));
  assert.equal(await minutesIn(first), [1, 2]);
  assert.equal(await minutesIn(second), [1, 2]);
  await using reader = readStore({ files });
  assert.equal(await minutesIn(reader), [1, 2]);
  const rows = await reader.query({ metric: 'minutes_total', groupBy: ['member'] }).rows();
  assert.equal(
    rows.map(({ member, sum }) => [member, sum]),
    [
      ['main', 1],
      ['worker-2', 2],
    ],
  );
  await first.close();
  const again = await openStore({ files });
  await again.close();
});

test('the journal is sealed when it is an hour old, and each interval stays there once', async () => {
  const machine = new Machine();
  const files = new MemoryFiles();
  await using store = await openOn(machine, files);
  await using reader = readStore({ files });
  for (const number of range(150)) {
    machine.pass(60);
    await store.append(minute(number));
    await store.maintain();
  }
  const { segments, journalFiles } = store.status();
  assert.is(segments, 2);
  assert.is(journalFiles, 1);
  assert.equal(await minutesIn(store), range(150));
  assert.equal(await minutesIn(reader), range(150));
});

test('the journal is sealed when it is large', async () => {
  const machine = new Machine();
  await using store = await openOn(machine, new MemoryFiles(), { segmentBytes: 65_536 });
  for (const number of range(8)) await store.append(minute(number, 10_000));
  await store.maintain();
  assert.is(store.status().segments, 1);
  assert.ok(store.status().journalBytes < 65_536);
  assert.equal(await minutesIn(store), range(8));
});

test('a program that always runs for a moment only has its journals sealed, too', async () => {
  const machine = new Machine();
  const files = new MemoryFiles();
  for (const number of range(20)) {
    const store = await openOn(machine, files);
    await store.append(minute(number));
    await store.close();
    machine.pass(600);
  }
  await using store = await openOn(machine, files);
  assert.ok(store.status().segments >= 2);
  assert.ok(store.status().journalFiles < 10);
  assert.equal(await minutesIn(store), range(20));
});

test('whoever appends much at once does not wait for the next minute', async () => {
  const kept = { segmentBytes: 65_536, retentionDays: Infinity, hourlyAfterSeconds: Infinity };
  await using store = await openStore({ files: new MemoryFiles(), ...kept });
  for (const number of range(100)) await store.append(minute(number, 10_000));
  await store.maintain();
  assert.ok(store.status().segments > 1, `${store.status().segments} segments`);
  assert.equal(await minutesIn(store), range(100));
});

test('a clock, a timer and a logger that throw harm nothing', async () => {
  const broken = () => {
    throw new Error('no');
  };
  const files = new FailingFiles();
  const store = await openStore({
    files,
    clock: { monotonicMs: broken, wallUnixMs: broken },
    timer: { after: broken },
    logger: { debug: broken, info: broken, warn: broken, error: broken },
  });
  await store.append(minute(0));
  files.failing.set('append', 'full');
  const lost = assert.rejects(store.append(minute(1)), /STORE_DROPPED/);
  assert.is(await store.flush(), false);
  assert.equal(await minutesIn(store), [0, 1]);
  await store.close();
  await lost;
});

test('the store seals by itself, by its timer', async () => {
  const machine = new Machine();
  await using store = await openOn(machine, new MemoryFiles());
  await store.append(minute(0));
  for (const _ of range(62)) {
    machine.pass(60);
    await settle(5);
  }
  assert.is(store.status().segments, 1);
});

test('a view goes on with what it began with, whatever is sealed meanwhile', async () => {
  const machine = new Machine();
  const files = new MemoryFiles();
  await using store = await openOn(machine, files);
  for (const number of range(10)) await store.append(minute(number));
  const rows = store.query({ metric: 'minutes_total', stepSeconds: 60, groupBy: [] })[Symbol.asyncIterator]();
  const sums = [(await rows.next()).value?.sum];
  machine.pass(7200);
  await store.maintain();
  assert.is(store.status().segments, 1);
  for (let next = await rows.next(); !next.done; next = await rows.next()) sums.push(next.value.sum);
  assert.equal(sums, range(10));
  assert.equal(await minutesIn(store), range(10));
});

test('runs of training are kept with their curves, the last of each, through sealing too', async () => {
  const machine = new Machine();
  const files = new MemoryFiles();
  await using store = await openOn(machine, files);
  using telemetry = createTelemetry({ clock: machine, timer: machine });
  const keep = async () => {
    const { takenAtUnixMs, runs, curves } = telemetry.snapshot();
    await store.appendRuns({ takenAtUnixMs, runs, curves });
  };
  for (const epoch of range(5)) {
    telemetry.recordTrainingStats({ modelId: 'glyphs', epoch, loss: 1 / (1 + epoch) });
    await keep();
  }
  telemetry.recordTrainingStats({ modelId: 'words', epoch: 0, loss: Number.NaN });
  await keep();
  const expected = telemetry.snapshot();
  for (const _ of [1, 2]) {
    const { runs, curves } = await store.runs();
    assert.equal(runs, expected.runs);
    assert.equal(curves, expected.curves);
    assert.equal((await store.runs({ modelId: 'glyphs' })).runs.length, 1);
    machine.pass(7200);
    await store.maintain();
  }
  assert.is(store.status().journalBytes, 0);
});

test('a full disk: what is appended waits in memory, is seen, and is written when there is room', async () => {
  const machine = new Machine();
  const files = new FailingFiles();
  const warned: string[] = [];
  const log = (_: object, message: string) => void warned.push(message);
  const logger = { debug: log, info: log, warn: log, error: log };
  await using store = await openOn(machine, files, { logger });
  await store.append(minute(0));
  files.failing.set('append', 'full');
  files.partialBytes = 40;
  const appended = range(3, 1).map((number) => store.append(minute(number)));
  await settle();
  const { degraded, pendingRecords } = store.status();
  assert.is(degraded?.problem, 'full');
  assert.is(pendingRecords, 3);
  assert.is(await store.flush(), false);
  assert.equal(await minutesIn(store), range(4));
  for (const _ of range(5)) {
    machine.pass(60);
    await settle(5);
  }
  files.failing.clear();
  machine.pass(60);
  await Promise.all(appended);
  assert.is(store.status().degraded, undefined);
  assert.is(await store.flush(), true);
  assert.equal(await minutesIn(readStore({ files })), range(4));
  assert.equal(warned, [
    'the store cannot write: what is appended waits in memory, and is tried again',
    'the store writes again',
  ]);
});

test('a directory that is read-only when the store is opened is no error, and is written to later', async () => {
  const machine = new Machine();
  const files = new FailingFiles();
  for (const call of ['lock', 'open', 'append'] as const) files.failing.set(call, 'read_only');
  await using store = await openOn(machine, files);
  assert.is(store.status().degraded?.problem, 'read_only');
  const appended = store.append(minute(0));
  await settle();
  assert.is(store.status().degraded?.problem, 'read_only');
  assert.equal(await minutesIn(store), [0]);
  files.failing.clear();
  machine.pass(60);
  await appended;
  await assert.rejects(openOn(machine, files), /STORE_LOCKED/);
  machine.pass(7200);
  await store.maintain();
  assert.is(store.status().segments, 1);
  assert.equal(await minutesIn(store), [0]);
});

test('more than may wait: the oldest are dropped, counted, and their promises say so', async () => {
  const machine = new Machine();
  const files = new FailingFiles();
  await using store = await openOn(machine, files, { pendingLimitBytes: 65_536 });
  files.failing.set('append', 'full');
  const outcomes = range(10).map((number) =>
    store.append(minute(number, 20_000)).then(
      () => 'kept',
      (error: { code: string }) => error.code,
    ),
  );
  await settle();
  assert.is(store.status().droppedRecords, 7);
  assert.is(await store.flush(), false);
  files.failing.clear();
  machine.pass(60);
  assert.equal(await Promise.all(outcomes), [...Array(7).fill('STORE_DROPPED'), ...Array(3).fill('kept')]);
  assert.equal(await minutesIn(store), [7, 8, 9]);
});

test('after a failed sync records are written again, and are there once', async () => {
  const machine = new Machine();
  const files = new FailingFiles();
  await using store = await openOn(machine, files, { fsync: 'always' });
  await store.append(minute(0));
  files.failing.set('sync', 'other');
  const appended = store.append(minute(1));
  await settle();
  assert.is(store.status().degraded?.problem, 'other');
  files.failing.clear();
  machine.pass(60);
  await appended;
  assert.equal(await minutesIn(store), [0, 1]);
  assert.equal(await minutesIn(readStore({ files })), [0, 1]);
  assert.is(store.status().damagedRecords, 0);
});

test('always: nothing is promised before the disk was made to keep it, file and name', async () => {
  const machine = new Machine();
  const files = new FailingFiles();
  await using store = await openOn(machine, files, { fsync: 'always' });
  files.calls.length = 0;
  await store.append(minute(0));
  assert.equal(files.calls, [
    'open main/journal/000000000001.journal',
    'append main/journal/000000000001.journal',
    'sync main/journal/000000000001.journal',
    'sync main/journal',
  ]);
});

test('interval: the disk is made to keep it within the second; never: only when it is asked for', async () => {
  for (const [fsync, fsyncs] of [
    ['interval', 1],
    ['never', 0],
  ] as const) {
    const machine = new Machine();
    await using store = await openOn(machine, new FailingFiles(), { fsync });
    for (const number of range(10)) await store.append(minute(number));
    assert.is(store.status().fsyncs, 0);
    machine.pass(1);
    await settle();
    assert.is(store.status().fsyncs, fsyncs);
    await store.append(minute(10));
    assert.is(await store.flush(), true);
    assert.is(store.status().fsyncs, fsyncs + 1);
  }
});

test('many that are appended while the disk is busy are one group', async () => {
  await using store = await openStore({ files: new FailingFiles(), fsync: 'always' });
  await Promise.all(range(200).map((number) => store.append(minute(number))));
  assert.ok(store.status().fsyncs < 20, `${store.status().fsyncs} fsyncs`);
});

test('a store that is closed takes nothing more, and closing twice is closing once', async () => {
  const store = await openStore({ files: new MemoryFiles() });
  const appended = store.append(minute(0));
  await Promise.all([store.close(), store.close()]);
  await appended;
  await assert.rejects(store.append(minute(1)), /STORE_CLOSED/);
});

test('closing on a full disk ends, and says what is lost', async () => {
  const machine = new Machine();
  const files = new FailingFiles();
  const store = await openOn(machine, files);
  files.failing.set('append', 'full');
  const appended = store.append(minute(0));
  const lost = assert.rejects(appended, /STORE_DROPPED/);
  await store.close();
  await lost;
  assert.is(store.status().droppedRecords, 1);
});

test('what is no interval and no runs is refused, and harms nothing', async () => {
  await using store = await openStore({ files: new MemoryFiles() });
  await assert.rejects(store.append({} as never), /INTERVAL_RANGE/);
  await assert.rejects(store.append(undefined as never), /INTERVAL_KIND/);
  await assert.rejects(store.append(minute(1), { instance: 1 as never }), /STORE_OPTION_KIND/);
  await assert.rejects(store.append(minute(1), { instances: 'a' } as never), /STORE_UNKNOWN_OPTION/);
  await assert.rejects(store.appendRuns({} as never), /STORE_RUNS/);
  await store.append(minute(1));
  assert.equal(await minutesIn(store), [1]);
});

test('options are held to what they may be', async () => {
  const files = new MemoryFiles();
  const wrong: [StoreOptions, RegExp][] = [
    [undefined as never, /STORE_OPTION_KIND/],
    [{}, /STORE_OPTION_RANGE/],
    [{ path: './x', files }, /STORE_OPTION_RANGE/],
    [{ path: '' }, /STORE_OPTION_RANGE/],
    [{ files: {} as never }, /STORE_OPTION_KIND/],
    [{ files, member: '../x' }, /STORE_OPTION_RANGE/],
    [{ files, member: '.' }, /STORE_OPTION_RANGE/],
    [{ files, fsync: 'sometimes' as never }, /STORE_OPTION_RANGE/],
    [{ files, fsyncIntervalSeconds: 0 }, /STORE_OPTION_RANGE/],
    [{ files, segmentSeconds: '3600' as never }, /STORE_OPTION_KIND/],
    [{ files, segmentBytes: 1 }, /STORE_OPTION_RANGE/],
    [{ files, retentionDays: 0 }, /STORE_OPTION_RANGE/],
    [{ files, retentionDays: Number.NaN }, /STORE_OPTION_RANGE/],
    [{ files, hourlyAfterSeconds: 60 }, /STORE_OPTION_RANGE/],
    [{ files, dailyAfterSeconds: 3600 }, /STORE_OPTION_RANGE/],
    [{ files, pendingLimitBytes: 10 }, /STORE_OPTION_RANGE/],
    [{ files, clock: {} as never }, /STORE_OPTION_KIND/],
    [{ files, logger: {} as never }, /STORE_OPTION_KIND/],
    [{ files, retention: 3 } as never, /Did you mean retentionDays\?/],
  ];
  for (const [options, error] of wrong) await assert.rejects(openStore(options), error);
  assert.throwsCode(() => readStore({ files, member: 'a' } as never), 'STORE_UNKNOWN_OPTION');
  await (await openStore({ files, retentionDays: Infinity, hourlyAfterSeconds: Infinity })).close();
});
