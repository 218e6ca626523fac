// A misspelt `stepSeconds` was told to be `windowSeconds`, a wrong one was taken, and a long question could not be stopped.
import { getStoredMetrics, MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';

test('what getStoredMetrics is asked is checked whole, also what is not needed now', async () => {
  await using store = await openStore({ files: new MemoryFiles() });
  await assert.rejects(() => getStoredMetrics(store, { stepSeconds: 0 }), /^TELEMETRY_QUERY/);
  await assert.rejects(() => getStoredMetrics(store, null as never), /^TELEMETRY_ARGUMENT_KIND/);
  const error = await getStoredMetrics(store, { stepSecond: 60 } as object).catch((one) => one);
  assert.match(String(error), /Did you mean stepSeconds\?/);
});

test('getStoredMetrics stops by a signal', async () => {
  await using store = await openStore({ files: new MemoryFiles() });
  const reason = new Error('no longer wanted');
  const asked = getStoredMetrics(store, { signal: AbortSignal.abort(reason) }).catch((error) => error);
  assert.is(await asked, reason);
});
