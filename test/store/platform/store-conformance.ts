// What a store must do, whatever keeps its files.
import { type FileError, openStore, readStore } from 'inferometer/store';
import { assert } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { type Kind, type Place, testIn } from '../files/conformance.ts';
import { minute, minutesIn, openOn, range } from '../stores.ts';

export function storesConform(kind: Kind): void {
  const on = (name: string, body: (place: Place) => Promise<void>) =>
    testIn(kind, `a store in ${kind.name}: ${name}`, body);

  on('what was appended is there once, under every policy, whenever it is opened', async (place) => {
    let count = 0;
    for (const fsync of ['always', 'interval', 'never'] as const) {
      await using store = await openStore({ files: place.open(), fsync });
      assert.equal(await minutesIn(store), range(count));
      const appended = range(10, count).map((number) => store.append(minute(number, 100)));
      count += 10;
      assert.equal(await minutesIn(store), range(count));
      await Promise.all(appended);
      assert.is(await store.flush(), true);
      await using reader = readStore({ files: place.open() });
      assert.equal(await minutesIn(reader), range(count));
      assert.equal(store.status().damage, []);
    }
  });

  on('a torn tail costs the record that was torn, and no more', async (place) => {
    const files = place.open();
    for (const begin of [0, 5, 10]) {
      {
        await using store = await openStore({ files });
        for (const number of range(5, begin)) await store.append(minute(number));
      }
      const names = (await files.list('main/journal')).toSorted();
      const file = await files.open(`main/journal/${names.at(-1)}`);
      await file.truncate(file.size - 3);
      await file.close();
      await using store = await openStore({ files: place.open() });
      const kept = range(begin + 5).filter((number) => number % 5 !== 4);
      assert.equal(await minutesIn(store), kept);
      assert.is(store.status().damagedRecords, 1);
    }
  });

  on('sealing, compaction and retention leave each interval there once', async (place) => {
    const machine = new Machine();
    const options = { hourlyAfterSeconds: Infinity, retentionDays: 1 };
    const store = await openOn(machine, place.open(), options);
    for (const number of range(130)) {
      machine.pass(60);
      await store.append(minute(number));
      if (number % 20 === 0) await store.maintain();
    }
    machine.pass(3600);
    await store.maintain();
    const { journalBytes, segments } = store.status();
    assert.equal([journalBytes, segments > 0], [0, true]);
    assert.equal(await minutesIn(store), range(130));
    await store.close();
    const again = await openOn(machine, place.open(), options);
    assert.equal(await minutesIn(again), range(130));
    await again.append(minute(130));
    assert.equal(await minutesIn(readStore({ files: place.open() })), range(131));
    machine.pass(3 * 86_400);
    await again.maintain();
    assert.equal(await minutesIn(again), []);
    assert.equal(again.status().damage, []);
    await again.close();
  });

  on(
    'a second writer is refused, one with a member of its own is not, and readers read both',
    async (place) => {
      const first = await openStore({ files: place.open() });
      const error = (await assert.rejects(openStore({ files: place.open() }))) as FileError;
      assert.is(error.code, 'STORE_LOCKED');
      const second = await openStore({ files: place.open(), member: 'worker-2' });
      await first.append(minute(1));
      await second.append(minute(2));
      assert.equal(await minutesIn(readStore({ files: place.open() })), [1, 2]);
      await first.close();
      const third = await openStore({ files: place.open() });
      assert.equal(await minutesIn(third), [1, 2]);
      await Promise.all([second.close(), third.close()]);
    },
  );
}
