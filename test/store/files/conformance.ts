// What every place for files must do, whoever keeps it.
import { FileError, type Files } from 'inferometer/store';
import { assert, test } from '../../harness.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

/** @param open a place of its own that is empty */
export function conformance(name: string, open: () => Promise<Files>): void {
  test(`${name}: what is appended is read back, whole and in parts`, async () => {
    const files = await open();
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

  test(`${name}: megabytes are read back`, async () => {
    const files = await open();
    const large = new Uint8Array(3_000_000).map((_, i) => i * 7 + (i >> 8));
    const file = await files.open('large.bin');
    await file.append(large);
    await file.close();
    assert.equal(await files.read('large.bin', 1_000_000, 1_000_100), large.slice(1_000_000, 1_000_100));
    assert.ok((await files.read('large.bin')).every((byte, i) => byte === large[i]));
  });

  test(`${name}: a file that is cut goes on where it was cut`, async () => {
    const files = await open();
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

  test(`${name}: names of files and directories are listed`, async () => {
    const files = await open();
    for (const path of ['top', 'd/one', 'd/two', 'd/e/three']) await (await files.open(path)).close();
    assert.equal([...(await files.list(''))].sort(), ['d', 'top']);
    assert.equal([...(await files.list('d'))].sort(), ['e', 'one', 'two']);
    assert.equal(await files.list('nowhere/at/all'), []);
  });

  test(`${name}: a file gets another name, in the place of one that had it`, async () => {
    const files = await open();
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

  test(`${name}: what is missing is said to be`, async () => {
    const files = await open();
    for (const action of [
      () => files.read('none'),
      () => files.read('none', 0, 1),
      () => files.size('none'),
      () => files.rename('none', 'other'),
    ]) {
      const error = await assert.rejects(action, /STORE_FILE_MISSING/);
      assert.ok(error instanceof FileError);
      assert.is((error as FileError).problem, 'missing');
    }
  });

  test(`${name}: a file that is made at once is whole, and takes no other's name`, async () => {
    const files = await open();
    if (files.createSync === undefined) return;
    assert.is(files.createSync('d/at-once', bytes(1, 2)), true);
    assert.is(files.createSync('d/at-once', bytes(3)), false);
    assert.equal(await files.read('d/at-once'), bytes(1, 2));
  });

  test(`${name}: one has a lock at a time`, async () => {
    const files = await open();
    const lock = await files.lock('d/lock');
    const error = await assert.rejects(files.lock('d/lock'), /STORE_LOCKED/);
    assert.is((error as FileError).problem, 'locked');
    const other = await files.lock('e/lock');
    await lock.release();
    await lock.release();
    const taken = await Promise.allSettled(Array.from({ length: 5 }, () => files.lock('d/lock')));
    assert.is(taken.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const one of taken) if (one.status === 'fulfilled') await one.value.release();
    await other.release();
  });
}
