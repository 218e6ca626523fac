// The name of an exported file was taken as a path; a stream whose export failed early was neither closed nor aborted.
import { createTelemetry } from 'inferometer';
import { exportStore, MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';

test('a name that leads elsewhere is refused', async () => {
  await using store = await openStore({ files: new MemoryFiles() });
  for (const name of ['../../elsewhere', 'a/b', 'a\\b', ''])
    await assert.rejects(() => exportStore(store, new MemoryFiles(), { name }), /^STORE_EXPORT/);
});

test('a stream is aborted where its export fails before the first byte', async () => {
  await using store = await openStore({ files: new MemoryFiles() });
  using telemetry = createTelemetry({ store });
  await telemetry.flush();
  let aborted: unknown;
  const stream = new WritableStream<Uint8Array>({
    abort(reason) {
      aborted = reason;
    },
  });
  const reason = new Error('no longer wanted');
  const failed = await exportStore(store, stream, { signal: AbortSignal.abort(reason) }).catch(
    (error) => error,
  );
  assert.is(failed, reason);
  assert.is(aborted, reason);
});
