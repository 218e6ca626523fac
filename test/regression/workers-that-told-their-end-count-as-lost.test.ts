// Where several workers ended at about the same time, the last words of one made all the others that were gone lost, though
// their own had come and were waiting.
import { createTelemetry, type TelemetrySnapshot } from 'inferometer';
import { collectSnapshots, shareSnapshots } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

function start() {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const served = telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels();
  served.add(1);
  const { port1, port2 } = new MessageChannel();
  shareSnapshots(telemetry, port2);
  const end = () => {
    served.add(10);
    telemetry.dispose();
  };
  return { port: port1, end };
}

function valuesIn({ metrics }: TelemetrySnapshot): unknown {
  return ['served_total', 'inferometer_workers_lost_total'].map((name) => {
    const [one] = metrics.find(({ fullName }) => fullName === name)?.series ?? [];
    return one && 'value' in one ? one.value : undefined;
  });
}

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

for (const isAsking of [false, true]) {
  test(`several that end ${isAsking ? 'while they are asked' : 'between two questions'} are not lost`, async () => {
    using own = createTelemetry({ logLevel: 'silent' });
    const workers = [start(), start(), start()];
    const silent = new MessageChannel();
    let alive = workers.map(({ port }) => port);
    const all = collectSnapshots(own, () => alive, { timeoutSeconds: 0.5 });
    assert.equal(valuesIn(await all.snapshot()), [3, undefined]);
    if (isAsking) alive = [...alive, silent.port1];
    const asked = isAsking ? all.snapshot() : undefined;
    if (isAsking) await soon(100);
    for (const { end } of workers) end();
    alive = isAsking ? [silent.port1] : [];
    await asked;
    await soon(100);
    for (let i = 0; i < 2; i++) assert.equal(valuesIn(await all.snapshot()), [33, undefined]);
    for (const port of [silent.port1, ...workers.map(({ port }) => port)]) port.close();
  });
}

test('one that ends without a word, while others tell their end, is lost once', async () => {
  using own = createTelemetry({ logLevel: 'silent' });
  const [killed, ended] = [start(), start()];
  let alive = [killed.port, ended.port];
  const all = collectSnapshots(own, () => alive);
  await all.snapshot();
  alive = [];
  killed.port.close();
  ended.end();
  await soon(50);
  await all.snapshot();
  for (let i = 0; i < 2; i++) assert.equal(valuesIn(await all.snapshot()), [12, 1]);
  ended.port.close();
});
