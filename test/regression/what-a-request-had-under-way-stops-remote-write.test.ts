// On the edge a request that ends takes along what it waits for: an attempt that was made in it was never over, and nothing was sent
// any more for as long as the isolate lived.
import { createTelemetry } from 'inferometer';
import { createRemoteWrite } from 'inferometer/remote-write';
import { assert, test } from '../harness.ts';
import { EXTERNAL } from '../remote-write/support.ts';
import { Machine } from '../telemetry/time.ts';

test('an attempt that nothing more is heard of is made anew, and nothing is lost', async () => {
  const machine = new Machine();
  // Neither answers nor timers come.
  const timer = { after: () => () => {} };
  using telemetry = createTelemetry({ logLevel: 'silent', clock: machine, timer });
  telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(1);
  let attempts = 0;
  const remote = createRemoteWrite(telemetry, {
    url: 'http://127.0.0.1:1/write',
    externalLabels: EXTERNAL,
    timeoutSeconds: 10,
    fetch: () => {
      attempts += 1;
      return attempts === 1 ? new Promise(() => {}) : Promise.resolve(new Response(null, { status: 204 }));
    },
  });
  void remote.flush();
  while (attempts === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  machine.pass(20);
  assert.is(await remote.flush(), true);
  assert.is(attempts, 3, 'what was under way, and what came since');
  assert.is(await remote.stop(), true);
});
