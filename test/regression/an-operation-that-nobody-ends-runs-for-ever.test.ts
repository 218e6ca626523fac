// An inference that was begun by `start()` and forgotten counted as running for as long as the process lived, and its model as
// busy: the throughput fell towards nothing.
import { createTelemetry, type Operation, type Telemetry } from 'inferometer';
import { assert, collectGarbage, test } from '../harness.ts';
import { refusals, sampleOf } from '../telemetry/support.ts';

const running = (telemetry: Telemetry) =>
  sampleOf(telemetry, 'ipfs_aiml_inference_running', { model_id: 'm' });
const ended = (telemetry: Telemetry, status: string) =>
  sampleOf(telemetry, 'ipfs_aiml_operations_total', { operation_type: 'inference', status }) ?? 0;

/** In a function of its own, so that nothing of its frame holds them. */
function begin(telemetry: Telemetry, count: number): Operation[] {
  return Array.from({ length: count }, () => telemetry.start('inference', { modelId: 'm' }));
}

test('what nobody holds any more ends as unknown, and is counted; what is held runs on', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  begin(telemetry, 5);
  for (const operation of begin(telemetry, 2)) operation.ok();
  const held = begin(telemetry, 3);
  const waiting = telemetry.start('inference', { modelId: 'm', isQueued: true });
  assert.is(running(telemetry), 8);
  for (let i = 0; i < 20 && refusals(telemetry, 'never_ended') < 5; i++) await collectGarbage();
  assert.is(refusals(telemetry, 'never_ended'), 5);
  assert.equal([ended(telemetry, 'unknown'), ended(telemetry, 'ok'), running(telemetry)], [5, 2, 3]);
  for (const operation of [...held, waiting]) operation.ok();
  await collectGarbage();
  assert.equal([ended(telemetry, 'unknown'), ended(telemetry, 'ok'), running(telemetry)], [5, 6, 0]);
  telemetry.dispose();
});

test('what waits, and what runs after it waited, leaves its place', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const forget = () => {
    telemetry.start('inference', { modelId: 'm', isQueued: true });
    telemetry.start('inference', { modelId: 'm', isQueued: true }).started();
  };
  forget();
  for (let i = 0; i < 20 && refusals(telemetry, 'never_ended') < 2; i++) await collectGarbage();
  const waiting = sampleOf(telemetry, 'ipfs_aiml_inference_waiting', { model_id: 'm' });
  assert.equal([waiting, running(telemetry), ended(telemetry, 'unknown')], [0, 0, 2]);
  telemetry.dispose();
});
