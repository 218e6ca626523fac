// The last line of a body, with the usage in it, was not looked at where no newline ended it.
import fc from 'fast-check';
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

const chunk = (text: string) => JSON.stringify({ choices: [{ delta: { content: text } }] });

/** Two tokens, as servers write them. */
const bodies: Record<string, readonly [type: string, text: string]> = {
  events: ['text/event-stream', `data: ${chunk('é')}\n\ndata: ${chunk('b')}\n\ndata: [DONE]\n\n`],
  'events without spaces': [
    'text/event-stream',
    `data:${chunk('é')}\r\n\r\ndata:${chunk('b')}\r\n\r\ndata:[DONE]`,
  ],
  'events without an end': ['text/event-stream', `data: ${chunk('é')}\n\ndata: ${chunk('b')}`],
  lines: ['application/x-ndjson', `${chunk('é')}\n${chunk('b')}\n`],
  'lines without an end': ['application/jsonl', `${chunk('é')}\n${chunk('b')}`],
};

test('a body has the tokens that are in it, wherever it is cut', async () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(bodies)), cuts, async (name, sizes) => {
      const [type, text] = bodies[name] as (typeof bodies)[string];
      const bytes = new TextEncoder().encode(text);
      let from = 0;
      let piece = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (from >= bytes.length) return controller.close();
          const size = sizes[piece++ % sizes.length] as number;
          controller.enqueue(bytes.slice(from, from + size));
          from += size;
        },
      });
      using telemetry = createTelemetry();
      const response = new Response(body, { headers: { 'content-type': type } });
      const tracked = await trackStream(telemetry, { modelId: 'm' }, async () => response);
      assert.is(await tracked.text(), text);
      assert.is(getStreamMetrics(telemetry, 'm')?.tokens, 2, name);
    }),
    { numRuns: 40 },
  );
});
