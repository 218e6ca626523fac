// Workers that only a browser has: shared by several pages, and ports that tell their end.
import { createTelemetry } from 'inferometer';
import { attachWorker } from 'inferometer/multiprocess';
import { assert, test } from '../harness.ts';
import program from './attached-program.ts?worker';
import { counted } from './counted.ts';

const script = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));

const recordedOver = (port: MessagePort) =>
  new Promise<void>((resolve) => {
    port.addEventListener('message', ({ data }) => {
      if (data?.recorded !== undefined) resolve();
    });
    port.start();
  });

test('a shared worker counts once for each page that attaches it', async () => {
  const pages = [1, 2].map(() => {
    const { port } = new SharedWorker(script, { type: 'module', name: 'shared' });
    const telemetry = createTelemetry({ logLevel: 'silent' });
    return { port, telemetry, attached: attachWorker(telemetry, port) };
  });
  const [first, second] = pages as [(typeof pages)[0], (typeof pages)[0]];
  const recorded = recordedOver(first.port);
  first.port.postMessage({ record: 5 });
  await recorded;
  for (const { attached } of pages) {
    assert.equal(counted(await attached.snapshot()), { served: 5, depth: 1, lost: undefined });
  }
  // One page goes; the worker stays, and counts for the other.
  assert.is(await first.attached.detach(), true);
  first.port.close();
  const again = recordedOver(second.port);
  second.port.postMessage({ record: 2 });
  await again;
  assert.equal(counted(await second.attached.snapshot()), { served: 7, depth: 1, lost: undefined });
  for (const { telemetry } of pages) telemetry.dispose();
});

// Elsewhere a minute of silence tells.
if ('onclose' in MessagePort.prototype) {
  test('a worker that is terminated is lost at once where it is attached by a port of its own', async () => {
    using telemetry = createTelemetry({ logLevel: 'silent' });
    const worker = new Worker(script, { type: 'module' });
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ port: port2 }, [port2]);
    const attached = attachWorker(telemetry, port1);
    const recorded = recordedOver(port1);
    port1.postMessage({ record: 5 });
    await recorded;
    await attached.snapshot();
    const closed = new Promise((resolve) => port1.addEventListener('close', resolve));
    worker.terminate();
    await closed;
    await attached.snapshot();
    for (let i = 0; i < 2; i++) {
      assert.equal(counted(await attached.snapshot()), { served: 5, depth: undefined, lost: 1 });
    }
    assert.is(attached.missing, 0);
  });
}
