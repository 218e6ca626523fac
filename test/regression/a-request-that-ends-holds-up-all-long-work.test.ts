// On the edge a request that ends takes along what it waits for. Where that was its turn in long work, everybody behind it waited for
// ever, in every request that came later.
import { createTelemetry } from 'inferometer';
import { collectSnapshots } from 'inferometer/multiprocess';
import { assert, test } from '../harness.ts';

test('work that never comes back from its pause is waited for by nobody', async () => {
  let nowMs = 0;
  let yields = 0;
  const scheduler = {
    now: () => nowMs,
    yield: () => {
      yields += 1;
      return yields === 1 ? new Promise<void>(() => {}) : Promise.resolve();
    },
  };
  using telemetry = createTelemetry({ logLevel: 'silent', scheduler });
  telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(1);
  const snapshot = () => collectSnapshots(telemetry, () => []).snapshot();
  void snapshot();
  while (yields === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  nowMs += 2000;
  const late = new Promise((resolve) => setTimeout(resolve, 5000, 'waits for ever'));
  const whole = await Promise.race([snapshot(), late]);
  assert.ok(typeof whole === 'object', String(whole));
});
