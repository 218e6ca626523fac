import fc from 'fast-check';
import {
  createTelemetry,
  getInferenceMetrics,
  getStreamMetrics,
  type StreamEnding,
  type Telemetry,
  trackStream,
} from 'inferometer';
import { assert, collectGarbage, skip, test } from '../../../harness.ts';
import { hasByteStreams, isWorkerd } from '../../../places.ts';
import { ManualClock, refusals, sampleOf } from '../../support.ts';
import { type Course, generatorOf, iterated, read, readableOf, TokenList } from './support.ts';

const model = { modelId: 'm' };

function streamsOf(telemetry: Telemetry) {
  const metrics = getStreamMetrics(telemetry, 'm');
  assert.ok(metrics);
  return metrics as NonNullable<typeof metrics>;
}

/** Yields each text after so many seconds. */
async function* timed(clock: ManualClock, steps: readonly (readonly [seconds: number, text: string])[]) {
  for (const [seconds, text] of steps) {
    clock.advance(seconds);
    yield { text };
  }
}

test('first chunk, first token, gaps and time per token are those of their definitions', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const steps = [
    [1, ''],
    [1, 'a'],
    [2, 'b'],
    [4, 'c'],
    [1, ''],
  ] as const;
  const isToken = (chunk: { text: string }) => chunk.text !== '';
  const stream = trackStream(telemetry, { ...model, isToken }, timed(clock, steps));
  const texts: string[] = [];
  for await (const { text } of stream) {
    texts.push(text);
    assert.is(streamsOf(telemetry).active, 1);
  }
  assert.equal(texts, ['', 'a', 'b', 'c', '']);
  const metrics = streamsOf(telemetry);
  assert.is(metrics.active, 0);
  assert.is(metrics.timeToFirstChunk?.totalSeconds, 1);
  assert.is(metrics.timeToFirstToken?.totalSeconds, 2);
  assert.equal([metrics.interTokenLatency?.count, metrics.interTokenLatency?.totalSeconds], [2, 6]);
  // (9 - 2) / (3 - 1)
  assert.is(metrics.timePerOutputToken?.totalSeconds, 3.5);
  assert.equal(metrics.tokensPerSecond, { count: 1, mean: 3 / 9, min: 3 / 9, max: 3 / 9 });
  assert.is(metrics.tokens, 3);
  const inference = getInferenceMetrics(telemetry, 'm');
  assert.is(inference?.latency?.totalSeconds, 9);
  assert.equal(inference?.outcomes.inference, { ok: 1, error: 0, aborted: 0, unknown: 0 });
});

test('of one token, and of none, there is no time per token', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  for await (const _ of trackStream(telemetry, model, timed(clock, [[1, 'only']]))) clock.advance(1);
  for await (const _ of trackStream(telemetry, model, timed(clock, []))) clock.advance(1);
  const metrics = streamsOf(telemetry);
  assert.is(metrics.timePerOutputToken, undefined);
  assert.is(metrics.interTokenLatency, undefined);
  assert.equal([metrics.timeToFirstToken?.count, metrics.tokens], [1, 1]);
  assert.is(metrics.endings.completed, 2);
});

test('figures are there while the stream runs', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const stream = trackStream(
    telemetry,
    model,
    timed(clock, [
      [3, 'a'],
      [1, 'b'],
      [1, 'c'],
    ]),
  );
  await stream.next();
  await stream.next();
  const metrics = streamsOf(telemetry);
  assert.equal([metrics.active, metrics.timeToFirstToken?.totalSeconds], [1, 3]);
  assert.is(metrics.interTokenLatency?.count, 1);
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.ok ?? 0, 0);
});

