// A stream whose source was held by its producer, by its controller or a timer, was never found abandoned.
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, collectGarbage, test } from '../harness.ts';

type Controller = ReadableStreamDefaultController<string>;

/** What producers hold. */
const held: unknown[] = [];

function produced(): ReadableStream<string> {
  let kept: Controller | undefined;
  const source = new ReadableStream<string>({
    start(controller) {
      kept = controller;
      controller.enqueue('a');
      controller.enqueue('b');
    },
  });
  held.push(kept, source);
  return source;
}

type Telemetry = ReturnType<typeof createTelemetry>;

const ways: Record<string, (telemetry: Telemetry) => Promise<unknown>> = {
  'handed in': async (telemetry) => read(trackStream(telemetry, { modelId: 'm' }, produced())),
  opened: async (telemetry) => read(await trackStream(telemetry, { modelId: 'm' }, async () => produced())),
  'in a response': async (telemetry) => {
    const response = new Response(produced().pipeThrough(new TextEncoderStream()));
    held.push(response);
    const tracked = await trackStream(telemetry, { modelId: 'm' }, async () => response);
    return read(tracked.body as ReadableStream);
  },
};

const read = async (stream: ReadableStream) => (await stream.getReader().read()).value;

for (const [way, take] of Object.entries(ways)) {
  test(`${way}: a stream that its reader has let go is abandoned`, async () => {
    const telemetry = createTelemetry();
    await take(telemetry);
    for (let i = 0; i < 10 && getStreamMetrics(telemetry, 'm')?.active !== 0; i++) await collectGarbage();
    const { active, endings } = getStreamMetrics(telemetry, 'm') ?? {};
    assert.equal([active, endings?.abandoned], [0, 1]);
    assert.ok(held.length > 0);
  });
}

test('one that its reader holds is not', async () => {
  const telemetry = createTelemetry();
  const stream = trackStream(telemetry, { modelId: 'm' }, produced());
  for (let i = 0; i < 3; i++) await collectGarbage();
  assert.is(getStreamMetrics(telemetry, 'm')?.active, 1);
  assert.is(await read(stream), 'a');
});
