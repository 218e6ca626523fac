// With the policy `never`, records are in no memory once they are written: a second flush had nothing to do, and said so.
import { type AppendableFile, FileError, MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { intervalOf } from '../store/simulation/intervals.ts';
import { Machine } from '../telemetry/time.ts';

/** The first sync fails; whatever is synced later, those bytes may be gone. */
class FailingToSyncOnce extends MemoryFiles {
  private hasFailed = false;

  override async open(path: string): Promise<AppendableFile> {
    const file = await super.open(path);
    const sync = async () => {
      if (this.hasFailed) return;
      this.hasFailed = true;
      throw new FileError('other', 'the disk lost something');
    };
    return {
      get size() {
        return file.size;
      },
      append: (bytes) => file.append(bytes),
      sync,
      truncate: (size) => file.truncate(size),
      close: () => file.close(),
    };
  }
}

test('what a failed sync may have lost is not kept until it is sealed', async () => {
  const machine = new Machine();
  const files = new FailingToSyncOnce();
  const store = await openStore({ files, clock: machine, timer: machine, fsync: 'never' });
  const identity = { id: 0, sequence: 0, durationSeconds: 60, variant: 0 };
  await store.append(intervalOf(identity, machine.wallUnixMs()));
  assert.is(await store.flush(), false);
  assert.is(await store.flush(), false);
  machine.pass(2);
  await store.maintain();
  assert.is(await store.flush(), true);
  assert.is(store.status().segments, 1);
  await store.close();
});
