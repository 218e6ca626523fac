// Sealing that failed after its segment had its name was begun anew, with nothing left in the journal to seal.
import { FileError, MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { intervalOf, MARK } from '../store/simulation/intervals.ts';
import { Machine } from '../telemetry/time.ts';

class WithoutManifest extends MemoryFiles {
  isFailing = true;

  override async rename(from: string, to: string): Promise<void> {
    if (this.isFailing && to.includes('manifest')) throw new FileError('other', 'no manifest today');
    return super.rename(from, to);
  }
}

test('what is sealed stays where its manifest could not be written', async () => {
  const machine = new Machine();
  const files = new WithoutManifest();
  const options = { files, clock: machine, timer: machine, segmentSeconds: 1 };
  let store = await openStore(options);
  for (let id = 0; id < 3; id++) {
    const identity = { id, sequence: id, durationSeconds: 60, variant: id };
    await store.append(intervalOf(identity, machine.wallUnixMs()));
  }
  machine.pass(2);
  for (let i = 0; i < 3; i++) await store.maintain();
  files.isFailing = false;
  await store.maintain();
  await store.close();
  store = await openStore(options);
  const rows = await store.query({ metric: MARK, aggregation: 'sum' }).rows();
  assert.equal(
    rows.map(({ sum }) => sum),
    [1, 1, 1],
  );
  await store.close();
});
