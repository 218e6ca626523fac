// A read that failed once made the store set the file aside as damaged.
import { FileError, MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';

class FailingOnce extends MemoryFiles {
  private hasFailed = false;

  override async read(path: string, start?: number, end?: number): Promise<Uint8Array> {
    if (!this.hasFailed && path.includes('/runs/') && this.isArmed) {
      this.hasFailed = true;
      throw new FileError('other', 'the disk does not answer');
    }
    return super.read(path, start, end);
  }

  isArmed = false;
}

test('runs are there after a read that failed', async () => {
  const machine = new Machine();
  const files = new FailingOnce();
  const store = await openStore({ files, clock: machine, timer: machine, segmentSeconds: 1 });
  const takenAtUnixMs = machine.wallUnixMs();
  const times = { startedAtUnixMs: takenAtUnixMs, continuedAtUnixMs: takenAtUnixMs };
  const run = { modelId: 'glyphs', runId: 'run-1', ...times, parameters: {}, optimizerSteps: 1 };
  await store.appendRuns({ takenAtUnixMs, runs: [run], curves: [] });
  machine.pass(2);
  await store.maintain();
  files.isArmed = true;
  await assert.rejects(store.runs(), /does not answer/);
  assert.equal((await store.runs()).runs, [run]);
  assert.is(store.status().damagedRecords, 0);
  await store.close();
});
