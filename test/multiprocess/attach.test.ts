// Workers that are attached to a telemetry, over the channels that every runtime has; web workers where there are any.
import { createTelemetry, mergeTelemetrySnapshots, type Telemetry } from 'inferometer';
import { attachWorker, shareSnapshots } from 'inferometer/multiprocess';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';
import type { Command } from './attached-program.ts';
import program from './attached-program.ts?worker';
import { counted, totalOf } from './counted.ts';

const quiet = { logLevel: 'silent' } as const;

function recording(times: number): Telemetry {
  const telemetry = createTelemetry(quiet);
  telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(times);
  telemetry.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(1);
  const work = telemetry.histogram({ name: 'work_seconds', help: 'Work.', unit: 'seconds' }).withLabels();
  for (let i = 0; i < times; i++) work.record(1.3 ** i);
  return telemetry;
}

function shared(telemetry: Telemetry) {
  const { port1, port2 } = new MessageChannel();
  const stop = shareSnapshots(telemetry, port2);
  return { port: port1, stop };
}

test('what is attached counts with the telemetry, to the last bit, whichever is asked', async () => {
  using own = recording(1);
  const workers = [recording(20), recording(30)];
  const ports = workers.map((worker) => shared(worker).port);
  const attached = ports.map((port) => attachWorker(own, port));
  for (const one of [...attached, attachWorker(own, ports[0] as MessagePort)]) {
    const expected = mergeTelemetrySnapshots([own, ...workers].map((worker) => worker.snapshot()));
    assert.equal({ ...(await one.snapshot()), takenAtUnixMs: 0 }, { ...expected, takenAtUnixMs: 0 });
    assert.is(one.missing, 0);
  }
  for (const port of ports) port.close();
  for (const worker of workers) worker.dispose();
});

test('one that is detached is asked a last time: it is not lost, its gauges go, and it is asked no more', async () => {
  using own = createTelemetry(quiet);
  using worker = recording(5);
  const { port } = shared(worker);
  const attached = attachWorker(own, port);
  assert.equal(counted(await attached.snapshot()), { served: 5, depth: 1, lost: undefined });
  worker.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(2);
  assert.is(await attached.detach(), true);
  worker.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(9);
  for (let i = 0; i < 2; i++) {
    assert.equal(counted(await attached.snapshot()), { served: 7, depth: undefined, lost: undefined });
  }
  assert.is(await attached.detach(), false, 'it has left');
  port.close();
});

test('detaching while somebody reads neither loses nor counts twice', async () => {
  using own = createTelemetry(quiet);
  const workers = [recording(5), recording(7)];
  const ports = workers.map((worker) => shared(worker).port);
  const [first, second] = ports.map((port) => attachWorker(own, port));
  const read = [first?.snapshot(), first?.detach(), second?.snapshot(), second?.detach()];
  await Promise.all(read);
  assert.equal(counted((await first?.snapshot()) as never), {
    served: 12,
    depth: undefined,
    lost: undefined,
  });
  for (const port of ports) port.close();
  for (const worker of workers) worker.dispose();
});

test('one that does not answer its last question is lost, and counts with what it told before', async () => {
  using own = createTelemetry(quiet);
  using worker = recording(5);
  const { port, stop } = shared(worker);
  const attached = attachWorker(own, port, { timeoutSeconds: 0.1 });
  await attached.snapshot();
  stop();
  assert.is(await attached.detach(), false);
  // Who is lost is counted when the others were asked.
  await attached.snapshot();
  for (let i = 0; i < 2; i++) {
    assert.equal(counted(await attached.snapshot()), { served: 5, depth: undefined, lost: 1 });
  }
  port.close();
});

