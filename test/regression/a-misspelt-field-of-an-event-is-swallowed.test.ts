// A storage event with `stauts` in place of `status` was taken as one without a status, and nobody heard of it.
import { createTelemetry, storageHooks } from 'inferometer';
import { assert, test } from '../harness.ts';
import { refusals, sampleOf } from '../telemetry/support.ts';

test('a field that nobody knows is counted each time and named once, and the event is taken without it', () => {
  const lines: Record<string, unknown>[] = [];
  const log = (fields: object) => void lines.push(fields as Record<string, unknown>);
  const telemetry = createTelemetry({ logger: { debug: log, info: log, warn: log, error: log } });
  const hooks = storageHooks(telemetry);
  for (let size = 1; size <= 3; size++) hooks.queueSizeChanged({ size, stauts: 'processing' } as never);
  hooks.backendHealthChanged({ backend: 's3', health: 'online', heath: 7 } as never);
  assert.is(refusals(telemetry, 'unknown_field'), 4);
  assert.is(refusals(telemetry, 'malformed_event'), 0);
  assert.is(sampleOf(telemetry, 'wal_queue_size', { status: 'pending' }), 3);
  const said = lines
    .filter(({ kind }) => kind === 'unknown_field')
    .map(({ metric, value }) => [metric, value]);
  assert.equal(said, [
    ['queueSizeChanged.stauts', 'closest: status'],
    ['backendHealthChanged.heath', 'closest: health'],
  ]);
  telemetry.dispose();
});

test('nothing is looked at where nothing is recorded', () => {
  const telemetry = createTelemetry({ operationHooks: false, logLevel: 'silent' });
  storageHooks(telemetry).queueSizeChanged({ size: 1, stauts: 'x' } as never);
  assert.is(refusals(telemetry, 'unknown_field'), 0);
  telemetry.dispose();
});
