// What `attach` of a store threw came out of createTelemetry, behind it a timer that ran on; what it rejected with was
// unhandled. A history that cannot be kept costs itself.
import { createTelemetry, type HistoryStore } from 'inferometer';
import { MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { countOf, refusals } from '../telemetry/support.ts';
import { Machine } from '../telemetry/time.ts';

const REFUSALS: Readonly<Record<string, HistoryStore['attach']>> = {
  throws: () => {
    throw new Error('EACCES');
  },
  rejects: async () => {
    throw new Error('ENOSPC');
  },
};

for (const [name, attach] of Object.entries(REFUSALS)) {
  test(`attach ${name}: telemetry runs, the failure is counted, and said once`, async () => {
    const lines: object[] = [];
    const log = (fields: object) => void lines.push(fields);
    const logger = { debug: log, info: log, warn: log, error: log };
    const telemetry = createTelemetry({ store: { attach }, logger });
    await Promise.resolve();
    assert.is(
      telemetry.trackInference({ modelId: 'm' }, () => 1),
      1,
    );
    telemetry.collector.flush();
    assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', { model_id: 'm' }), 1);
    assert.is(refusals(telemetry, 'store_failed'), 1);
    assert.is(lines.filter((line) => 'kind' in line && line.kind === 'store_failed').length, 1);
    telemetry.dispose();
  });
}

test('a store that is closed is misuse: its error is thrown, and nothing is left that runs', async () => {
  const store = await openStore({ files: new MemoryFiles() });
  await store.close();
  const machine = new Machine();
  assert.throwsCode(() => createTelemetry({ store, clock: machine, timer: machine }), 'STORE_CLOSED');
  assert.is(machine.waiting, 0);
});
