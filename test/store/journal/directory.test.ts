// The files of a journal, and when they go.
import { MemoryFiles } from 'inferometer/store';
import { DamageLog, JournalDirectory, storeContext, systemScheduler } from 'inferometer/store/inner';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { FailingFiles } from '../stores.ts';

function directoryOn(files: FailingFiles, sealedStays = async () => {}) {
  const machine = new Machine();
  const ports = { clock: machine, timer: machine, scheduler: systemScheduler(), logger: undefined };
  return new JournalDirectory(files, 'main/journal', storeContext(ports, new DamageLog()), sealedStays);
}

/** Begins a file, and ends it. */
async function begun(directory: JournalDirectory): Promise<string> {
  const { path } = await directory.open(1);
  await directory.end();
  return path;
}

test('a journal is not removed in place of another one, whose removal failed after it had happened', async () => {
  const memory = new MemoryFiles();
  const files = new FailingFiles(memory);
  const directory = directoryOn(files);
  const first = await begun(directory);
  files.failing.set('remove', 'other');
  await directory.removeThrough(0);
  await memory.remove(first);
  files.failing.clear();
  const { path } = await directory.open(1);
  await directory.removeThrough(0);
  assert.equal(
    (await memory.list('main/journal')).map((name) => `main/journal/${name}`),
    [path],
  );
});

test('no journal goes while a loss of power could take what was sealed of it', async () => {
  const files = new FailingFiles();
  let isSure = false;
  const directory = directoryOn(files, async () => {
    if (!isSure) throw new Error('the directory cannot be synced');
  });
  await begun(directory);
  await directory.removeThrough(0);
  assert.is((await files.list('main/journal')).length, 1);
  isSure = true;
  await directory.removeThrough(0);
  assert.equal(await files.list('main/journal'), []);
});
