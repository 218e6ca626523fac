// A page that shares what it recorded on a channel of everybody's, and counts everybody there, counted itself twice.
import { createTelemetry } from 'inferometer';
import { attachWorker, shareSnapshots } from 'inferometer/multiprocess';
import { assert, skip, test } from '../harness.ts';

function countIn({
  metrics,
}: {
  readonly metrics: readonly { fullName: string; series: readonly object[] }[];
}) {
  const { series } = metrics.find(({ fullName }) => fullName === 'served_total') ?? { series: [] };
  return series.reduce((sum, point) => sum + (point as { value: number }).value, 0);
}

test('everybody on a channel counts everybody once', async () => {
  if (typeof BroadcastChannel === 'undefined') skip('there is no BroadcastChannel');
  const name = `pages ${Math.random()}`;
  const channels: BroadcastChannel[] = [];
  const open = (): BroadcastChannel => {
    const channel = new BroadcastChannel(name);
    channels.push(channel);
    return channel;
  };
  const attached = [3, 4].map((count) => {
    const telemetry = createTelemetry({ logLevel: 'silent' });
    telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(count);
    shareSnapshots(telemetry, open());
    return attachWorker(telemetry, open());
  });
  try {
    const snapshots = await Promise.all(attached.map((one) => one.snapshot()));
    assert.equal(snapshots.map(countIn), [7, 7]);
  } finally {
    for (const channel of channels) channel.close();
  }
});
