// Who cancelled while a buffer waited to be filled was told that the source is locked, and the source went on.
import { createTelemetry, trackStream } from 'inferometer';
import { assert, skip, test } from '../harness.ts';
import { hasByteStreams } from '../places.ts';

test('a reader of bytes leaves while its buffer waits', async () => {
  if (!hasByteStreams()) skip('there are no streams of bytes here');
  const telemetry = createTelemetry({ logLevel: 'silent' });
  let reason: unknown;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    type: 'bytes',
    start: (controller) => controller.enqueue(Uint8Array.of(1, 2)),
    cancel: (given) => {
      reason = given;
    },
  });
  const reader = trackStream(telemetry, { modelId: 'm' }, source).getReader({ mode: 'byob' });
  assert.equal([...((await reader.read(new Uint8Array(8))).value ?? [])], [1, 2]);
  const waiting = reader.read(new Uint8Array(8));
  await new Promise((resolve) => setTimeout(resolve));
  await reader.cancel('enough');
  assert.is((await waiting).done, true);
  assert.is(reason, 'enough');
});
