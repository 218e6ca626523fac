// A page whose answer was lost sends its interval again; over a restart of the server it was known no more that it had been merged,
// and it counted twice. Where a store keeps what was merged, it keeps which intervals that was: behind them, never before them, so that
// a server that crashes loses both or neither.
import fc from 'fast-check';
import { createTelemetry } from 'inferometer';
import { createHandler } from 'inferometer/http';
import { type Files, MemoryFiles, openStore, type Store } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { type Delta, delta, KEY } from '../http/ingest/pages.ts';
import { FailingFiles } from '../store/recording/support.ts';

/** Of a member. */
const DIRECTORIES = ['journal', 'segments', 'runs', 'pages'].map((name) => `main/${name}`);

/** What is on the disk now: the process is gone, with all that it had in memory. */
async function afterCrash(disk: Files, { stop }: { stop(): Promise<void> }): Promise<MemoryFiles> {
  const copy = new MemoryFiles();
  for (const directory of DIRECTORIES) {
    for (const name of await disk.list(directory)) {
      const path = `${directory}/${name}`;
      await (await copy.open(path)).append(await disk.read(path));
    }
  }
  // Whatever it writes now, nobody reads.
  await stop();
  return copy;
}

async function started(files: Files) {
  const store = await openStore({ files, writeOnExit: false });
  const telemetry = createTelemetry({ store, logLevel: 'silent', timer: { after: () => () => {} } });
  const handler = createHandler(telemetry, { ingest: { keys: [KEY], origins: ['*'] } });
  const send = async (page: string, deltas: readonly Delta[]) => {
    const body = JSON.stringify({ key: KEY, page, deltas });
    const response = await handler(
      new Request('http://localhost/ingest', {
        method: 'POST',
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
        body,
      }),
    );
    assert.is(response.status, 200);
    return response.json() as Promise<{ merged: number; repeated: number }>;
  };
  const stop = async () => {
    await handler.close();
    telemetry.dispose();
    await store.close();
  };
  return { store, telemetry, send, stop };
}

async function hitsIn(store: Store): Promise<number> {
  const rows = await store.query({ metric: 'hits_total' }).rows();
  return rows.reduce((all, { sum = 0 }) => all + sum, 0);
}

const hits = (sequence: number) =>
  delta(sequence, (page) => page.counter({ name: 'hits_total', help: 'H.' }).withLabels().add(1));

test('an interval that was merged before a restart is known after it', async () => {
  const disk = new MemoryFiles();
  const before = await started(disk);
  assert.is((await before.send('page-0001', [hits(0), hits(2)])).merged, 2);
  await before.stop();
  const after = await started(disk);
  const { merged, repeated } = await after.send('page-0001', [hits(0), hits(1), hits(2)]);
  assert.equal([merged, repeated], [1, 2]);
  await after.stop();
  assert.is(await hitsIn(after.store), 3);
});

test('a server that crashes forgets which intervals it merged as far as it forgets what they held', async () => {
  const disk = new MemoryFiles();
  const first = await started(disk);
  await first.send('page-0001', [hits(0)]);
  await first.telemetry.flush();
  await first.send('page-0001', [hits(1)]);
  // Gone, in the midst of an interval.
  const second = await started(await afterCrash(disk, first));
  const { merged, repeated } = await second.send('page-0001', [hits(0), hits(1)]);
  assert.equal([merged, repeated], [1, 1]);
  await second.stop();
  assert.is(await hitsIn(second.store), 2);
});

test('whatever was lost, sent again and in whatever order, over restarts and crashes: each interval is in the store once', async () => {
  const step = fc.oneof(
    fc.record({ send: fc.nat(5), page: fc.nat(2) }),
    fc.constant('flush' as const),
    fc.constant('restart' as const),
    fc.constant('crash' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      let disk = new MemoryFiles();
      let server = await started(disk);
      const sent = new Set<string>();
      const send = (page: number, sequence: number) => server.send(`page-000${page}`, [hits(sequence)]);
      for (const one of steps) {
        if (typeof one === 'object') {
          sent.add(`${one.page} ${one.send}`);
          await send(one.page, one.send);
        } else if (one === 'flush') await server.telemetry.flush();
        else {
          if (one === 'restart') await server.stop();
          else disk = await afterCrash(disk, server);
          server = await started(disk);
        }
      }
      for (const key of sent) {
        const [page = 0, sequence = 0] = key.split(' ').map(Number);
        await send(page, sequence);
      }
      await server.stop();
      assert.is(await hitsIn(server.store), sent.size);
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

test('a disk that failed for a while has both when it works again', async () => {
  const disk = new FailingFiles();
  const first = await started(disk);
  disk.isFailing = true;
  await first.send('page-0001', [hits(0)]);
  assert.is(await first.telemetry.flush(), false);
  await first.send('page-0001', [hits(1)]);
  assert.is(await first.telemetry.flush(), false);
  disk.isFailing = false;
  assert.is(await first.telemetry.flush(), true);
  const second = await started(await afterCrash(disk, first));
  assert.is((await second.send('page-0001', [hits(0), hits(1)])).repeated, 2);
  await second.stop();
  assert.is(await hitsIn(second.store), 2);
});

test('what is kept of them is made one file now and then, and a damaged file costs itself', async () => {
  const disk = new MemoryFiles();
  const before = await started(disk);
  for (let sequence = 0; sequence < 70; sequence++) {
    await before.send(`page-${String(sequence % 3).padStart(4, '0')}`, [hits(sequence)]);
    await before.telemetry.flush();
  }
  await before.stop();
  const names = await disk.list('main/pages');
  assert.ok(names.length < 10, String(names.length));
  await (await disk.open('main/pages/999999999999-00000000.jsonl')).append(new TextEncoder().encode('{'));
  const after = await started(disk);
  const again = Array.from({ length: 70 }, (_, sequence) => hits(sequence));
  let repeated = 0;
  for (const one of again) {
    repeated += (await after.send(`page-${String(one.sequence % 3).padStart(4, '0')}`, [one])).repeated;
  }
  assert.is(repeated, 70);
  await after.stop();
});
