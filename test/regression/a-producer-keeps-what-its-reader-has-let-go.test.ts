// A stream whose source was held by its producer, by its controller or a timer, was never found abandoned.
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, collectGarbage, skip, test } from '../harness.ts';

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

const STREAMS = 10;
/** Collectors that look for pointers on the stack, as Bun's does, take some numbers there for one. */
const LOOKED_AT = 3;

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

/**
 * Whether the engine lets go of a stream to which what its source leads to has a weak reference. Firefox does not: from an object of
 * the DOM on, as a stream is there, its cycle collector takes a weak reference for a strong one.
 */
async function letsGo(): Promise<boolean> {
  let isCollected = false;
  const registry = new FinalizationRegistry(() => {
    isCollected = true;
  });
  const make = () => {
    const { closed } = produced().getReader();
    const stream = new ReadableStream({
      start(controller) {
        const weak = new WeakRef(controller);
        closed.then(() => weak.deref()?.close());
      },
    });
    registry.register(stream, undefined);
  };
  for (let i = 0; i < STREAMS; i++) make();
  for (let i = 0; i < 5 && !isCollected; i++) await collectGarbage();
  return isCollected;
}

for (const [way, take] of Object.entries(ways)) {
  test(`${way}: streams that their readers have let go are abandoned`, async () => {
    if (!(await letsGo())) skip('its cycle collector takes a weak reference for a strong one');
    const telemetry = createTelemetry();
    for (let i = 0; i < STREAMS; i++) await take(telemetry);
    const active = () => getStreamMetrics(telemetry, 'm')?.active as number;
    for (let i = 0; i < 10 && active() > 0; i++) await collectGarbage();
    const { endings } = getStreamMetrics(telemetry, 'm') ?? {};
    assert.is(active() + (endings?.abandoned as number), STREAMS);
    assert.ok(active() <= LOOKED_AT, `${active()} of ${STREAMS} are active`);
    assert.ok(held.length >= STREAMS);
  });
}

test('one that its reader holds is not', async () => {
  const telemetry = createTelemetry();
  const stream = trackStream(telemetry, { modelId: 'm' }, produced());
  for (let i = 0; i < 3; i++) await collectGarbage();
  assert.is(getStreamMetrics(telemetry, 'm')?.active, 1);
  assert.is(await read(stream), 'a');
});
