// Every removal went through all series of its metric: ten thousand of them, one by one, took two seconds.
import { createTelemetry } from 'inferometer';
import { assert, test } from '../harness.ts';

test('removing series one by one takes as long as there are, not as long as there are squared', () => {
  const fewMs = Math.min(...[1, 2, 3].map(() => spentMs(2000)));
  const manyMs = Math.min(...[1, 2, 3].map(() => spentMs(16_000)));
  // Eight times as many: squared it would be 64, and half a minute.
  assert.ok(manyMs < 32 * fewMs, `${manyMs.toFixed(1)} ms for 16,000, ${fewMs.toFixed(1)} for 2000`);
});

test('a series that is removed and comes back is told once, and its place is its own', () => {
  using telemetry = createTelemetry({ seriesLimit: 8, logLevel: 'silent' });
  const depth = telemetry.gauge({ name: 'depth', help: 'Depth.', labels: ['queue'] });
  const read = () =>
    telemetry
      .snapshot()
      .metrics.filter(({ fullName }) => fullName === 'depth')
      .flatMap(({ series }) => series.map(({ labels }) => labels.queue as string));
  for (let i = 0; i < 8; i++) depth.withLabels({ queue: `${i}` }).set(i);
  const kept = depth.withLabels({ queue: '3' });
  for (const queue of ['3', '5']) assert.is(depth.remove({ queue }), true);
  kept.set(1);
  assert.is(depth.withLabels({ queue: '3' }), kept);
  depth.withLabels({ queue: 'new' }).set(1);
  assert.equal(read().sort(), ['0', '1', '2', '3', '4', '6', '7', 'new']);
  for (let i = 0; i < 5; i++) {
    depth.remove({ queue: 'new' });
    depth.withLabels({ queue: 'new' }).set(i);
  }
  assert.equal(read().sort(), ['0', '1', '2', '3', '4', '6', '7', 'new']);
  depth.clear();
  assert.equal(read(), []);
});

/** Of processor time: a busy machine counts for nothing. */
function spentMs(count: number): number {
  using telemetry = createTelemetry({ seriesLimit: count, logLevel: 'silent' });
  const depth = telemetry.gauge({ name: 'depth', help: 'Depth.', labels: ['queue'] });
  for (let i = 0; i < count; i++) depth.withLabels({ queue: `${i}` }).set(i);
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) depth.remove({ queue: `${i}` });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
