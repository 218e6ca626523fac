// What a telemetry with a store has in it, whenever and however its intervals end.
import fc from 'fast-check';
import { createTelemetry, type Logger } from 'inferometer';
import { MemoryFiles, openStore, readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { sampleOf } from '../../telemetry/support.ts';
import { Machine } from '../../telemetry/time.ts';
import { FailingFiles, inferencesIn } from './support.ts';

const quiet = { writeOnExit: false } as const;

async function keeping(files = new MemoryFiles()) {
  const machine = new Machine();
  const store = await openStore({ files, clock: machine, ...quiet });
  const telemetry = createTelemetry({ clock: machine, timer: machine, store, logLevel: 'silent' });
  const infer = (times: number) => {
    for (let i = 0; i < times; i++) telemetry.inference({ modelId: 'm' }).record(0.1);
  };
  return { files, machine, store, telemetry, infer, isEnabled: true };
}

test('every interval is kept that ends by itself, by a flush, and with the telemetry', async () => {
  const { machine, store, telemetry, infer } = await keeping();
  infer(3);
  machine.pass(60);
  infer(2);
  assert.is(await telemetry.flush(), true);
  assert.is(await inferencesIn(store), 5);
  infer(4);
  telemetry.dispose();
  await store.flush();
  assert.is(await inferencesIn(store), 9);
  await store.close();
});

test('closing the store keeps the interval that goes on, and the telemetry goes on without', async () => {
  const { files, store, telemetry, infer } = await keeping();
  infer(3);
  await store.close();
  infer(2);
  assert.is(await telemetry.flush(), true);
  assert.is(await inferencesIn(readStore({ files })), 3);
  assert.is(sampleOf(telemetry, 'inferometer_store_intervals_dropped_total', {}), undefined);
});

test('what is kept adds up to the snapshot, and nothing else is in it', async () => {
  const { machine, store, telemetry, infer } = await keeping();
  const own = telemetry.counter({ name: 'own_total', help: 'Own.', labels: ['tier'] });
  for (let minute = 0; minute < 5; minute++) {
    infer(minute);
    own.withLabels({ tier: 'disk' }).add(minute);
    machine.pass(60);
  }
  await telemetry.flush();
  const rows: [string, number | undefined][] = [];
  const query = { metric: ['inference_seconds', 'own_total'], aggregation: 'sum' } as const;
  for await (const { metric, sum } of store.query(query)) rows.push([metric, sum]);
  assert.equal(rows.map(([metric]) => metric).sort(), ['ipfs_aiml_inference_seconds', 'own_total']);
  assert.close(Object.fromEntries(rows).ipfs_aiml_inference_seconds as number, 1, 1e-9);
  assert.is(Object.fromEntries(rows).own_total, 10);
  await store.close();
});

test('a time in which telemetry was disabled is no time in the store', async () => {
  const { machine, store, telemetry, infer } = await keeping();
  infer(3);
  machine.pass(30);
  telemetry.configure({ enabled: false });
  infer(3);
  machine.pass(600);
  await telemetry.flush();
  telemetry.configure({ enabled: true });
  infer(1);
  machine.pass(60);
  await telemetry.flush();
  assert.is(await inferencesIn(store), 4);
  for await (const { observedSeconds } of store.query({ metric: 'inference_seconds', aggregation: 'rate' })) {
    assert.is(observedSeconds, 90);
  }
  await store.close();
});

test('telemetry that is disabled from the beginning keeps nothing, and takes a store all the same', async () => {
  const store = await openStore({ files: new MemoryFiles(), ...quiet });
  const telemetry = createTelemetry({ enabled: false, store });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  assert.is(await telemetry.flush(), true);
  telemetry.dispose();
  assert.is(store.status().appendedRecords, 0);
  await store.close();
});

test('another length of the intervals takes effect in the store', async () => {
  const { machine, store, telemetry, infer } = await keeping();
  telemetry.configure({ aggregationIntervalSeconds: 10 });
  for (let i = 0; i < 6; i++) {
    infer(1);
    machine.pass(10);
  }
  await store.flush();
  assert.is(store.status().appendedRecords, 6);
  await store.close();
});

test('runs are kept with their curves when something came to them, and not again', async () => {
  const { machine, store, telemetry } = await keeping();
  const run = telemetry.run({ modelId: 'm', runId: 'one', parameters: { rate: 0.1 } });
  run.log({ loss: 2 }, { epoch: 0 });
  machine.pass(60);
  await store.flush();
  const { appendedRecords } = store.status();
  machine.pass(60);
  await store.flush();
  assert.is(store.status().appendedRecords, appendedRecords + 1, 'an interval, and no runs');
  run.log({ loss: 1 }, { epoch: 1 });
  telemetry.run({ modelId: 'm', runId: 'two' }).log({ loss: 9 }, { epoch: 0 });
  telemetry.dispose();
  await store.flush();
  const { runs, curves } = await store.runs();
  assert.equal(
    runs.map(({ runId, lastEpoch, parameters }) => [runId, lastEpoch, parameters]),
    [
      ['one', 1, { rate: 0.1 }],
      ['two', 0, {}],
    ],
  );
  assert.equal(
    curves.map(({ runId, values }) => [runId, values]),
    [
      ['one', [2, 1]],
      ['two', [9]],
    ],
  );
  await store.close();
});

test('steps that a bound handle ends, and the end of a run, are changes', async () => {
  const { machine, store, telemetry } = await keeping();
  const run = telemetry.run({ modelId: 'm', runId: 'one' });
  const step = telemetry.handle('optimizer_step', { modelId: 'm' });
  machine.pass(60);
  step.record(0.1);
  machine.pass(60);
  await store.flush();
  assert.is((await store.runs()).runs[0]?.optimizerSteps, 1);
  run.end();
  machine.pass(60);
  await store.flush();
  assert.type((await store.runs()).runs[0]?.endedAtUnixMs, 'number');
  await store.close();
});

test('a telemetry that is attached twice is kept once; two stores both keep it', async () => {
  const { machine, store, telemetry, infer } = await keeping();
  const other = await openStore({ files: new MemoryFiles(), clock: machine, ...quiet });
  store.attach(telemetry);
  other.attach(telemetry);
  infer(2);
  assert.is(await telemetry.flush(), true);
  assert.equal([await inferencesIn(store), await inferencesIn(other)], [2, 2]);
  await other.close();
  infer(1);
  assert.is(await telemetry.flush(), true);
  assert.equal([await inferencesIn(store), await inferencesIn(other)], [3, 2]);
  await store.close();
});

test('two telemetries in one store are told apart by nothing, and add up', async () => {
  const { machine, store, telemetry, infer } = await keeping();
  const second = createTelemetry({ clock: machine, timer: machine, store });
  infer(2);
  second.inference({ modelId: 'm' }).record(0.1);
  machine.pass(60);
  await Promise.all([telemetry.flush(), second.flush()]);
  assert.is(await inferencesIn(store), 3);
  await store.close();
});

test('a disk that is full is counted and said once, and so is that it works again', async () => {
  const lines: string[] = [];
  const write = (_: object, message: string) => void lines.push(message);
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const files = new FailingFiles();
  const machine = new Machine();
  const store = await openStore({ files, clock: machine, timer: machine, ...quiet });
  const telemetry = createTelemetry({ clock: machine, timer: machine, store, logger });
  const inferred = () => telemetry.inference({ modelId: 'm' }).record(0.1);
  files.isFailing = true;
  for (let i = 0; i < 3; i++) {
    inferred();
    machine.pass(60);
    assert.is(await telemetry.flush(), false);
  }
  assert.is(sampleOf(telemetry, 'inferometer_store_degraded', {}), 1);
  assert.ok((sampleOf(telemetry, 'inferometer_store_pending_bytes', {}) as number) > 0);
  assert.is(await inferencesIn(store), 3, 'what waits is asked, too');
  files.isFailing = false;
  assert.is(await telemetry.flush(), true);
  assert.is(sampleOf(telemetry, 'inferometer_store_degraded', {}), 0);
  assert.is(sampleOf(telemetry, 'inferometer_store_pending_bytes', {}), 0);
  assert.ok((sampleOf(telemetry, 'inferometer_store_bytes', {}) as number) > 0);
  assert.equal(lines, ['The store cannot write; intervals wait in memory', 'The store writes again']);
  assert.is(await inferencesIn(readStore({ files })), 3);
  await store.close();
});

test('intervals that were given up are counted by why, and the others as kept', async () => {
  const files = new FailingFiles();
  const machine = new Machine();
  const store = await openStore({
    files,
    clock: machine,
    timer: machine,
    pendingLimitBytes: 65_536,
    ...quiet,
  });
  const telemetry = createTelemetry({ clock: machine, timer: machine, store, logLevel: 'silent' });
  const metric = telemetry.histogram({
    name: 'own_seconds',
    help: 'Own.',
    labels: ['series'],
    unit: 'seconds',
  });
  const minute = async () => {
    for (let i = 0; i < 200; i++) {
      for (let k = 1; k < 50; k++) metric.withLabels({ series: `${i}` }).record(k);
    }
    machine.pass(60);
    await telemetry.flush();
  };
  await minute();
  const kept = sampleOf(telemetry, 'inferometer_store_intervals_total', {}) as number;
  assert.ok(kept >= 1);
  files.isFailing = true;
  for (let i = 0; i < 8; i++) await minute();
  const dropped = sampleOf(telemetry, 'inferometer_store_intervals_dropped_total', { reason: 'dropped' });
  assert.ok((dropped as number) > 2, `${dropped} dropped`);
  assert.is(store.status().droppedRecords, dropped);
  await store.close();
});

test('how long a store takes, and what it was found to have lost, are metrics', async () => {
  const files = new MemoryFiles();
  const before = await keeping(files);
  for (let i = 0; i < 3; i++) {
    before.infer(1);
    before.machine.pass(60);
  }
  await before.store.close();
  const [name = ''] = await files.list('main/journal');
  const path = `main/journal/${name}`;
  const bytes = await files.read(path);
  // In the payload of the first record.
  bytes[60] = (bytes[60] as number) ^ 1;
  await files.remove(path);
  await (await files.open(path)).append(bytes);
  const { store, telemetry, infer } = await keeping(files);
  infer(1);
  await telemetry.flush();
  assert.is(sampleOf(telemetry, 'inferometer_store_damaged_total', { what: 'record' }), 1);
  assert.is(sampleOf(telemetry, 'inferometer_store_records_lost_total', {}), 1);
  assert.is(await inferencesIn(store), 3);
  const snapshot = telemetry
    .snapshot()
    .metrics.find(({ instrument }) => instrument.name === 'store_append_seconds');
  assert.ok(snapshot !== undefined && 'histogram' in (snapshot.series[0] as object));
  await store.close();
});

test('a store that is closed takes no telemetry', async () => {
  const store = await openStore({ files: new MemoryFiles(), ...quiet });
  await store.close();
  assert.throwsCode(() => createTelemetry({ store }), 'STORE_CLOSED');
  assert.throwsCode(() => createTelemetry({ store: {} as never }), 'TELEMETRY_OPTION_RANGE');
});

test('whatever is recorded, whenever intervals, telemetries and the store end: it is there once', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('record' as const), times: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 0, max: 200 }) }),
    fc.constantFrom(
      ...(['flush', 'end', 'disable', 'enable', 'dispose', 'reopen', 'settle', 'last'] as const).map(
        (kind) => ({ kind }),
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const files = new MemoryFiles();
      let one = await keeping(files);
      let expected = 0;
      for (const step of steps) {
        const { machine, store, telemetry, infer } = one;
        if (step.kind === 'record') {
          infer(step.times);
          expected += one.isEnabled ? step.times : 0;
        } else if (step.kind === 'pass') machine.pass(step.seconds);
        else if (step.kind === 'flush') assert.is(await telemetry.flush(), true);
        else if (step.kind === 'end') telemetry.collector.flush();
        else if (step.kind === 'settle') await store.flush();
        else if (step.kind === 'last') store.flushSync();
        else if (step.kind === 'disable' || step.kind === 'enable') {
          one.isEnabled = step.kind === 'enable';
          telemetry.configure({ enabled: one.isEnabled });
        } else {
          if (step.kind === 'dispose') telemetry.dispose();
          await store.close();
          one = await keeping(files);
        }
      }
      assert.is(await one.telemetry.flush(), true);
      assert.is(await inferencesIn(one.store), expected);
      await one.store.close();
      assert.is(await inferencesIn(readStore({ files })), expected);
    }),
    { numRuns: 200 },
  );
});

test('a page that is hidden, or left, has its last interval kept', async () => {
  const { document } = globalThis as { document?: EventTarget & { visibilityState?: string } };
  if (document === undefined) return;
  const store = await openStore({ files: new MemoryFiles() });
  const telemetry = createTelemetry({ store });
  const infer = () => telemetry.trackInference({ modelId: 'm' }, () => 1);
  infer();
  globalThis.dispatchEvent(new Event('pagehide'));
  await store.flush();
  assert.is(await inferencesIn(store), 1);
  for (const state of ['visible', 'hidden']) {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    infer();
    document.dispatchEvent(new Event('visibilitychange'));
    await store.flush();
    assert.is(await inferencesIn(store), state === 'hidden' ? 3 : 1);
  }
  await store.close();
  infer();
  globalThis.dispatchEvent(new Event('pagehide'));
  await store.flush();
  assert.is(await inferencesIn(store), 3);
});