test('the time until the stream is open counts when a function opens it', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const stream = await trackStream(telemetry, model, async (operation) => {
    await operation.child('connect', async () => clock.advance(5));
    return timed(clock, [[1, 'a']]);
  });
  for await (const { text } of stream) assert.is(text, 'a');
  assert.is(streamsOf(telemetry).timeToFirstToken?.totalSeconds, 6);

  const refused = trackStream(telemetry, model, () => Promise.reject(new Error('401')));
  assert.is((await assert.rejects(refused)).message, '401');
  assert.throws(() => trackStream(telemetry, model, () => JSON.parse('{') as AsyncIterable<string>));
  // Some clients answer with a whole result where streaming was not asked for.
  const whole = await trackStream(telemetry, model, async () => ({ text: 'at once' }));
  assert.equal(whole, { text: 'at once' });
  const { endings, active } = streamsOf(telemetry);
  assert.equal([endings.completed, endings.failed, active], [1, 2, 0]);
  assert.is(refusals(telemetry, 'no_stream'), 1);
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.ok, 2);
});

test('how a stream ends is counted: read, failed, aborted, left by its consumer', async () => {
  const courses: [Course, StreamEnding][] = [
    [{ chunks: [1, 2], end: 'done', readUpTo: Infinity }, 'completed'],
    [{ chunks: [1, 2], end: 'throw', readUpTo: Infinity }, 'failed'],
    [{ chunks: [1, 2], end: 'abort', readUpTo: Infinity }, 'aborted'],
    [{ chunks: [1, 2], end: 'done', readUpTo: 1 }, 'returned'],
  ];
  for (const [course, ending] of courses) {
    for (const kind of ['generator', 'list', 'readable'] as const) {
      const telemetry = createTelemetry();
      if (kind === 'readable') await read(trackStream(telemetry, model, readableOf(course)), course.readUpTo);
      else {
        const source = kind === 'generator' ? generatorOf(course) : new TokenList(course);
        await iterated(trackStream(telemetry, model, source), course.readUpTo);
      }
      const expected = { completed: 0, failed: 0, aborted: 0, returned: 0, abandoned: 0, [ending]: 1 };
      assert.equal(streamsOf(telemetry).endings, expected, `${kind} ${ending}`);
      assert.is(streamsOf(telemetry).active, 0);
      const total = sampleOf(telemetry, 'ipfs_aiml_streams_total', { model_id: 'm', ending });
      assert.is(total, 1);
    }
  }
});

test('the durations of streams that did not end well are not among latencies', async () => {
  const telemetry = createTelemetry();
  await iterated(trackStream(telemetry, model, generatorOf({ chunks: [1], end: 'throw' })), 9);
  await iterated(trackStream(telemetry, model, generatorOf({ chunks: [1], end: 'done' })), 1);
  const { latency, outcomes } = getInferenceMetrics(telemetry, 'm') ?? {};
  assert.is(latency, undefined);
  assert.equal(outcomes?.inference, { ok: 0, error: 1, aborted: 1, unknown: 0 });
});

test('an aborted signal ends the stream at once, read or not; what still comes passes through', async () => {
  const telemetry = createTelemetry();
  const controller = new AbortController();
  const course: Course = { chunks: [1, 2, 3], end: 'done', readUpTo: Infinity };
  const stream = trackStream(telemetry, { ...model, signal: controller.signal }, generatorOf(course));
  await stream.next();
  controller.abort();
  assert.equal([streamsOf(telemetry).active, streamsOf(telemetry).endings.aborted], [0, 1]);
  assert.equal(await stream.next(), { done: false, value: 2 });
  await stream.return('x');
  assert.is(streamsOf(telemetry).endings.returned, 0);
});

test('a stream that nobody reads is found by the collector', async () => {
  const telemetry = createTelemetry();
  const course: Course = { chunks: [1, 2], end: 'done', readUpTo: 1 };
  const forget = async () => {
    trackStream(telemetry, model, generatorOf(course));
    trackStream(telemetry, model, readableOf(course));
    const begun = trackStream(telemetry, model, new TokenList(course));
    await begun[Symbol.asyncIterator]().next();
  };
  await forget();
  assert.is(streamsOf(telemetry).active, 3);
  for (let turn = 0; turn < 10 && streamsOf(telemetry).active > 0; turn++) await collectGarbage();
  const { active, endings } = streamsOf(telemetry);
  assert.equal([active, endings.abandoned], [0, 3]);
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.unknown, 3);
});

