// `time` became the column `label_time`, and so a label of that name was hidden by it.
import { createTelemetry } from 'inferometer';
import { MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';

test('labels that are called as columns, or as what those are called, have columns of their own', async () => {
  await using store = await openStore({ files: new MemoryFiles() });
  using telemetry = createTelemetry({ store });
  const labels = ['time', 'label_time', 'p50', 'label_p50'];
  const seen = telemetry.counter({ name: 'seen_total', help: 'Seen.', labels });
  seen.withLabels({ time: 'a', label_time: 'b', p50: 'c', label_p50: 'd' }).record(1);
  await telemetry.flush();
  const table = await store.query({ metric: 'seen_total', groupBy: labels }).toArrow();
  const columns = ['label_time', 'label_label_time', 'label_p50', 'label_label_p50'];
  assert.equal(
    columns.map((name) => table.getChild(name).at(0)),
    ['a', 'b', 'c', 'd'],
  );
});
