// Whoever leaves the response of `node:http` in the midst of it gives its request up, and the response ends with the same error as
// where the server died.
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTelemetry, getStreamMetrics, type StreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

async function endingOf(
  read: (response: IncomingMessage) => Promise<unknown>,
  dies: boolean,
): Promise<StreamMetrics['endings'] | undefined> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': 1_000_000 });
    response.write('x'.repeat(1000), () => dies && setTimeout(() => response.destroy(), 10));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const telemetry = createTelemetry();
  try {
    const response = await trackStream(
      telemetry,
      { modelId: 'm' },
      () => new Promise<IncomingMessage>((done) => get({ port, host: '127.0.0.1' }, done)),
    );
    await read(response).catch(() => {});
    await new Promise((done) => setTimeout(done, 20));
    return getStreamMetrics(telemetry, 'm')?.endings;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a reader that leaves has left', async () => {
  const endings = await endingOf(async (response) => {
    for await (const _ of response) break;
  }, false);
  assert.equal([endings?.returned, endings?.failed], [1, 0]);
});

test('a server that dies has failed', async () => {
  const endings = await endingOf(async (response) => {
    for await (const _ of response);
  }, true);
  assert.equal([endings?.returned, endings?.failed], [0, 1]);
});