test('a stream whose iterator is in use is not abandoned', async () => {
  const telemetry = createTelemetry();
  const list = () => new TokenList({ chunks: [1, 2], end: 'done' });
  const iterator = trackStream(telemetry, model, list())[Symbol.asyncIterator]();
  await iterator.next();
  for (let turn = 0; turn < 3; turn++) await collectGarbage();
  assert.is(streamsOf(telemetry).active, 1);
  await iterator.next();
  await iterator.next();
  assert.is(streamsOf(telemetry).endings.completed, 1);
});

test('an iterable stays what it is: class, private fields, own methods, identity of methods', async () => {
  const telemetry = createTelemetry();
  const list = new TokenList({ chunks: [1, 2, 3], end: 'done' });
  const tracked = trackStream(telemetry, model, list);
  assert.instance(tracked, TokenList);
  assert.is(tracked.length, 3);
  const generator = trackStream(telemetry, model, generatorOf({ chunks: [1], end: 'done' }));
  assert.is(generator[Symbol.asyncIterator](), generator);
  assert.is(generator.next, generator.next);
  assert.equal(await generator.throw(new Error('in')).catch(String), 'Error: in');
});

test('a collection may be iterated again: only the first time is a stream', async () => {
  const telemetry = createTelemetry();
  const list = trackStream(telemetry, model, new TokenList({ chunks: [1, 2], end: 'done' }));
  assert.equal(await iterated(list, 9), await iterated(list, 9));
  assert.equal([streamsOf(telemetry).tokens, streamsOf(telemetry).endings.completed], [2, 1]);
});

test('a source is pulled when its consumer pulls, and not before', async () => {
  const telemetry = createTelemetry();
  const log: unknown[] = [];
  const course: Course = { chunks: [1, 2, 3], end: 'done', readUpTo: Infinity };
  const readable = trackStream(telemetry, model, readableOf(course, log));
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(log, []);
  const reader = readable.getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(log, [['pulled', 0]]);
  await reader.cancel('enough');
  assert.equal(log.at(-1), ['cancelled', 'enough']);
});

test('a stream of bytes stays one: the source fills the buffer that its reader brings', async () => {
  if (!hasByteStreams()) skip('there are no streams of bytes here');
  const telemetry = createTelemetry();
  const bytes = [1, 2, 3, 4, 5];
  const source = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const view = controller.byobRequest?.view as Uint8Array | undefined;
      if (bytes.length === 0) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else if (view) {
        const taken = bytes.splice(0, Math.min(2, view.byteLength));
        new Uint8Array(view.buffer, view.byteOffset, taken.length).set(taken);
        controller.byobRequest?.respond(taken.length);
      } else controller.enqueue(Uint8Array.from(bytes.splice(0, 1)));
    },
  });
  const tracked = trackStream(telemetry, model, source);
  const first = tracked.getReader();
  const taken = Array.from<number>((await first.read()).value ?? []);
  // workerd brings a buffer of its own.
  if (!isWorkerd) assert.equal(taken, [1]);
  first.releaseLock();
  const reader = tracked.getReader({ mode: 'byob' });
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(8));
    if (done) break;
    taken.push(...value);
  }
  assert.equal(taken, [1, 2, 3, 4, 5]);
  await reader.closed;
  const { endings, tokens } = streamsOf(telemetry);
  assert.equal([endings.completed, isWorkerd ? 3 : tokens], [1, 3]);
});

test('a tracked ReadableStream is a real one: responses, tee and pipes take it', async () => {
  const telemetry = createTelemetry();
  const text = () => new Response('to be streamed').body as ReadableStream<Uint8Array>;
  assert.is(await new Response(trackStream(telemetry, model, text())).text(), 'to be streamed');
  const [left, right] = trackStream(telemetry, model, text()).tee();
  assert.equal(await Promise.all([new Response(left).text(), new Response(right).text()]), [
    'to be streamed',
    'to be streamed',
  ]);
  const upper = new TransformStream<string, string>({
    transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()),
  });
  const decoder = new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>;
  const piped = trackStream(telemetry, model, text()).pipeThrough(decoder).pipeThrough(upper);
  assert.equal(await read(piped, Infinity), [
    { done: false, value: 'TO BE STREAMED' },
    { done: true, value: undefined },
  ]);
  assert.is(streamsOf(telemetry).endings.completed, 3);
});

