// Such an interval was taken, and then no segment could be written: the journal grew for ever.
import { createTelemetry } from 'inferometer';
import type { Interval } from 'inferometer/metrics';
import { exportStore, MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';

const HOUR_MS = 3_600_000;

test('an interval of a time that no Date can hold is refused, and what is the last one is sealed', async () => {
  let nowUnixMs = Date.UTC(2026, 0, 1);
  const clock = { wallUnixMs: () => nowUnixMs, monotonicMs: () => nowUnixMs };
  await using store = await openStore({ files: new MemoryFiles(), clock });
  using telemetry = createTelemetry({ clock });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  nowUnixMs += 1000;
  const interval = telemetry.collector.flush() as Interval;
  for (const time of [8.64e15 + 1, 1e18, 1e300, -1e18]) {
    await assert.rejects(() => store.append({ ...interval, endedAtUnixMs: time }), /^INTERVAL_RANGE/);
    await assert.rejects(() => store.append({ ...interval, startedAtUnixMs: time }), /^INTERVAL_RANGE/);
  }
  await store.append(interval);
  await store.append({ ...interval, startedAtUnixMs: 8.64e15, endedAtUnixMs: 8.64e15 });
  nowUnixMs += 2 * HOUR_MS;
  await store.maintain();
  assert.is(store.status().segments, 1);
  assert.is(store.status().journalFiles, 0);
  assert.is((await exportStore(store, new MemoryFiles())).files.length, 2);
});
