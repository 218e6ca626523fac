import { EventEmitter } from 'node:events';
import { PassThrough, Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../../../harness.ts';

const texts = ['a', 'b', 'c'];

const readers: Record<string, (stream: Readable) => Promise<string>> = {
  'for await': async (stream) => {
    let text = '';
    for await (const part of stream) text += part;
    return text;
  },
  pipe: (stream) => taken(stream.pipe(new PassThrough())),
  pipeline: async (stream) => {
    const end: Transform = new PassThrough();
    const [text] = await Promise.all([taken(end), pipeline(stream, end)]);
    return text;
  },
  data: taken,
  readable: (stream) =>
    new Promise((resolve) => {
      let text = '';
      stream.on('readable', () => {
        for (let part = stream.read(); part !== null; part = stream.read()) text += part;
      });
      stream.on('end', () => resolve(text));
    }),
};

function taken(stream: Readable): Promise<string> {
  let text = '';
  stream.on('data', (part) => {
    text += part;
  });
  return new Promise((resolve) => stream.on('end', () => resolve(text)));
}

for (const [way, read] of Object.entries(readers)) {
  test(`a stream of Node that is read by ${way} is the same stream, and is followed to its end`, async () => {
    const telemetry = createTelemetry();
    const stream = Readable.from(texts);
    const keys = Reflect.ownKeys(stream);
    const tracked = trackStream(telemetry, { modelId: 'm' }, stream);
    assert.is(tracked, stream);
    assert.is(await read(tracked), 'abc');
    const { tokens, active, endings } = getStreamMetrics(telemetry, 'm') ?? {};
    assert.equal([tokens, active, endings?.completed], [3, 0, 1]);
    // What was put there to look on is gone.
    assert.is(keys.includes('emit'), false);
    assert.is(stream.emit, EventEmitter.prototype.emit);
  });
}

test('a stream of Node that fails, or is destroyed, ends as that', async () => {
  const telemetry = createTelemetry();
  const failing = trackStream(telemetry, { modelId: 'm' }, Readable.from(texts));
  failing.on('error', () => {});
  failing.destroy(new Error('lost'));
  const left = trackStream(telemetry, { modelId: 'm' }, Readable.from(texts));
  left.destroy();
  for await (const _ of trackStream(telemetry, { modelId: 'm' }, Readable.from(texts))) break;
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { endings } = getStreamMetrics(telemetry, 'm') ?? {};
  assert.equal([endings?.failed, endings?.returned, endings?.completed], [1, 2, 0]);
});
