// Reading what was recorded costs the same however many wait for it.
import { createTelemetry, type Telemetry, trackStorageOperation } from 'inferometer';
import { MemoryFiles, readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { askingOf } from '../serving.ts';

const PATH =
  '/api/v0/wal/telemetry/metrics?metric_type=operation_count&operation_type=add&backend=ipfs&aggregation=sum';

test('who asks now and then is given what is so in this moment; who asks all the time an answer a moment old', async () => {
  const machine = new Machine();
  using telemetry: Telemetry = createTelemetry({ clock: machine, timer: machine, logLevel: 'silent' });
  await askingOf(telemetry, async ({ json }) => {
    const recorded = async () => {
      machine.pass(0.001);
      trackStorageOperation(telemetry, { operationType: 'add', backend: 'ipfs' }, () => 1);
      const { metrics } = (await json(PATH)) as {
        metrics: Record<string, Record<string, Record<string, { value: number }[]>>>;
      };
      return metrics.operation_count?.add?.ipfs?.[0]?.value;
    };
    const counts = [];
    for (let i = 0; i < 14; i++) counts.push(await recorded());
    assert.equal(counts.slice(0, 11), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert.equal(counts.slice(11), [11, 11, 11]);
    machine.pass(0.2);
    assert.is(await recorded(), 15);
    machine.pass(2);
    assert.equal([await recorded(), await recorded()], [16, 17]);
  });
});

test('a question that takes long is answered once at a time, however many ask it', async () => {
  using telemetry: Telemetry = createTelemetry({ enabled: false, logLevel: 'silent' });
  const store = readStore({ files: new MemoryFiles() });
  let readings = 0;
  const view = store.view.bind(store);
  store.view = async () => {
    readings += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return view();
  };
  const options = { store };
  await askingOf(
    telemetry,
    async ({ json }) => {
      // What was settled before is held from then on.
      await json(PATH);
      readings = 0;
      await json(PATH);
      const ofOne = readings;
      // The first is answered, and then all others with one more.
      await Promise.all(Array.from({ length: 8 }, () => json(PATH)));
      assert.is(readings, 3 * ofOne);
    },
    options,
  );
});