test('an isToken that throws is counted, and changes nothing', async () => {
  const telemetry = createTelemetry();
  const isToken = () => {
    throw new Error('no choices');
  };
  const source = generatorOf({ chunks: [1, 2], end: 'done' });
  assert.is((await iterated(trackStream(telemetry, { ...model, isToken }, source), Infinity)).length, 3);
  assert.is(refusals(telemetry, 'callback_failed'), 2);
  assert.equal([streamsOf(telemetry).tokens, streamsOf(telemetry).timeToFirstChunk?.count], [0, 1]);
});

test('what is no stream, is locked, or has wrong options, is refused before anything begins', async () => {
  const telemetry = createTelemetry();
  for (const wrong of [undefined, null, 5, 'text', [1], {}]) {
    const error = assert.throwsCode(
      () => trackStream(telemetry, model, wrong as never),
      'TELEMETRY_STREAM_KIND',
    );
    assert.match(error.message, 'an async iterable, a ReadableStream, or a function');
  }
  const locked = readableOf({ chunks: [1], end: 'done' });
  locked.getReader();
  assert.throwsCode(() => trackStream(telemetry, model, locked), 'TELEMETRY_STREAM_LOCKED');
  const free = () => readableOf({ chunks: [1], end: 'done' });
  assert.throwsCode(() => trackStream(telemetry, {} as never, free()), 'TELEMETRY_LABEL_KIND');
  const isToken = 'yes' as never;
  assert.throwsCode(() => trackStream(telemetry, { ...model, isToken }, free()), 'TELEMETRY_ARGUMENT_KIND');
  assert.equal(telemetry.snapshot().metrics, []);
});

test('without telemetry a stream is the stream itself', async () => {
  const telemetry = createTelemetry({ enabled: false });
  const stream = readableOf({ chunks: [1], end: 'done' });
  assert.is(trackStream(telemetry, model, stream), stream);
  assert.is(
    trackStream(telemetry, model, () => stream),
    stream,
  );
});

test('law: any stream, read in any way, looks the same tracked and untracked, and so does its source', async () => {
  const course = fc.record({
    chunks: fc.array(fc.oneof(fc.string(), fc.double(), fc.constant(undefined), fc.object()), {
      maxLength: 6,
    }),
    end: fc.constantFrom<Course['end']>('done', 'throw', 'abort'),
    readUpTo: fc.oneof(fc.nat(7), fc.constant(Infinity)),
  });
  const kind = fc.constantFrom('generator', 'list', 'readable');
  await fc.assert(
    fc.asyncProperty(course, kind, async (way, of) => {
      using telemetry = createTelemetry();
      const run = async (isTracked: boolean) => {
        const log: unknown[] = [];
        if (of === 'readable') {
          const stream = readableOf(way, log);
          const seen = await read(isTracked ? trackStream(telemetry, model, stream) : stream, way.readUpTo);
          return { seen, log };
        }
        const stream = of === 'generator' ? generatorOf(way, log) : new TokenList(way, log);
        const seen = await iterated(isTracked ? trackStream(telemetry, model, stream) : stream, way.readUpTo);
        // An iterator that need not be told has no `return`; tracked it has one, which `for await` calls.
        return {
          seen: seen.map((one) => (of === 'list' && Array.isArray(one) && one[0] === 'left' ? 'left' : one)),
          log,
        };
      };
      assert.equal(await run(true), await run(false));
      const { endings, active } = streamsOf(telemetry);
      assert.is(
        Object.values(endings).reduce((a, b) => a + b),
        1,
      );
      assert.is(active, 0);
    }),
  );
});
