// A stream of Node whose destination was closed stayed active until the collector found it, and for ever where its producer
// held it.
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable, Writable } from 'node:stream';
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

const pause = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

function endless(): Readable {
  const source = new PassThrough();
  source.write('a');
  return source;
}

function tracked(source: Readable) {
  const telemetry = createTelemetry();
  const stream = trackStream(telemetry, { modelId: 'm' }, source);
  const state = () => {
    const { active, endings } = getStreamMetrics(telemetry, 'm') ?? {};
    const ended = Object.entries(endings ?? {}).filter(([, count]) => count > 0);
    return [active, Object.fromEntries(ended)];
  };
  const isRestored = () => !['emit', 'unpipe'].some((key) => Object.hasOwn(source, key));
  return { stream, state, isRestored };
}

test('a client that goes away is a reader that has left', async () => {
  const { stream, state, isRestored } = tracked(endless());
  const server = createServer((_, response) => stream.pipe(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    const request = get({ port, host: '127.0.0.1' }, (response) => {
      response.once('data', () => {
        request.destroy();
        resolve();
      });
      response.on('error', () => {});
    });
    request.on('error', () => {});
  });
  for (let i = 0; i < 50 && state()[0] !== 0; i++) await pause();
  assert.equal(state(), [0, { returned: 1 }]);
  assert.is(isRestored(), true);
  server.closeAllConnections();
  server.close();
});

const closings: Record<string, (end: Writable) => void> = {
  destroyed: (end) => end.destroy(),
  'destroyed with an error': (end) => end.destroy(new Error('gone')),
  ended: (end) => end.end(),
};

for (const [how, close] of Object.entries(closings)) {
  test(`where it was piped to is ${how}: it is left`, async () => {
    const { stream, state, isRestored } = tracked(endless());
    const end = new PassThrough();
    end.on('error', () => {});
    end.resume();
    stream.on('error', () => {});
    stream.pipe(end);
    await pause();
    assert.equal(state(), [1, {}]);
    close(end);
    await pause();
    assert.equal(state(), [0, { returned: 1 }]);
    assert.is(isRestored(), true);
  });
}

test('somebody who still reads it is none who has left', async () => {
  const { stream, state } = tracked(endless());
  const [first, second] = [new PassThrough(), new PassThrough()];
  second.resume();
  stream.pipe(first);
  stream.pipe(second);
  await pause();
  first.destroy();
  await pause();
  assert.equal(state(), [1, {}]);
  (stream as PassThrough).end();
  await pause();
  assert.equal(state(), [0, { completed: 1 }]);
});

test('nor is who pipes it elsewhere then, or takes it back by himself', async () => {
  const { stream, state } = tracked(endless());
  const [first, second] = [new PassThrough(), new PassThrough()];
  second.resume();
  first.on('close', () => stream.pipe(second));
  stream.pipe(first);
  await pause();
  first.destroy();
  await pause();
  stream.unpipe(second);
  await pause();
  assert.equal(state(), [1, {}]);
  stream.resume();
  (stream as PassThrough).end();
  await pause();
  assert.equal(state(), [0, { completed: 1 }]);
});

test('what is read to its end by a pipe is completed, also where that ends only with it', async () => {
  for (const options of [{}, { end: false }]) {
    const { stream, state, isRestored } = tracked(Readable.from(['a', 'b']));
    stream.pipe(new Writable({ write: (_chunk, _encoding, done) => done() }), options);
    await pause();
    assert.equal(state(), [0, { completed: 1 }]);
    assert.is(isRestored(), true);
  }
});
