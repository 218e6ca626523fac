// Eight threads record a million values each, while they are read: totals are exact, and merged quantiles those of one thread.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createTelemetry, type ExponentialSnapshot, Histogram, type TelemetrySnapshot } from 'inferometer';
import { attachWorker } from 'inferometer/multiprocess';
import { assert, test } from '../harness.ts';
import { totalOf } from './counted.ts';
import { PARTS, recordPart, VALUES } from './million.mjs';

const parts = Array.from({ length: PARTS }, (_, part) => part);

function workIn({ metrics }: TelemetrySnapshot): ExponentialSnapshot {
  const [one] = metrics.find(({ fullName }) => fullName === 'work_seconds')?.series ?? [];
  if (one === undefined || !('histogram' in one)) throw new Error('nothing was recorded');
  return one.histogram;
}

function quantilesOf(snapshot: ExponentialSnapshot): number[] {
  using histogram = Histogram.from(snapshot);
  return [...histogram.quantiles([0, 0.001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1])];
}

test('eight threads of a million records: as one thread of eight million, but for the rounding of the sum', async () => {
  using alone = createTelemetry({ logLevel: 'silent' });
  for (const part of parts) recordPart(alone, part);
  const expected = alone.snapshot();

  using telemetry = createTelemetry({ logLevel: 'silent' });
  const script = './test/multiprocess/record-million.mjs';
  const workers = parts.map((part) => new Worker(script, { workerData: { part } }));
  const attached = workers.map((worker) => attachWorker(telemetry, worker));
  const [first] = attached as [(typeof attached)[0]];
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  let isDone = false;
  const done = Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve) => {
          worker.on('message', (message) => message === 'recorded' && resolve());
          worker.postMessage('record');
        }),
    ),
  ).then(() => {
    isDone = true;
  });
  let before = 0;
  while (!isDone) {
    const total = totalOf(await first.snapshot(), 'served_total') ?? 0;
    assert.ok(total >= before, 'it never falls');
    before = total;
  }
  await done;
  for (const one of attached) assert.is(await one.detach(), true);
  await Promise.all(workers.map((worker) => worker.terminate()));

  const whole = await first.snapshot();
  assert.is(totalOf(whole, 'served_total'), PARTS * VALUES);
  assert.is(totalOf(whole, 'inferometer_workers_lost_total'), undefined);
  const [merged, recorded] = [workIn(whole), workIn(expected)];
  assert.is(merged.count, PARTS * VALUES);
  assert.equal({ ...merged, sum: 0 }, { ...recorded, sum: 0 });
  assert.close(merged.sum, recorded.sum, 1e-12);
  assert.equal(quantilesOf(merged), quantilesOf(recorded));
});
