// What a worker recorded after it was asked last counts where it ends in an orderly way; where it does not, that is counted.
import { type ChildProcess, fork } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createTelemetry, type TelemetrySnapshot } from 'inferometer';
import { collectSnapshots, type MessageChannelLike, shareSnapshots } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

const SCRIPT = './test/regression/last-words/worker.mjs';

type Started = ChildProcess | Worker;

/** How a worker comes to its end, and how it is started. */
const ENDS: Readonly<Record<string, { readonly kinds: readonly string[]; readonly isLost?: true }>> = {
  'process.exit()': { kinds: ['process', 'thread'] },
  'an exception that nobody catches': { kinds: ['process', 'thread'] },
  'nothing left to do': { kinds: ['process', 'thread'] },
  SIGTERM: { kinds: ['process'] },
  SIGKILL: { kinds: ['process'], isLost: true },
  'the telemetry disposed of, then process.exit()': { kinds: ['process', 'thread'] },
  'megabytes, then process.exit()': { kinds: ['process', 'thread'] },
  'letters of three bytes, then process.exit(), told to somebody who is held up': { kinds: ['process'] },
  'megabytes, then process.exit(), told to somebody who is held up': { kinds: ['process'] },
  'megabytes, the telemetry disposed of, then process.exit()': { kinds: ['process', 'thread'] },
};

/** Others have work to do, too. */
const HELD_UP_MS = 100;

function start(kind: string, end: string): Started {
  if (kind === 'thread') return new Worker(SCRIPT, { workerData: { end }, stderr: true });
  return fork(SCRIPT, { env: { ...process.env, LAST_WORDS: JSON.stringify({ end }) }, silent: true });
}

for (const [end, { kinds, isLost = false }] of Object.entries(ENDS)) {
  for (const kind of kinds) {
    test(`a ${kind} that ends by ${end}: ${isLost ? 'what it told, and one that is lost' : 'everything counts'}`, async () => {
      using telemetry = createTelemetry({ logLevel: 'silent' });
      const worker = start(kind, end);
      const alive: MessageChannelLike[] = [];
      const all = collectSnapshots(telemetry, () => alive);
      await once(worker, 'message');
      alive.push(worker);
      assert.equal(sums(await all.snapshot()), [1, 1]);
      worker.on('error', () => {});
      worker.on('message', (message) => {
        if (message === 'hold') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD_UP_MS);
      });
      const gone = new Promise((resolve) => worker.on('send' in worker ? 'close' : 'exit', resolve));
      tell(worker, 'end');
      if (end === 'SIGTERM' || end === 'SIGKILL') {
        await once(worker, 'message');
        (worker as ChildProcess).kill(end);
      }
      await gone;
      alive.pop();
      const whole = await all.snapshot();
      assert.equal(sums(whole), isLost ? [1, 1] : [3, 3]);
      assert.is(valueIn(whole, 'depth'), undefined, 'the gauge of one that is gone');
      const again = await all.snapshot();
      assert.is(valueIn(again, 'inferometer_workers_lost_total'), isLost ? 1 : undefined);
      assert.is(all.missing, 0);
    });
  }
}

test('a worker of node:cluster that ends itself: everything counts', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  cluster.setupPrimary({ exec: SCRIPT, silent: true });
  const worker = cluster.fork({ LAST_WORDS: JSON.stringify({ end: 'process.exit()' }) });
  const all = collectSnapshots(telemetry, () => Object.values(cluster.workers ?? {}));
  await once(worker, 'message');
  assert.equal(sums(await all.snapshot()), [1, 1]);
  const gone = once(worker, 'disconnect');
  worker.send('end');
  await gone;
  assert.equal(sums(await all.snapshot()), [3, 3]);
});

for (const kind of ['process', 'thread']) {
  test(`a ${kind} that has nothing left to do tells its end once`, async () => {
    using telemetry = createTelemetry({ logLevel: 'silent' });
    const worker = start(kind, 'nothing left to do');
    await once(worker, 'message');
    await collectSnapshots(telemetry, () => [worker]).snapshot();
    let ends = 0;
    worker.on('message', ({ inferometer, request }) => {
      if (inferometer === 'end' && request === 'last') ends += 1;
    });
    const gone = once(worker, kind === 'process' ? 'close' : 'exit');
    tell(worker, 'end');
    await gone;
    assert.is(ends, 1);
  });
}

test('a process whose telemetry is disposed of is not held up, and tells everything while it goes on', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  const worker = start('process', 'megabytes, the telemetry disposed of, and some time');
  await once(worker, 'message');
  await collectSnapshots(telemetry, () => [worker]).snapshot();
  const heard: Record<string, unknown>[] = [];
  const told = new Promise((resolve) => {
    worker.on('message', (message: Record<string, unknown>) => {
      heard.push(message);
      const held = heard.find(({ heldMs }) => heldMs !== undefined);
      const end = heard.find(({ inferometer }) => inferometer === 'end');
      if (held !== undefined && end !== undefined) resolve([held.heldMs, end.pieces]);
    });
  });
  tell(worker, 'end');
  const pieces = () => heard.filter(({ inferometer }) => inferometer === 'piece').length;
  assert.equal(await told, [0, pieces()]);
  (worker as ChildProcess).kill('SIGKILL');
  await once(worker, 'close');
});

test('who never asked is told nothing', async () => {
  const worker = start('process', 'process.exit()');
  const heard: unknown[] = [];
  await once(worker, 'message');
  worker.on('message', (message) => heard.push(message));
  tell(worker, 'end');
  await once(worker, 'close');
  assert.equal(heard, []);
});

test('a telemetry that is disposed of counts with what it recorded, whoever asks afterwards', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  const { port1, port2 } = new MessageChannel();
  const worker = createTelemetry({ logLevel: 'silent' });
  const stop = shareSnapshots(worker, port2);
  worker.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(5);
  worker.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(2);
  worker.dispose();
  const all = collectSnapshots(telemetry, () => [port1]);
  const first = await all.snapshot();
  assert.equal([valueIn(first, 'served_total'), valueIn(first, 'depth')], [5, undefined]);
  assert.is(valueIn(await all.snapshot(), 'served_total'), 5);
  stop();
  port1.close();
});

test('what is shared twice over one channel is one worker, until both end it', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  using worker = createTelemetry({ logLevel: 'silent' });
  const { port1, port2 } = new MessageChannel();
  const [stop, stopAgain] = [shareSnapshots(worker, port2), shareSnapshots(worker, port2)];
  worker.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(5);
  const all = collectSnapshots(telemetry, () => [port1], { timeoutSeconds: 0.2 });
  assert.is(valueIn(await all.snapshot(), 'served_total'), 5);
  assert.is(all.missing, 0);
  stop();
  stop();
  await all.snapshot();
  assert.is(all.missing, 0);
  stopAgain();
  await all.snapshot();
  assert.is(all.missing, 1);
  port1.close();
});

function tell(worker: Started, message: string): void {
  if ('send' in worker) worker.send(message);
  else worker.postMessage(message);
}

function sums(snapshot: TelemetrySnapshot): unknown {
  const [work] = snapshot.metrics.find(({ fullName }) => fullName === 'work_seconds')?.series ?? [];
  return [valueIn(snapshot, 'served_total'), work && 'histogram' in work ? work.histogram.count : undefined];
}

function valueIn({ metrics }: TelemetrySnapshot, name: string): number | undefined {
  const [one] = metrics.find(({ fullName }) => fullName === name)?.series ?? [];
  return one !== undefined && 'value' in one ? one.value : undefined;
}
