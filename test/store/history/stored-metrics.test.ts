import { createTelemetry, getMetrics, type MetricsResult } from 'inferometer';
import {
  getStoredMetrics,
  MemoryFiles,
  openStore,
  readStore,
  type StoredMetricsQuery,
} from 'inferometer/store';
import { assert, test } from '../../harness.ts';

/** A clock that is set by hand, and a telemetry whose intervals a store keeps. */
async function recorded() {
  let nowMs = Date.UTC(2026, 10, 29, 8);
  const clock = { monotonicMs: () => nowMs, wallUnixMs: () => nowMs };
  const files = new MemoryFiles();
  const store = await openStore({ files, clock });
  const telemetry = createTelemetry({ clock, timer: { after: () => () => {} } });
  const appended: Promise<void>[] = [];
  telemetry.collector.subscribe((interval) => appended.push(store.append(interval)));
  const infer = (seconds: number, modelId = 'glyphs') => {
    const inference = telemetry.inference({ modelId });
    const started = inference.start();
    nowMs += seconds * 1000;
    inference.end(started);
  };
  const minute = () => {
    nowMs = 60_000 * Math.ceil((nowMs + 1) / 60_000);
    telemetry.collector.flush();
  };
  return { store, files, telemetry, infer, minute, appended };
}

/** Order of metrics and series aside, which is that of their first use in one, and that of their names in the other. */
function comparable({ range, realTime, isComplete }: MetricsResult) {
  const operations = (of: typeof range) =>
    [...of.operations].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    isComplete,
    range: { ...operations(range) },
    seconds: range.durationSeconds,
    ends: range.endedAtUnixMs,
    names: range.metrics.map(({ fullName }) => fullName).sort(),
    realTime: operations(realTime),
    realTimeSeconds: realTime.durationSeconds,
  };
}

test('what is on the disk and what goes on are answered as one, and as memory alone would answer', async () => {
  const { store, telemetry, infer, minute } = await recorded();
  for (let i = 0; i < 5; i++) {
    infer(0.5 + i / 10);
    infer(0.25, 'digits');
    minute();
  }
  infer(2);
  const start = Date.UTC(2026, 10, 29, 8, 1);
  const queries: StoredMetricsQuery[] = [
    { startTime: start, operationType: 'inference' },
    { startTime: start, modelId: 'glyphs' },
    { category: 'inference', startTime: new Date(start), endTime: start + 120_000 },
    { windowSeconds: 120, startTime: start },
  ];
  for (const query of queries) {
    const stored = comparable(await getStoredMetrics(store, query, telemetry));
    assert.equal(stored, comparable(getMetrics(telemetry, query)));
  }
  await store.close();
  telemetry.dispose();
});

test('an interval that ends while the store is opened is counted once', async () => {
  const { store, telemetry, infer, minute } = await recorded();
  infer(1);
  minute();
  infer(1);
  const asked = getStoredMetrics(store, { operationType: 'inference' }, telemetry);
  minute();
  infer(1);
  const { range } = await asked;
  assert.is(range.operations[0]?.count, 3);
  await store.close();
  telemetry.dispose();
});

test('another process finds what was recorded after a restart, step by step', async () => {
  const { store, files, telemetry, infer, minute, appended } = await recorded();
  for (let i = 0; i < 4; i++) {
    infer(1);
    minute();
  }
  telemetry.dispose();
  await Promise.all(appended);
  await store.close();
  const reader = readStore({ files });
  const { range, history, isComplete } = await getStoredMetrics(reader, {
    operationType: 'inference',
    includeHistory: true,
    stepSeconds: 120,
  });
  assert.is(range.operations[0]?.count, 4);
  assert.is(range.durationSeconds, 240);
  assert.ok(isComplete);
  assert.equal(
    history?.map(({ operations }) => operations[0]?.count),
    [2, 2],
  );
});

test('of an empty store everything is nothing', async () => {
  const { range, realTime, history } = await getStoredMetrics(readStore({ files: new MemoryFiles() }));
  assert.equal([range.operations, realTime.operations, history], [[], [], undefined]);
  assert.is(range.durationSeconds, 0);
  for (const time of [range.startedAtUnixMs, range.endedAtUnixMs, realTime.endedAtUnixMs]) {
    assert.close(time, Date.now(), 60_000);
  }
});
