// Each collectSnapshots() listened on every channel for good: thirty of them were thirty listeners and a warning of Node's,
// which stayed when the telemetry was disposed of.
import { MessageChannel } from 'node:worker_threads';
import { createTelemetry } from 'inferometer';
import { collectSnapshots, shareSnapshots } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

test('however often a channel is collected over, one listener is left, and none when the telemetry is disposed of', async () => {
  const own = createTelemetry({ logLevel: 'silent' });
  using worker = createTelemetry({ logLevel: 'silent' });
  const { port1, port2 } = new MessageChannel();
  shareSnapshots(worker, port2);
  for (let i = 0; i < 30; i++) await collectSnapshots(own, () => [port1]).snapshot();
  assert.is(port1.listenerCount('message'), 1);
  own.dispose();
  assert.is(port1.listenerCount('message'), 0);
  await collectSnapshots(own, () => [port1]).snapshot();
  assert.is(port1.listenerCount('message'), 0);
  port1.close();
});

test('all that collect over a channel are told of the end', async () => {
  using own = createTelemetry({ logLevel: 'silent' });
  const worker = createTelemetry({ logLevel: 'silent' });
  const served = worker.counter({ name: 'served_total', help: 'Served.' }).withLabels();
  served.add(1);
  const { port1, port2 } = new MessageChannel();
  shareSnapshots(worker, port2);
  let alive = [port1];
  const collectors = [1, 2].map(() => collectSnapshots(own, () => alive));
  for (const all of collectors) await all.snapshot();
  served.add(4);
  worker.dispose();
  await new Promise((resolve) => setTimeout(resolve, 20));
  alive = [];
  for (const all of collectors) {
    const { metrics } = await all.snapshot();
    const [one] = metrics.find(({ fullName }) => fullName === 'served_total')?.series ?? [];
    assert.is(one && 'value' in one && one.value, 5);
  }
  port1.close();
});