test('it is asked by itself, every ten seconds, or as often as intervals end', async () => {
  for (const [options, more, everySeconds] of [
    [{}, {}, 10],
    [{ aggregationIntervalSeconds: 2 }, {}, 2],
    [{}, { everySeconds: 3 }, 3],
  ] as const) {
    const machine = new Machine();
    const own = createTelemetry({ ...quiet, ...options, clock: machine, timer: machine });
    using worker = recording(5);
    let asked = 0;
    const source = {
      snapshot: () => {
        asked += 1;
        return worker.snapshot();
      },
    };
    const { port1, port2 } = new MessageChannel();
    shareSnapshots(source, port2);
    attachWorker(own, port1, more);
    if ('everySeconds' in more) machine.pass(10 - more.everySeconds);
    machine.pass(everySeconds - 0.001);
    assert.is(asked, 0);
    machine.pass(0.001);
    while (asked === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    own.dispose();
    port1.close();
  }
});

test('what a later call leaves out stays as it was; what makes no sense is refused', async () => {
  using own = createTelemetry(quiet);
  using worker = recording(1);
  const { port } = shared(worker);
  const attached = attachWorker(own, port, { gauges: { depth: 'max' } });
  own.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(5);
  attachWorker(own, port, { timeoutSeconds: 1 });
  assert.is(totalOf(await attached.snapshot(), 'depth'), 5);
  assert.throwsCode(() => attachWorker(own, {} as MessagePort), 'TELEMETRY_CHANNEL');
  assert.throwsCode(() => attachWorker({} as Telemetry, port), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => attachWorker(own, port, { everySeconds: 0 }), 'TELEMETRY_COLLECT_OPTION');
  assert.throwsCode(() => attachWorker(own, port, { every: 1 } as never), 'TELEMETRY_UNKNOWN_OPTION');
  assert.throwsCode(
    () => attachWorker(own, port, { gauges: { depth: 'mean' as never } }),
    'TELEMETRY_GAUGE_RULE',
  );
  port.close();
});

if (typeof BroadcastChannel === 'function') {
  test('everybody on a BroadcastChannel is attached by it', async () => {
    const name = `inferometer-test-${Math.random()}`;
    using own = createTelemetry(quiet);
    const workers = [recording(1), recording(2), recording(4)];
    const channels = workers.map((worker) => {
      const channel = new BroadcastChannel(name);
      shareSnapshots(worker, channel);
      return channel;
    });
    const asking = new BroadcastChannel(name);
    const attached = attachWorker(own, asking, { gatherSeconds: 0.5 });
    assert.equal(counted(await attached.snapshot()), { served: 7, depth: 3, lost: undefined });
    assert.is(await attached.detach(), true);
    assert.equal(counted(await attached.snapshot()), { served: 7, depth: undefined, lost: undefined });
    for (const channel of [asking, ...channels]) channel.close();
    for (const worker of workers) worker.dispose();
  });
}

test('one that leaves by itself is let go where the platform says so, with its last words', async () => {
  using own = createTelemetry(quiet);
  const worker = recording(5);
  const { port1, port2 } = new MessageChannel();
  /** A port as the standard has it, whatever this runtime's ports tell. */
  const standard = new EventTarget();
  port1.onmessage = ({ data }) => void standard.dispatchEvent(new MessageEvent('message', { data }));
  shareSnapshots(worker, port2);
  const attached = attachWorker(
    own,
    Object.assign(standard, { postMessage: (m: unknown) => port1.postMessage(m) }),
  );
  await attached.snapshot();
  worker.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(3);
  worker.dispose();
  await new Promise((resolve) => setTimeout(resolve, 50));
  port1.close();
  standard.dispatchEvent(new Event('close'));
  assert.equal(counted(await attached.snapshot()), { served: 8, depth: undefined, lost: undefined });
  assert.is(attached.missing, 0, 'it is not asked any more');
});

if (typeof Worker === 'function') {
  const script = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const start = async () => {
    const worker = new Worker(script, { type: 'module' });
    await heard(worker);
    const say = (command: Command, transfer: Transferable[] = []) => worker.postMessage(command, transfer);
    return { worker, say };
  };
  const heard = (worker: Worker) =>
    new Promise<void>((resolve) => {
      worker.addEventListener('message', ({ data }) => {
        if (data?.recorded !== undefined) resolve();
      });
    });

  test('a web worker counts, and what it recorded since it was asked is all that terminate() loses', async () => {
    using own = createTelemetry(quiet);
    const { worker, say } = await start();
    const attached = attachWorker(own, worker, { timeoutSeconds: 1 });
    say({ record: 5 });
    await heard(worker);
    assert.equal(counted(await attached.snapshot()), { served: 5, depth: 1, lost: undefined });
    say({ record: 3 });
    await heard(worker);
    assert.is(await attached.detach(), true);
    worker.terminate();
    assert.equal(counted(await attached.snapshot()), { served: 8, depth: undefined, lost: undefined });
  });

  test('a web worker over a port of its own: its messages are no business of the worker', async () => {
    using own = createTelemetry(quiet);
    const { worker, say } = await start();
    const { port1, port2 } = new MessageChannel();
    say({ port: port2 }, [port2]);
    const attached = attachWorker(own, port1);
    say({ record: 5 });
    await heard(worker);
    assert.equal(counted(await attached.snapshot()), { served: 5, depth: 1, lost: undefined });
    await attached.detach();
    worker.terminate();
    port1.close();
  });

  test('a web worker that is gone without a word is lost after a minute of silence', async () => {
    using own = createTelemetry(quiet);
    const { worker, say } = await start();
    const attached = attachWorker(own, worker, { timeoutSeconds: 0.1 });
    say({ record: 5 });
    await heard(worker);
    await attached.snapshot();
    worker.terminate();
    const now = performance.now.bind(performance);
    performance.now = () => now() + 61_000;
    try {
      await attached.snapshot();
      for (let i = 0; i < 2; i++) {
        assert.equal(counted(await attached.snapshot()), { served: 5, depth: undefined, lost: 1 });
      }
    } finally {
      performance.now = now;
    }
  });
}
