// The middleware, called as wrapLanguageModel and wrapEmbeddingModel do. These are in test/interop/integrations.interop.ts.
import { createTelemetry, getInferenceMetrics, getStreamMetrics } from 'inferometer';
import { aiSdkMiddleware, cancelWithReader } from 'inferometer/integrations/ai-sdk';
import { assert, test } from '../harness.ts';
import { traced } from '../middleware/traced.ts';
import { sampleOf } from '../telemetry/support.ts';

const model = { modelId: 'm', provider: 'openai.chat' };
const usage = { inputTokens: { total: 7, cacheRead: 2 }, outputTokens: { total: 3, reasoning: 1 } };

test('a result is the same, and so is its error', async () => {
  const telemetry = createTelemetry();
  const { wrapGenerate } = aiSdkMiddleware(telemetry);
  const result = { usage, content: [] };
  assert.is(await wrapGenerate({ model, params: {}, doGenerate: async () => result }), result);
  const error = new TypeError('no');
  const failing = wrapGenerate({ model, params: {}, doGenerate: () => Promise.reject(error) });
  assert.is(await failing.then(undefined, (thrown) => thrown), error);
  const { tokens } = getInferenceMetrics(telemetry, 'm')?.usage ?? {};
  assert.equal([tokens?.cachedTokens, tokens?.outputTokens, tokens?.reasoningTokens], [2, 3, 1]);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_operations_total', { status: 'error' }), 1);
});

test('a stream lasts until it was read, and an abort is told by the request', async () => {
  const telemetry = createTelemetry();
  const { wrapStream } = aiSdkMiddleware(telemetry);
  const parts = [
    { type: 'text-delta', delta: 'a' },
    { type: 'finish', usage },
  ];
  const streamOf = () =>
    new ReadableStream<object>({
      start(controller) {
        for (const part of parts) controller.enqueue(part);
        controller.close();
      },
    });
  const controller = new AbortController();
  const open = (abortSignal?: AbortSignal) =>
    wrapStream({
      model,
      params: { abortSignal },
      doStream: async () => ({ stream: streamOf(), request: 1 }),
    });
  const { stream, request } = await open();
  assert.is(request, 1);
  assert.is(getStreamMetrics(telemetry, 'm')?.active, 1);
  const reader = stream.getReader();
  while (!(await reader.read()).done);
  await open(controller.signal);
  controller.abort();
  const { endings, active } = getStreamMetrics(telemetry, 'm') ?? {};
  assert.equal([endings?.completed, endings?.aborted, active], [1, 1, 0]);
});

test('embeddings are as many as their texts', async () => {
  const telemetry = createTelemetry();
  const { wrapEmbed } = aiSdkMiddleware(telemetry);
  await wrapEmbed({ model, params: { values: ['a', 'b', 'c'] }, doEmbed: async () => ({ embeddings: [] }) });
  assert.is(getInferenceMetrics(telemetry, 'm')?.batchSizes[0]?.batchSize, 3);
});

test('a span says which provider answers, by the names of OpenTelemetry, and what is asked', async () => {
  const { telemetry, spans } = await traced();
  for (const [provider, own] of [
    ['openai.responses'],
    ['google.vertex.chat'],
    ['xai.chat'],
    ['own.chat', 'gateway'],
  ]) {
    const { wrapGenerate } = aiSdkMiddleware(telemetry, own === undefined ? {} : { provider: own });
    const named = { modelId: 'm', provider: provider as string };
    await wrapGenerate({ model: named, params: {}, doGenerate: async () => ({}) });
  }
  assert.equal(
    spans().map(({ name, attributes }) => [name, attributes['gen_ai.provider.name']]),
    [
      ['chat m', 'openai'],
      ['chat m', 'gcp.vertex_ai'],
      ['chat m', 'x_ai'],
      ['chat m', 'gateway'],
    ],
  );
});

/** As much of what `streamText` gives as is needed: each who reads gets a branch. */
class StreamTextResult {
  private baseStream = new ReadableStream<string>({ pull: (controller) => controller.enqueue('a') });

  get textStream(): ReadableStream<string> {
    return this.teeStream().pipeThrough(new TransformStream());
  }

  private teeStream(): ReadableStream<string> {
    const [one, other] = this.baseStream.tee();
    this.baseStream = other;
    return one;
  }
}

function streamed() {
  const plain = new StreamTextResult();
  let signal: AbortSignal | undefined;
  const result = cancelWithReader((given) => {
    signal = given;
    return plain;
  });
  assert.is(result, plain);
  return { result, isGivenUp: () => signal?.aborted };
}

const later = () => new Promise((resolve) => setTimeout(resolve, 20));

test('a result is given up when its last reader has left', async () => {
  const { result, isGivenUp } = streamed();
  const [one, other] = [result.textStream.getReader(), result.textStream.getReader()];
  await one.read();
  await one.cancel();
  await later();
  assert.is(isGivenUp(), false, 'while another one reads');
  assert.is((await other.read()).value, 'a');
  await other.cancel();
  await later();
  assert.is(isGivenUp(), true);
});

test('who asks for the rest when a loop was left is a reader', async () => {
  const { result, isGivenUp } = streamed();
  const reader = result.textStream.getReader();
  await reader.read();
  await reader.cancel();
  const rest = result.textStream.getReader();
  await later();
  assert.is((await rest.read()).done, false);
  assert.is(isGivenUp(), false);
  await rest.cancel();
});

test('what is no result of a stream comes back as it is, and so does what is thrown', () => {
  const result = Object.freeze({ text: 'x' });
  assert.is(
    cancelWithReader(() => result),
    result,
  );
  assert.is(
    cancelWithReader(() => undefined),
    undefined,
  );
  assert.throws(
    () =>
      cancelWithReader(() => {
        throw new TypeError('no');
      }),
    /no/,
  );
  assert.throwsCode(() => cancelWithReader({} as never), 'TELEMETRY_ARGUMENT_KIND');
});
