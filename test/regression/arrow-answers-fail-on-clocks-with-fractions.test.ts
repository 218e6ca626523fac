// The clocks of all platforms have fractions of milliseconds; Arrow's columns of time are whole ones.
import { createTelemetry } from 'inferometer';
import { exportStore, MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';

test('an answer becomes Arrow, and a store is exported as Arrow, whatever fractions its times have', async () => {
  await using store = await openStore({ files: new MemoryFiles() });
  const startedAtUnixMs = Date.UTC(2026, 10, 28) + 0.71;
  let elapsedMs = 0;
  const clock = { monotonicMs: () => elapsedMs, wallUnixMs: () => startedAtUnixMs + elapsedMs };
  using telemetry = createTelemetry({ clock, store });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  elapsedMs = 1000.4;
  await telemetry.flush();
  const table = await store.query({ metric: 'inference_seconds', aggregation: 'count' }).toArrow();
  assert.equal(
    ['time', 'end_time', 'count'].map((name) => Number(table.getChild(name).at(0))),
    [Math.floor(startedAtUnixMs), Math.floor(startedAtUnixMs + 1000.4), 1],
  );
  const target = new MemoryFiles();
  const { files } = await exportStore(store, target, { format: 'arrow' });
  assert.is(files?.length, 1);
});
