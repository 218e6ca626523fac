import { FileError, nodeFiles, openStore, readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { minute, minutesIn, range } from '../stores.ts';
import { builtins, newDirectory } from './directories.ts';

const known = builtins();

if (known === undefined) {
  test('a page has no directories, and is told what it may use', () => {
    assert.throwsCode(() => nodeFiles('./telemetry'), 'STORE_PLATFORM');
  });
} else {
  test('a store in a directory is there after it was closed, under every policy', async () => {
    for (const fsync of ['always', 'interval', 'never'] as const) {
      const path = `${newDirectory(known)}/made/of it all`;
      for (const begin of [0, 3]) {
        await using store = await openStore({ path, fsync });
        for (const number of range(3, begin)) await store.append(minute(number));
        assert.is(await store.flush(), true);
        assert.is(store.status().place, path);
      }
      assert.equal(await minutesIn(readStore({ path })), range(6));
    }
  });

  test('a path that is a file is said to be one', async () => {
    const path = newDirectory(known);
    const file = await nodeFiles(path).open('file');
    await file.close();
    for (const asked of [
      () => openStore({ path: `${path}/file` }),
      () => nodeFiles(`${path}/file`).list(''),
    ]) {
      const error = await asked().catch((one: unknown) => one);
      assert.match(String(error), /pass another path/);
    }
  });

  test('a lock whose owner is gone is taken over, by one of those that want it', async () => {
    const path = newDirectory(known);
    const files = nodeFiles(path);
    await (await files.lock('lock')).release();
    const held = await files.lock('lock');
    const [name] = known.fs.readdirSync(path) as [string];
    const owner = JSON.parse(known.fs.readFileSync(`${path}/${name}`, 'utf8'));
    await held.release();
    // As a process leaves it that was killed: no process has this pid.
    const dead = { ...owner, token: 'dead', pid: 2 ** 22 + 1 };
    for (const left of [dead, { ...owner, token: 'other', scope: owner.scope, startedAt: '1' }]) {
      if (owner.startedAt === '' && left !== dead) continue;
      known.fs.writeFileSync(`${path}/lock-7`, JSON.stringify(left));
      const wanting = Array.from({ length: 8 }, () => files.lock('lock'));
      const taken = (await Promise.allSettled(wanting)).flatMap((one) =>
        one.status === 'fulfilled' ? [one.value] : [],
      );
      assert.is(taken.length, 1);
      assert.equal(known.fs.readdirSync(path), ['lock-8']);
      await taken[0]?.release();
      assert.equal(known.fs.readdirSync(path), []);
    }
  });

  test('a file where a directory should be is an error that says so, and no endless wait', async () => {
    const path = newDirectory(known);
    known.fs.writeFileSync(`${path}/main`, 'a file');
    const error = await assert.rejects(openStore({ path }));
    assert.ok(error instanceof FileError, `${error}`);
    assert.match(error.message, 'main');
  });
}
