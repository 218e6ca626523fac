// What whoever watches the service asks.
import { createTelemetry } from 'inferometer';
import { MemoryFiles, openStore, readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { minute } from '../../store/stores.ts';
import { type Asking, askingOf } from '../serving.ts';

const storeIn = async ({ json }: Asking) => {
  const { checks } = (await json('/ready')) as { checks: { store: string } };
  return checks.store;
};

test('readiness says whether something is kept, also after the store was closed', async () => {
  using alone = createTelemetry({ logLevel: 'silent' });
  await askingOf(alone, async (asking) => assert.is(await storeIn(asking), 'off'));
  const store = await openStore({ files: new MemoryFiles() });
  using telemetry = createTelemetry({ logLevel: 'silent', store });
  await askingOf(telemetry, async (asking) => {
    await telemetry.flush();
    assert.is(await storeIn(asking), 'ok');
    await store.close();
    assert.is(await storeIn(asking), 'off');
  });
});

test('readiness says that a store is damaged, once somebody came upon it', async () => {
  const files = new MemoryFiles();
  const written = await openStore({ files, fsync: 'always' });
  await written.append(minute(0));
  await written.append(minute(1));
  const [journal] = await files.list('main/journal');
  const path = `main/journal/${journal}`;
  const bytes = await files.read(path);
  // In the middle of the first record.
  bytes[40] = ((bytes[40] as number) ^ 1) & 0xff;
  await files.remove(path);
  const file = await files.open(path);
  await file.append(bytes);
  await file.close();
  using telemetry = createTelemetry({ enabled: false });
  await askingOf(
    telemetry,
    async (asking) => {
      assert.is(await storeIn(asking), 'ok');
      await asking.json('/api/v1/query?metric=minutes_total');
      assert.is(await storeIn(asking), 'damaged');
    },
    { store: readStore({ files }) },
  );
  await written.close();
});

test('a client that leaves before its answer is no error of the server', async () => {
  const logged: string[] = [];
  const log = (_: object, message: string) => void logged.push(message);
  const logger = { debug: log, info: log, warn: log, error: log };
  using telemetry = createTelemetry({ logger });
  await askingOf(telemetry, async ({ handler }) => {
    const leaving = new AbortController();
    const answer = handler(new Request('http://localhost/api/v1/catalog', { signal: leaving.signal }));
    leaving.abort();
    assert.is((await answer).status, 503);
  });
  assert.equal(
    logged.filter((message) => message.includes('could not be answered')),
    [],
  );
});
