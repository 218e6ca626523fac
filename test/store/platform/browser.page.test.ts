// What happens to stores in a browser: workers that are ended, databases that are deleted, pages without locks.
import { indexedDbFiles, openStore, opfsFiles, readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { minute, minutesIn, openOn, range } from '../stores.ts';
import { deleteDatabase, requireOpfs } from './places.ts';
import { filesOf, kinds, scriptWithoutStorage, Writer } from './writers.ts';

for (const kind of kinds) {
  test(`${kind}: of a worker that is ended at any moment, every acknowledged interval is there once`, async () => {
    if (kind === 'OPFS') requireOpfs();
    const name = `killed-${kind}`;
    const acknowledged = new Set<number>();
    for (const round of range(5)) {
      const begin = 1000 * round;
      const one = new Writer({ kind, name, begin, count: 1000, group: 1 + (round % 4), bytes: 3000 });
      await one.acknowledges(3 + 7 * round);
      await new Promise((resolve) => setTimeout(resolve, 5 * Math.random()));
      one.kill();
      for (const number of one.acknowledged) acknowledged.add(number);
      const reader = readStore({ files: filesOf(kind, name) });
      const minutes = await minutesIn(reader);
      assert.is(new Set(minutes).size, minutes.length, 'each once');
      assert.equal(
        [...acknowledged].filter((number) => !minutes.includes(number)),
        [],
      );
      // What was on its way may be there, too, and nothing else.
      assert.ok(minutes.every((number) => number % 1000 <= one.acknowledged.length + 300));
      for (const number of minutes) acknowledged.add(number);
    }
    const last = new Writer({ kind, name, begin: 9000 });
    assert.equal(await last.ends(), { type: 'done', problem: undefined, isFlushed: true });
    last.kill();
    const minutes = await minutesIn(readStore({ files: filesOf(kind, name) }));
    assert.equal(
      minutes,
      [...acknowledged, 9000].sort((a, b) => a - b),
    );
  });

  test(`${kind}: a second worker is refused while the first lives, and gets in when it is ended`, async () => {
    if (kind === 'OPFS') requireOpfs();
    const name = `locked-${kind}`;
    const first = new Writer({ kind, name });
    await first.ends();
    const second = new Writer({ kind, name, begin: 1 });
    assert.equal(await second.ends(), { type: 'refused', code: 'STORE_LOCKED' });
    first.kill();
    const third = new Writer({ kind, name, begin: 2 });
    assert.equal(await third.ends(), { type: 'done', problem: undefined, isFlushed: true });
    assert.equal(await minutesIn(readStore({ files: filesOf(kind, name) })), [0, 2]);
    for (const worker of [second, third]) worker.kill();
  });

  test(`${kind}: where nothing may be kept the store is not opened, and that is said`, async () => {
    if (kind === 'OPFS') requireOpfs();
    const one = new Writer({ kind, name: 'denied' }, scriptWithoutStorage);
    assert.equal(await one.ends(), { type: 'refused', code: 'STORE_READ_ONLY' });
    one.kill();
  });
}

test('OPFS: a page reads what a worker writes, and is told that it cannot write itself', async () => {
  requireOpfs();
  const one = new Writer({ kind: 'OPFS', name: 'seen/by/page', count: 5 });
  await one.ends();
  const files = opfsFiles('/seen/./by/page/');
  assert.is(files.place, 'opfs:seen/by/page');
  assert.equal(await minutesIn(readStore({ files })), range(5));
  await using store = await openStore({ files });
  const waiting = assert.rejects(store.append(minute(5)), /STORE_DROPPED/);
  assert.is(await store.flush(), false);
  assert.is(store.status().degraded?.problem, 'read_only');
  assert.match(store.status().degraded?.message as string, /dedicated workers/);
  assert.equal(await minutesIn(store), range(6));
  await store.close();
  await waiting;
  one.kill();
});

test('a path is a database, the same one for a page and for its workers', async () => {
  {
    await using store = await openStore({ path: './telemetry' });
    assert.is(store.status().place, 'indexeddb:./telemetry');
    await store.append(minute(0));
  }
  const one = new Writer({ kind: 'IndexedDB', name: './telemetry', begin: 1 });
  await one.ends();
  assert.equal(await minutesIn(readStore({ path: './telemetry' })), [0, 1]);
  one.kill();
});

test('IndexedDB: a database that is deleted while a store has it open costs what was in it, and no more', async () => {
  const machine = new Machine();
  const files = indexedDbFiles('deleted');
  await using store = await openOn(machine, files);
  for (const number of range(3)) await store.append(minute(number));
  machine.pass(7200);
  await store.maintain();
  for (const number of range(3, 3)) await store.append(minute(number));
  assert.is(store.status().segments, 1);
  await deleteDatabase('deleted');
  const appended = range(3, 6).map((number) => store.append(minute(number)));
  while (!(await store.flush()));
  await Promise.all(appended);
  assert.is(store.status().degraded, undefined);
  // What was not synced yet is in memory, and written anew.
  for (const _ of ['in the journal', 'sealed']) {
    for (const one of [store, readStore({ files })]) assert.equal(await minutesIn(one), range(6, 3));
    machine.pass(7200);
    await store.maintain();
  }
  assert.is(store.status().damagedRecords, 3);
});

test('IndexedDB: a newer version of the library upgrades the database under an older one, which says so', async () => {
  await using store = await openStore({ path: 'newer' });
  await store.append(minute(0));
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open('inferometer:newer', 99);
    request.onblocked = () => reject(new Error('the upgrade waits for the store'));
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
  const lost = assert.rejects(store.append(minute(1)), /STORE_DROPPED/);
  assert.is(await store.flush(), false);
  assert.match(store.status().degraded?.message as string, /VersionError/);
  await store.close();
  await lost;
});

/** As a page that came by plain http is. */
async function withoutLocks(body: () => Promise<void>): Promise<void> {
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
  try {
    await body();
  } finally {
    delete (navigator as { locks?: unknown }).locks;
  }
}

function change(name: string, body: (leases: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`inferometer:${name}`);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction('leases', 'readwrite');
      body(transaction.objectStore('leases'));
      transaction.oncomplete = () => {
        request.result.close();
        resolve();
      };
    };
  });
}

test('without Web Locks a record in the database is the lock, for as long as it is renewed', () =>
  withoutLocks(async () => {
    const options = { path: 'leased' };
    {
      await using store = await openStore(options);
      await store.append(minute(0));
      await assert.rejects(openStore(options), /STORE_LOCKED/);
    }
    await (await openStore(options)).close();
    // Its page was killed long ago.
    await change('leased', (leases) =>
      leases.put({ token: 'gone', renewedAtUnixMs: Date.now() - 200_000 }, 'main/lock'),
    );
    await using store = await openStore(options);
    await store.append(minute(1));
    assert.equal(await minutesIn(store), [0, 1]);
  }));

test('a page that slept while another one took its lease over writes nothing any more', () =>
  withoutLocks(async () => {
    await using store = await openStore({ path: 'slept' });
    await store.append(minute(0));
    await change('slept', (leases) =>
      leases.put({ token: 'other', renewedAtUnixMs: Date.now() }, 'main/lock'),
    );
    const lost = assert.rejects(store.append(minute(1)), /STORE_DROPPED/);
    assert.is(await store.flush(), false);
    assert.is(store.status().degraded?.problem, 'locked');
    assert.equal(await minutesIn(readStore({ path: 'slept' })), [0]);
    await store.close();
    await lost;
  }));
