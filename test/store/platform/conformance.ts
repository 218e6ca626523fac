// What every implementation of Files is held to, and a store upon it.
import fc from 'fast-check';
import {
  type AppendableFile,
  type FileError,
  type Files,
  MemoryFiles,
  openStore,
  readStore,
} from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { minute, minutesIn, openOn, range } from '../stores.ts';
import type { Kind, Place } from './places.ts';

const PATHS = ['a', 'b', 'main/a', 'main/journal/1', 'main/journal/2'];

/** Declares the tests of one kind of place. */
export function filesConform(kind: Kind): void {
  const on = (name: string, body: (place: Place) => Promise<void>) =>
    test(`${kind.label}: ${name}`, async () => {
      const place = await kind.make();
      try {
        await body(place);
      } finally {
        await place.remove();
      }
    });

  on('whatever is done to files, they are as files in memory are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40 }), async (actions) => {
        const place = await kind.make();
        try {
          const [subject, reference] = [new Played(place.open()), new Played(new MemoryFiles())];
          for (const one of actions) {
            assert.equal(await subject.play(one), await reference.play(one), JSON.stringify(one));
          }
          await subject.closeAll();
          // Another one finds the same.
          const again = new Played(place.open());
          for (const path of PATHS) {
            const look = { type: 'read', path, start: 0, end: 1e9 } as const;
            assert.equal(await again.play(look), await reference.play(look));
          }
        } finally {
          await place.remove();
        }
      }),
      { numRuns: 10 },
    );
  });

  on('a file that is written to can be read, whole and in part, also by others', async (place) => {
    const files = place.open();
    const file = await files.open('main/journal/1');
    const whole = new Uint8Array(300_000);
    for (let at = 0, step = 1; at < whole.length; at += step, step = Math.min(3 * step, 100_000)) {
      const bytes = pattern(step, at).subarray(0, whole.length - at);
      whole.set(bytes, at);
      await file.append(bytes);
      for (const reader of [files, place.open()]) {
        const size = at + bytes.length;
        assert.is(await reader.size('main/journal/1'), size);
        const [start, end] = [Math.floor(size / 3), Math.ceil((2 * size) / 3)];
        assert.equal(await reader.read('main/journal/1', start, end), whole.slice(start, end));
      }
    }
    await file.sync();
    assert.equal(await place.open().read('main/journal/1'), whole);
    await file.close();
  });

  on('what is not there is missing, and is no error where that is what was wanted', async (place) => {
    const files = place.open();
    const attempts = [() => files.read('no'), () => files.size('no/no'), () => files.rename('no', 'yes')];
    for (const attempt of attempts) {
      const error = (await assert.rejects(attempt)) as FileError;
      assert.equal([error.problem, error.code], ['missing', 'STORE_FILE_MISSING']);
    }
    await files.remove('no');
    await files.remove('no/no');
    assert.equal(await files.list(''), []);
    assert.equal(await files.list('no/no'), []);
  });

  on('one writer has the lock; the next one when it is released', async (place) => {
    const lock = await place.open().lock('main/lock');
    const error = (await assert.rejects(place.open().lock('main/lock'))) as FileError;
    assert.equal([error.problem, error.code], ['locked', 'STORE_LOCKED']);
    const other = await place.open().lock('worker-2/lock');
    await lock.release();
    const next = await place.open().lock('main/lock');
    await Promise.all([other.release(), next.release()]);
  });
}

/** Declares the tests of a store on one kind of place. */
export function storesConform(kind: Kind): void {
  const on = (name: string, body: (place: Place) => Promise<void>) =>
    test(`a store on ${kind.label}: ${name}`, async () => {
      const place = await kind.make();
      try {
        await body(place);
      } finally {
        await place.remove();
      }
    });

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

type Action =
  | { readonly type: 'append'; readonly path: string; readonly size: number }
  | { readonly type: 'truncate' | 'reopen'; readonly path: string; readonly size: number }
  | { readonly type: 'rename'; readonly path: string; readonly to: string }
  | { readonly type: 'remove' | 'list'; readonly path: string }
  | { readonly type: 'read'; readonly path: string; readonly start: number; readonly end: number };

const path = fc.constantFrom(...PATHS);
const size = fc.oneof(fc.nat(50), fc.nat(100_000));

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('append' as const), path, size }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('read' as const), path, start: size, end: size }) },
  fc.record({ type: fc.constantFrom('truncate' as const, 'reopen' as const), path, size }),
  fc.record({ type: fc.constant('rename' as const), path, to: path }),
  fc.record({ type: fc.constantFrom('remove' as const, 'list' as const), path }),
);

/** Does to files what it is told, and says what came of it. */
class Played {
  private readonly files: Files;
  private readonly opened = new Map<string, AppendableFile>();

  constructor(files: Files) {
    this.files = files;
  }

  async play(action: Action): Promise<unknown> {
    try {
      return await this.outcome(action);
    } catch (error) {
      return (error as FileError).problem ?? String(error);
    }
  }

  async closeAll(): Promise<void> {
    for (const path of [...this.opened.keys()]) await this.close(path);
  }

  private async outcome(action: Action): Promise<unknown> {
    const { files } = this;
    const { type, path } = action;
    switch (type) {
      case 'append': {
        const file = await this.file(path);
        await file.append(pattern(action.size, file.size));
        return file.size;
      }
      case 'truncate': {
        const file = await this.file(path);
        await file.truncate(action.size);
        await file.sync();
        return file.size;
      }
      case 'reopen':
        await this.close(path);
        return (await this.file(path)).size;
      case 'read':
        return [await files.size(path), await files.read(path, action.start, action.end)];
      case 'rename':
        await this.close(path);
        await this.close(action.to);
        await files.rename(path, action.to);
        return await files.syncDirectory('');
      case 'remove':
        await this.close(path);
        return await files.remove(path);
      case 'list': {
        // Directories that have become empty may stay.
        const names: string[] = [];
        for (const directory of ['main', 'main/journal']) names.push(...(await files.list(directory)));
        return names.filter((name) => name !== 'journal').sort();
      }
    }
  }

  private async file(path: string): Promise<AppendableFile> {
    const file = this.opened.get(path) ?? (await this.files.open(path));
    this.opened.set(path, file);
    return file;
  }

  private async close(path: string): Promise<void> {
    await this.opened.get(path)?.close();
    this.opened.delete(path);
  }
}

/** Bytes that say where they are. */
function pattern(size: number, offset: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (offset + i) % 251);
}
