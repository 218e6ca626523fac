// What S3's client gives in pages is a stream with methods that read that very stream: another one in its place had the same
// methods, and they found theirs locked.
import { createTelemetry, type Telemetry, trackStream } from 'inferometer';
import { instrumentFetch } from 'inferometer/integrations/fetch';
import { s3Telemetry } from 'inferometer/integrations/s3';
import { assert, collectGarbage, skip, test } from '../harness.ts';
import { seriesOf } from '../telemetry/support.ts';

const TEXT = 'weights of glyphs';

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
}

/** As `sdkStreamMixin` of @smithy makes them. */
function bodyOf(stream: ReadableStream<Uint8Array>) {
  return Object.assign(stream, {
    transformToString: () => textOf(stream),
    transformToWebStream: () => stream,
  });
}

type Body = ReturnType<typeof bodyOf>;

function body(): Body {
  const bytes = new TextEncoder().encode(TEXT);
  return bodyOf(
    new ReadableStream({
      pull(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    }),
  );
}

function outcomesOf(telemetry: Telemetry): Record<string, number> {
  const series = seriesOf(telemetry, 'wal_operation_outcomes_total');
  const told = series.map((one) => [String(one.labels.outcome), 'value' in one ? one.value : 0] as const);
  return Object.fromEntries(told.filter(([, value]) => value > 0));
}

/** Each reads it to the end. */
const readers: Readonly<Record<string, (body: Body) => Promise<string>>> = {
  'a method of its own': (stream) => stream.transformToString(),
  'what a method of its own gives': (stream) => textOf(stream.transformToWebStream()),
  'a reader': textOf,
  'for await': async (stream) => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of stream as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(bytes);
    return text;
  },
  pipeThrough: async (stream) => {
    const texts = stream.pipeThrough(new TextDecoderStream() as never) as ReadableStream<string>;
    let text = '';
    for (const reader = texts.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += value;
    }
  },
  pipeTo: async (stream) => {
    const decoder = new TextDecoder();
    let text = '';
    const write = (bytes: Uint8Array) => {
      text += decoder.decode(bytes);
    };
    await stream.pipeTo(new WritableStream({ write }));
    return text;
  },
  'both branches of tee': async (stream) => {
    const [one, other] = stream.tee();
    const [text, same] = await Promise.all([textOf(one), textOf(other)]);
    assert.is(text, same);
    return text;
  },
};

/** What is sent by a client that is watched gets this answer. */
async function answered(telemetry: Telemetry, Body: unknown): Promise<unknown> {
  let get: ((args: object) => Promise<unknown>) | undefined;
  s3Telemetry(telemetry).applyToStack({
    add(middleware: unknown, { step }: { step: string }) {
      if (step !== 'initialize') return;
      const next = async () => ({ output: { Body } });
      get = (middleware as (next: unknown, context: object) => typeof get)(next, {
        commandName: 'GetObjectCommand',
      });
    },
  } as never);
  const answer = (await get?.({})) as { readonly output: { readonly Body: unknown } };
  return answer.output.Body;
}

for (const [name, read] of Object.entries(readers)) {
  test(`${name} reads a body of S3, and its operation ends with that`, async () => {
    if (name === 'for await' && !(Symbol.asyncIterator in ReadableStream.prototype))
      skip('WebKit iterates over no stream');
    const telemetry = createTelemetry({ logLevel: 'silent' });
    const plain = body();
    assert.is(await answered(telemetry, plain), plain);
    assert.is(plain.locked, false);
    assert.is(await read(plain), TEXT);
    assert.equal(outcomesOf(telemetry), { ok: 1 });
  });

  test(`${name} reads such a stream, whoever gave it`, async () => {
    if (name === 'for await' && !(Symbol.asyncIterator in ReadableStream.prototype))
      skip('WebKit iterates over no stream');
    const telemetry = createTelemetry({ logLevel: 'silent' });
    const plain = body();
    assert.is(await telemetry.trackInference({ modelId: 'm' }, async () => plain), plain);
    assert.is(await read(trackStream(telemetry, { modelId: 'm' }, plain)), TEXT);
  });
}

test('a body of S3 is unlocked when its reader lets go, and cancelled by the one who leaves', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  let reason: unknown;
  const stream = bodyOf(
    new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(Uint8Array.of(1)),
      cancel: (given) => {
        reason = given;
      },
    }),
  );
  await answered(telemetry, stream);
  const reader = stream.getReader();
  await reader.read();
  assert.is(stream.locked, true);
  reader.releaseLock();
  assert.is(stream.locked, false);
  await stream.cancel('enough');
  assert.is(reason, 'enough');
  assert.equal(outcomesOf(telemetry), { aborted: 1 });
});

test('each of two telemetries of one client hears of a body', async () => {
  const both = [createTelemetry({ logLevel: 'silent' }), createTelemetry({ logLevel: 'silent' })];
  const plain = body();
  for (const telemetry of both) assert.is(await answered(telemetry, plain), plain);
  assert.is(await plain.transformToString(), TEXT);
  assert.equal(both.map(outcomesOf), [{ ok: 1 }, { ok: 1 }]);
});

test('what is taken where no method is called is taken, and ends when it is collected', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const take = async () => {
    const stream = (await answered(telemetry, body())) as Body;
    return new Response(stream).text();
  };
  assert.is(await take(), TEXT);
  await collectGarbage();
  // Node's Response calls a method of it, others do not.
  assert.equal(Object.values(outcomesOf(telemetry)), [1]);
});

test('methods of its own read the response that they were made for', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const fetched = async (_url: string, _init: object) => {
    const plain = new Response('a\nb', { headers: { 'content-type': 'text/event-stream' } });
    return Object.assign(plain, { lines: async () => (await plain.text()).split('\n') });
  };
  const tracked = await telemetry.trackInference({ modelId: 'm' }, () => fetched('x', {}));
  assert.equal(await tracked.lines(), ['a', 'b']);
  const ask = instrumentFetch(telemetry, fetched);
  const request = { method: 'POST', body: '{"model":"m"}' };
  const asked = await ask('https://api.openai.com/v1/chat/completions', request);
  assert.equal(await asked.lines(), ['a', 'b']);
});
