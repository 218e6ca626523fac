// What every place for files must do, whoever keeps it.
import fc from 'fast-check';
import { type AppendableFile, FileError, type Files, MemoryFiles } from 'inferometer/store';
import { assert, test } from '../../harness.ts';

/** A place for files. */
export interface Place {
  /** As another store, process or page opens it. */
  open(): Files;
  remove(): Promise<void>;
}

/** A kind of places, and how to get an empty one. */
export interface Kind {
  readonly name: string;
  make(): Promise<Place>;
}

/** Declares a test that has a place of its own. */
export function testIn(kind: Kind, name: string, body: (place: Place) => Promise<void>): void {
  test(name, async () => {
    const place = await kind.make();
    try {
      await body(place);
    } finally {
      await place.remove();
    }
  });
}

const bytes = (...values: number[]) => Uint8Array.from(values);
const PATHS = ['a', 'b', 'main/a', 'main/journal/1', 'main/journal/2'];

export function filesConform(kind: Kind): void {
  const on = (name: string, body: (place: Place) => Promise<void>) =>
    testIn(kind, `${kind.name}: ${name}`, body);

  on('what is appended is read back, whole and in parts', async (place) => {
    const files = place.open();
    const file = await files.open('a/b/c.bin');
    assert.is(file.size, 0);
    await file.append(bytes(1, 2, 3));
    await file.append(bytes());
    await file.append(bytes(4));
    assert.is(file.size, 4);
    await file.sync();
    assert.equal(await files.read('a/b/c.bin'), bytes(1, 2, 3, 4));
    assert.equal(await files.read('a/b/c.bin', 1, 3), bytes(2, 3));
    assert.equal(await files.read('a/b/c.bin', 2), bytes(3, 4));
    assert.equal(await files.read('a/b/c.bin', 2, 100), bytes(3, 4));
    assert.equal(await files.read('a/b/c.bin', 9, 100), bytes());
    assert.is(await files.size('a/b/c.bin'), 4);
    await file.close();
    const again = await files.open('a/b/c.bin');
    assert.is(again.size, 4);
    await again.append(bytes(5));
    await again.close();
    assert.equal(await files.read('a/b/c.bin'), bytes(1, 2, 3, 4, 5));
  });

  on('megabytes are read back', async (place) => {
    const files = place.open();
    const large = new Uint8Array(3_000_000).map((_, i) => i * 7 + (i >> 8));
    const file = await files.open('large.bin');
    await file.append(large);
    await file.close();
    assert.equal(await files.read('large.bin', 1_000_000, 1_000_100), large.slice(1_000_000, 1_000_100));
    assert.ok((await files.read('large.bin')).every((byte, i) => byte === large[i]));
  });

  on('a file that is cut goes on where it was cut', async (place) => {
    const files = place.open();
    const file = await files.open('x');
    await file.append(bytes(1, 2, 3));
    await file.truncate(1);
    assert.is(file.size, 1);
    await file.append(bytes(9));
    assert.equal(await files.read('x'), bytes(1, 9));
    await file.truncate(0);
    assert.equal(await files.read('x'), bytes());
    await file.close();
  });

  on('names of files and directories are listed', async (place) => {
    const files = place.open();
    for (const path of ['top', 'd/one', 'd/two', 'd/e/three']) await (await files.open(path)).close();
    assert.equal([...(await files.list(''))].sort(), ['d', 'top']);
    assert.equal([...(await files.list('d'))].sort(), ['e', 'one', 'two']);
    assert.equal(await files.list('nowhere/at/all'), []);
  });

  on('a file gets another name, in the place of one that had it', async (place) => {
    const files = place.open();
    for (const [path, byte] of [
      ['d/a', 1],
      ['d/b', 2],
    ] as const) {
      const file = await files.open(path);
      await file.append(bytes(byte));
      await file.close();
    }
    await files.rename('d/a', 'd/b');
    await files.syncDirectory('d');
    assert.equal(await files.list('d'), ['b']);
    assert.equal(await files.read('d/b'), bytes(1));
    await files.remove('d/b');
    await files.remove('d/b');
    assert.equal(await files.list('d'), []);
  });

  on('what is missing is said to be', async (place) => {
    const files = place.open();
    for (const action of [
      () => files.read('none'),
      () => files.read('none', 0, 1),
      () => files.size('none'),
      () => files.size('none/none'),
      () => files.rename('none', 'other'),
    ]) {
      const error = await assert.rejects(action, /STORE_FILE_MISSING/);
      assert.ok(error instanceof FileError);
      assert.is((error as FileError).problem, 'missing');
    }
    await files.remove('none/none');
  });

  on("a file that is made at once is whole, and takes no other's name", async (place) => {
    const files = place.open();
    if (files.createSync === undefined) return;
    assert.is(files.createSync('d/at-once', bytes(1, 2)), true);
    assert.is(files.createSync('d/at-once', bytes(3)), false);
    assert.equal(await files.read('d/at-once'), bytes(1, 2));
  });

  on('one has a lock at a time', async (place) => {
    const files = place.open();
    const lock = await files.lock('d/lock');
    for (const other of [files, place.open()]) {
      const error = await assert.rejects(other.lock('d/lock'), /STORE_LOCKED/);
      assert.is((error as FileError).problem, 'locked');
    }
    const other = await files.lock('e/lock');
    await lock.release();
    await lock.release();
    const taken = await Promise.allSettled(Array.from({ length: 5 }, () => files.lock('d/lock')));
    assert.is(taken.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const one of taken) if (one.status === 'fulfilled') await one.value.release();
    await other.release();
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
