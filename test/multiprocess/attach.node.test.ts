// Threads, processes and workers of node:cluster that are attached, and how each comes to its end.
import { type ChildProcess, fork } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createTelemetry, type TelemetrySnapshot } from 'inferometer';
import { type AttachedWorker, attachWorker } from 'inferometer/multiprocess';
import { assert, test } from '../harness.ts';
import { counted, totalOf } from './counted.ts';

/** Records once, is asked, records twice more when it is told to end, and ends as it was started to. */
const SCRIPT = './test/regression/last-words/worker.mjs';

type Started = ChildProcess | Worker;

function start(kind: string, end: string): Started {
  if (kind === 'thread') return new Worker(SCRIPT, { workerData: { end }, stderr: true });
  return fork(SCRIPT, { env: { ...process.env, LAST_WORDS: JSON.stringify({ end }) }, silent: true });
}

/** As the attached worker counts when its end was noticed, which nobody is told of. */
async function atItsEnd(attached: AttachedWorker): Promise<TelemetrySnapshot> {
  for (let i = 0; i < 200; i++) {
    const snapshot = await attached.snapshot();
    // Who is lost is counted when that was taken.
    if (totalOf(snapshot, 'depth') === undefined) return attached.snapshot();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('its end was not noticed');
}

for (const kind of ['process', 'thread']) {
  for (const end of ['process.exit()', 'nothing left to do', 'an exception that nobody catches']) {
    test(`a ${kind} that ends by ${end} is let go with everything`, async () => {
      using telemetry = createTelemetry({ logLevel: 'silent' });
      const worker = start(kind, end);
      worker.on('error', () => {});
      const attached = attachWorker(telemetry, worker);
      await once(worker, 'message');
      assert.equal(counted(await attached.snapshot()), { served: 1, depth: 4, lost: undefined });
      if ('send' in worker) worker.send('end');
      else worker.postMessage('end');
      await new Promise((resolve) => worker.on('exit', resolve));
      assert.equal(counted(await atItsEnd(attached)), { served: 3, depth: undefined, lost: undefined });
      assert.is(attached.missing, 0);
      assert.is(await attached.detach(), false, 'it has left');
    });
  }
}

test('a process that is killed, and a thread that is terminated: what it told, and one that is lost', async () => {
  for (const kind of ['process', 'thread']) {
    using telemetry = createTelemetry({ logLevel: 'silent' });
    const worker = start(kind, 'SIGKILL');
    const attached = attachWorker(telemetry, worker);
    await once(worker, 'message');
    await attached.snapshot();
    if ('kill' in worker) worker.kill('SIGKILL');
    else void worker.terminate();
    await once(worker, 'exit');
    assert.equal(counted(await atItsEnd(attached)), { served: 1, depth: undefined, lost: 1 }, kind);
    assert.equal(counted(await attached.snapshot()), { served: 1, depth: undefined, lost: 1 }, kind);
  }
});

test('a worker of node:cluster that is killed is lost, one that is detached before is not', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  cluster.setupPrimary({ exec: SCRIPT, silent: true });
  const env = { LAST_WORDS: JSON.stringify({ end: 'SIGKILL' }) };
  const workers = [cluster.fork(env), cluster.fork(env)] as const;
  const [killed, detached] = workers.map((worker) => attachWorker(telemetry, worker));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  assert.equal(counted((await killed?.snapshot()) as never), { served: 2, depth: 8, lost: undefined });
  assert.is(await detached?.detach(), true);
  for (const worker of workers) worker.process.kill('SIGKILL');
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  assert.equal(counted(await atItsEnd(killed as AttachedWorker)), { served: 2, depth: undefined, lost: 1 });
});

test('rounds of questions bound what a killed worker loses, though nobody reads', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  const worker = start('process', 'SIGKILL');
  const attached = attachWorker(telemetry, worker, { everySeconds: 0.05 });
  await once(worker, 'message');
  (worker as ChildProcess).send('end');
  const recorded = new Promise((resolve) => {
    worker.on('message', (message: unknown) => {
      if (message === 'recorded') resolve(undefined);
    });
  });
  await recorded;
  let rounds = 0;
  worker.on('message', ({ inferometer }: Record<string, unknown>) => {
    if (inferometer === 'end') rounds += 1;
  });
  // One may have been under way.
  while (rounds < 2) await once(worker, 'message');
  (worker as ChildProcess).kill('SIGKILL');
  await once(worker, 'exit');
  assert.equal(counted(await atItsEnd(attached)), { served: 3, depth: undefined, lost: 1 });
});
