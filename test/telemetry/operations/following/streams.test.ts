import { createTelemetry, getInferenceMetrics, getStreamMetrics, instrument, trackStream } from 'inferometer';
import { assert, collectGarbage, test } from '../../../harness.ts';
import { countOf, ManualClock, refusals } from '../../support.ts';

const model = { modelId: 'm' };

function clocked() {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  async function* words() {
    for (let i = 0; i < 3; i++) {
      clock.advance(1);
      yield 'word';
    }
  }
  const latency = () => getInferenceMetrics(telemetry, 'm')?.latency?.totalSeconds;
  return { clock, telemetry, words, latency };
}

async function read(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

test('an operation whose function gives a stream lasts to the end of the stream', async () => {
  const { clock, telemetry, words, latency } = clocked();
  const stream = await telemetry.trackInference(model, async () => {
    clock.advance(2);
    return words();
  });
  assert.is(latency(), undefined);
  await read(stream);
  assert.is(latency(), 5);
  const openings = telemetry
    .snapshot()
    .metrics.find(({ fullName }) => fullName.endsWith('stream_opening_seconds'));
  const [series] = openings?.series ?? [];
  assert.equal(series?.labels, { operation_type: 'inference', model_id: 'm' });
  assert.is(series && 'histogram' in series && series.histogram.sum, 2);
});

test('known shapes of results are looked into: stream, data, body', async () => {
  for (const key of ['stream', 'data', 'body'] as const) {
    const { telemetry, words, latency } = clocked();
    const given = { [key]: words(), other: 1 };
    const result = (await telemetry.trackInference(model, async () => given)) as Record<
      string,
      AsyncIterable<string>
    >;
    assert.is(result, given as never);
    await read(result[key] as AsyncIterable<string>);
    assert.is(latency(), 3);
  }
});

test('streamOf says where the stream is, however deep', async () => {
  const { telemetry, words, latency } = clocked();
  type Result = { answer: { parts: AsyncIterable<string> } };
  const streamOf = ({ answer }: Result) => answer.parts;
  const open = (): Result => ({ answer: { parts: words() } });
  await read(telemetry.trackInference({ ...model, streamOf }, open).answer.parts);
  assert.is(latency(), 3);
  const result = await trackStream(telemetry, { ...model, streamOf }, async () => open());
  await read(result.answer.parts);
  const client = instrument(
    telemetry,
    { open },
    { operations: { open: { operationType: 'inference', ...model, streamOf } } },
  );
  await read(client.open().answer.parts);
  const { endings, tokens } = getStreamMetrics(telemetry, 'm') ?? {};
  assert.equal([endings?.completed, tokens], [2, 6]);
});

test('a streamOf that throws, or finds nothing, leaves a result without a stream', async () => {
  const telemetry = createTelemetry();
  const broken = () => {
    throw new Error('no such property');
  };
  assert.equal(
    telemetry.trackInference({ ...model, streamOf: broken }, () => ({ a: 1 })),
    { a: 1 },
  );
  assert.is(
    telemetry.trackInference({ ...model, streamOf: () => undefined }, () => 5),
    5,
  );
  assert.is(refusals(telemetry, 'callback_failed'), 1);
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.ok, 2);
  const streamOf = 'stream' as never;
  assert.throwsCode(
    () => trackStream(telemetry, { ...model, streamOf }, () => ({})),
    'TELEMETRY_ARGUMENT_KIND',
  );
});

test('a stream that is left is aborted, one that fails is an error', async () => {
  const { telemetry, words } = clocked();
  for await (const _ of telemetry.trackInference(model, words)) break;
  const failing = async function* () {
    yield 1;
    throw new Error('lost');
  };
  await read(telemetry.trackInference(model, failing)).catch(() => {});
  const { outcomes } = getInferenceMetrics(telemetry, 'm') ?? {};
  assert.equal(outcomes?.inference, { ok: 0, error: 1, aborted: 1, unknown: 0 });
});

test('a tee of a class of its own is one stream with two readers', async () => {
  class Forked {
    async *[Symbol.asyncIterator]() {
      yield 1;
      yield 2;
    }
    tee(): [Forked, Forked] {
      return [new Forked(), new Forked()];
    }
  }
  const telemetry = createTelemetry();
  const [left, right] = trackStream(telemetry, model, new Forked()).tee();
  assert.equal([left instanceof Forked, right instanceof Forked], [true, true]);
  await Promise.all([read(left), read(right)]);
  const { endings, tokens, active } = getStreamMetrics(telemetry, 'm') ?? {};
  assert.equal([endings?.completed, tokens, active], [1, 2, 0]);
});

test('what is taken in a way that cannot be followed is unfollowed when it is collected, and no success', async () => {
  class Handed {
    async *[Symbol.asyncIterator]() {
      yield 1;
    }
    async toText(): Promise<string> {
      let text = '';
      for await (const part of this) text += part;
      return text;
    }
  }
  const telemetry = createTelemetry();
  const take = async () => {
    assert.is(await trackStream(telemetry, model, new Handed()).toText(), '1');
    const frozen = trackStream(telemetry, model, () => Object.freeze({ stream: new Handed() }));
    assert.is(await frozen.stream.toText(), '1');
  };
  await take();
  const unfollowed = () => getStreamMetrics(telemetry, 'm')?.unfollowed;
  for (let turn = 0; turn < 10 && unfollowed() !== 2; turn++) await collectGarbage();
  assert.is(unfollowed(), 2);
  assert.is(refusals(telemetry, 'unfollowed'), 2);
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.ok, 0);
});

test('events in the body of a response are chunks, as the model sent them', async () => {
  const telemetry = createTelemetry();
  const text = 'data: {"text":""}\n\ndata: {"text":"a"}\n\ndata: {"text":"b"}\n\ndata: [DONE]\n\n';
  const body = new ReadableStream({
    start(controller) {
      for (const part of [text.slice(0, 30), text.slice(30)])
        controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
  const isToken = (chunk: unknown) => (chunk as { text: string }).text !== '';
  const headers = { 'content-type': 'text/event-stream' };
  const response = await trackStream(
    telemetry,
    { ...model, isToken },
    async () => new Response(body, { headers }),
  );
  assert.is(await response.text(), text);
  assert.is(response.headers.get('content-type'), 'text/event-stream');
  assert.equal(
    [getStreamMetrics(telemetry, 'm')?.tokens, getStreamMetrics(telemetry, 'm')?.endings.completed],
    [2, 1],
  );
});

test('a method that gives the same stream again gives the same stand-in', () => {
  const telemetry = createTelemetry();
  const stream = new ReadableStream();
  const port = instrument(telemetry, { open: () => stream }, { backend: 'port' });
  assert.is(port.open(), port.open());
  assert.is(countOf(telemetry, 'wal_operation_latency_seconds', { operation_type: 'open' }), 1);
});
