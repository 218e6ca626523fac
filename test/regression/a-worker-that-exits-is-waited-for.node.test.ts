// A worker that exited while it was asked was waited for until the time was up, five seconds if nobody says otherwise, and counted
// as late; so was a thread that had exited before, at every question.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createTelemetry, type TelemetrySnapshot } from 'inferometer';
import { collectSnapshots, shareSnapshots } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

/** Says that it is there, and exits when it is asked: without a word, or after a part of an answer. */
const SCRIPT = `
const { parentPort } = require('node:worker_threads');
const channel = parentPort ?? process;
const say = (message, done) => (parentPort ? parentPort.postMessage(message) : process.send(message, done));
channel.on('message', ({ inferometer, request }) => {
  if (inferometer !== 'ask') return;
  if (process.env.HALF === '') return process.exit();
  say({ inferometer: 'here', request, worker: 'w' });
  say({ inferometer: 'piece', request, worker: 'w', text: '{' }, () => process.exit());
  if (parentPort) setTimeout(() => process.exit(), 20);
});
say('ready');
`;

const TIMEOUT_SECONDS = 60;

function start(kind: string, isHalf: boolean): ChildProcess | Worker {
  const env = { ...process.env, HALF: isHalf ? 'yes' : '' };
  return kind === 'thread'
    ? new Worker(SCRIPT, { eval: true, env })
    : fork('-e', [SCRIPT], { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
}

const lostIn = ({ metrics }: TelemetrySnapshot) => {
  const [one] = metrics.find(({ fullName }) => fullName === 'inferometer_workers_lost_total')?.series ?? [];
  return one && 'value' in one ? one.value : 0;
};

for (const kind of ['process', 'thread']) {
  for (const isHalf of [false, true]) {
    test(`a ${kind} that exits when it is asked, ${isHalf ? 'in the midst of its answer' : 'without a word'}, is lost at once`, async () => {
      using telemetry = createTelemetry({ logLevel: 'silent' });
      const worker = start(kind, isHalf);
      await once(worker, 'message');
      const all = collectSnapshots(telemetry, () => [worker], { timeoutSeconds: TIMEOUT_SECONDS });
      const startedMs = performance.now();
      await all.snapshot();
      assert.is(all.missing, 0);
      // It is counted after what this process recorded was read; and once, though it stays in the list.
      for (let i = 0; i < 3; i++) assert.is(lostIn(await all.snapshot()), 1);
      assert.ok(performance.now() - startedMs < 1000 * (TIMEOUT_SECONDS / 2));
    });
  }

  test(`a ${kind} that had exited before anybody asked is not waited for`, async () => {
    using telemetry = createTelemetry({ logLevel: 'silent' });
    const worker = start(kind, false);
    await once(worker, 'message');
    const exited = once(worker, 'exit');
    if (worker instanceof Worker) worker.postMessage({ inferometer: 'ask', request: '' });
    else worker.send({ inferometer: 'ask', request: '' });
    await exited;
    const all = collectSnapshots(telemetry, () => [worker], { timeoutSeconds: TIMEOUT_SECONDS });
    const startedMs = performance.now();
    await all.snapshot();
    assert.is(all.missing, 0);
    assert.ok(performance.now() - startedMs < 1000 * (TIMEOUT_SECONDS / 2));
  });
}

test('a port whose other end is closed while it is asked: what it told stays, and its gauges go', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  using worker = createTelemetry({ logLevel: 'silent' });
  const { port1, port2 } = new MessageChannel();
  const stop = shareSnapshots(worker, port2);
  worker.counter({ name: 'served_total', help: 'S.' }).withLabels().add(5);
  worker.gauge({ name: 'depth', help: 'D.' }).withLabels().set(3);
  const all = collectSnapshots(telemetry, () => [port1], { timeoutSeconds: TIMEOUT_SECONDS });
  const names = async () => {
    const { metrics } = await all.snapshot();
    return metrics
      .map(({ fullName }) => fullName)
      .filter((name) => name === 'served_total' || name === 'depth');
  };
  assert.equal(await names(), ['served_total', 'depth']);
  stop();
  const startedMs = performance.now();
  const asked = names();
  port2.close();
  assert.equal(await asked, ['served_total']);
  assert.is(all.missing, 0);
  assert.is(lostIn(await all.snapshot()), 1);
  assert.ok(performance.now() - startedMs < 1000 * (TIMEOUT_SECONDS / 2));
});

test('asking again and again leaves no listener', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  using worker = createTelemetry({ logLevel: 'silent' });
  const script =
    "require('node:worker_threads').parentPort.on('message', (port) => (globalThis.kept = port))";
  const thread = new Worker(script, { eval: true });
  const answered = shareSnapshots(worker, thread);
  const all = collectSnapshots(telemetry, () => [thread], { timeoutSeconds: 0.01 });
  for (let i = 0; i < 3; i++) await all.snapshot();
  const count = () => ['exit', 'close'].map((event) => thread.listenerCount(event));
  const before = count();
  for (let i = 0; i < 5; i++) await all.snapshot();
  assert.equal(count(), before);
  answered();
  await thread.terminate();
});
