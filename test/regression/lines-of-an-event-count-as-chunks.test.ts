// Servers may send an event in several lines `data:`; a blank line ends it (HTML, 9.2.6).
import fc from 'fast-check';
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

/** What `tokensOf` was asked with, where the body came in these pieces; and how many tokens were counted. */
async function chunksOf(pieces: readonly Uint8Array[], type = 'text/event-stream') {
  const telemetry = createTelemetry();
  const chunks: unknown[] = [];
  const tokensOf = (chunk: unknown) => {
    chunks.push(chunk);
    return 1;
  };
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const response = trackStream(
    telemetry,
    { modelId: 'm', tokensOf },
    new Response(body, { headers: { 'content-type': type } }),
  );
  const read = await response.text();
  assert.is(getStreamMetrics(telemetry, 'm')?.tokens ?? 0, chunks.length);
  telemetry.dispose();
  return { chunks, read };
}

const bytes = (text: string) => new TextEncoder().encode(text);

test('an event of several lines is one chunk, whatever else is around it', async () => {
  const { chunks } = await chunksOf([
    bytes(
      ': hello\n\nevent: delta\nid: 1\ndata: {"choices":\ndata:   [{"delta":{"content":"é"}}]}\nretry: 5\n\n' +
        'data: plain\ndata:text\n\nevent: ping\n\ndata: [DONE]\n\n',
    ),
  ]);
  assert.equal(chunks, [{ choices: [{ delta: { content: 'é' } }] }, 'plain\ntext']);
});

test('the last event need not be ended', async () => {
  const { chunks } = await chunksOf([bytes('data: 1\n\ndata: [\ndata: 2]')]);
  assert.equal(chunks, [1, [2]]);
});

test('lines of JSON are a chunk each', async () => {
  const { chunks } = await chunksOf([bytes('{"a":1}\n{"a":2}\r\n\n{"a":3}')], 'application/x-ndjson');
  assert.equal(chunks, [{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test('events are the same however lines end and wherever the body is cut', async () => {
  const line = fc.constantFrom('a', 'é', '漢字', '🜁 x', '{"b":[1]}', '');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat({ max: 200 }), { maxLength: 12 }),
      async (events, ends, cuts) => {
        let lines = 0;
        const end = () => ends[lines++ % ends.length] as string;
        let text = '';
        for (const data of events) {
          for (const one of data) text += `data: ${one}${end()}`;
          // What ends an event must not look like a part of the end of its last line.
          text += text.endsWith('\r') ? '\r' : end();
        }
        const all = bytes(text);
        const at = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
        const pieces = at.slice(1).map((to, i) => all.subarray(at[i], to));
        const { chunks, read } = await chunksOf(pieces);
        const expected = events.map((data) => {
          const joined = data.join('\n');
          return joined.trim() === '{"b":[1]}' ? { b: [1] } : joined;
        });
        assert.equal(chunks, expected);
        assert.is(read, text);
      },
    ),
    { numRuns: 200 },
  );
});
