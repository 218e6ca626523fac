// A browser that was closed while an answer was piped to it counted as a failure of the model.
import { createServer, get } from 'node:http';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

const modelId = 'm';

function endless(): Readable {
  return new Readable({
    read() {
      setTimeout(() => this.push('token '));
    },
  });
}

test('who closes the response that a stream is piped to has stopped reading', async () => {
  const telemetry = createTelemetry();
  let ended: () => void = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const server = createServer((_, response) => {
    pipeline(trackStream(telemetry, { modelId }, endless()), response, () => ended());
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as { port: number };
  const request = get({ port }, (response) => response.once('data', () => request.destroy()));
  request.on('error', () => {});
  await end;
  server.close();
  const { returned, failed } = getStreamMetrics(telemetry, modelId)?.endings ?? {};
  assert.equal([returned, failed], [1, 0]);
});

test('a source that fails still has failed, whatever code it gives', async () => {
  // As node-fetch says it.
  const premature = Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  for (const error of [new Error('reset'), premature]) {
    const telemetry = createTelemetry();
    const source = new Readable({
      read() {
        this.destroy(error);
      },
    });
    const stream = trackStream(telemetry, { modelId }, source);
    await assert.rejects(piped(stream, new PassThrough().resume()));
    assert.is(getStreamMetrics(telemetry, modelId)?.endings.failed, 1);
  }
});
