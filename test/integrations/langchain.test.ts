// The callbacks, called as LangChain does. Its models are in test/interop/agents.interop.ts.
import { createTelemetry, getInferenceMetrics, getStreamMetrics } from 'inferometer';
import { langchainCallbacks } from 'inferometer/integrations/langchain';
import { assert, collectGarbage, test } from '../harness.ts';
import { sampleOf } from '../telemetry/support.ts';

const model = { id: ['langchain', 'ChatOpenAI'], kwargs: { model: 'by-arguments' } };
const told = {
  input_tokens: 7,
  output_tokens: 3,
  input_token_details: { cache_read: 2 },
  output_token_details: { reasoning: 1 },
};

test('a run is an inference, with the usage of its message', () => {
  const telemetry = createTelemetry();
  const callbacks = langchainCallbacks(telemetry);
  callbacks.handleChatModelStart(model, [], '1', undefined, {}, [], {
    ls_model_name: 'm',
    ls_provider: 'openai',
  });
  callbacks.handleLLMEnd({ generations: [[{ message: { usage_metadata: told } }]] }, '1');
  const { latency, usage } = getInferenceMetrics(telemetry, 'm') ?? {};
  assert.is(latency?.count, 1);
  assert.equal(
    [usage?.tokens.inputTokens, usage?.tokens.cachedTokens, usage?.tokens.reasoningTokens],
    [7, 2, 1],
  );
  assert.is(getStreamMetrics(telemetry, 'm'), undefined);
});

test('the model is the one that is traced, that is asked for, or that it was made with', () => {
  const telemetry = createTelemetry();
  const callbacks = langchainCallbacks(telemetry);
  for (const [i, start] of [
    [model, [], '', undefined, { invocation_params: { model: 'asked' } }],
    [model, [], ''],
    [{ id: ['langchain', 'Class'] }, [], ''],
    [undefined, [], ''],
  ].entries()) {
    const [of, prompts, , parent, extra] = start as [unknown, unknown, string, undefined, object | undefined];
    callbacks.handleLLMStart(of, prompts, String(i), parent, extra);
    callbacks.handleLLMEnd(undefined, String(i));
  }
  for (const modelId of ['asked', 'by-arguments', 'Class', 'unknown']) {
    assert.is(getInferenceMetrics(telemetry, modelId)?.latency?.count, 1, modelId);
  }
});

test('tokens make it a stream, of text and of calls of tools', () => {
  const telemetry = createTelemetry();
  const callbacks = langchainCallbacks(telemetry);
  callbacks.handleChatModelStart(model, [], '1');
  const chunk = (message: object) => ['1', undefined, [], { chunk: { message } }] as const;
  callbacks.handleLLMNewToken('', {}, ...chunk({}));
  callbacks.handleLLMNewToken('a', {}, ...chunk({}));
  callbacks.handleLLMNewToken('', {}, ...chunk({ tool_call_chunks: [{}] }));
  assert.is(getStreamMetrics(telemetry, 'by-arguments')?.active, 1);
  callbacks.handleLLMEnd({}, '1');
  const { tokens, endings, active } = getStreamMetrics(telemetry, 'by-arguments') ?? {};
  assert.equal([tokens, endings?.completed, active], [2, 1, 0]);
});

test('an error is a failure, an abort is none, and what comes after the end is nothing', () => {
  const telemetry = createTelemetry();
  const callbacks = langchainCallbacks(telemetry);
  for (const [runId, error] of [
    ['1', new TypeError('no')],
    ['2', Object.assign(new Error('left'), { name: 'ModelAbortError' })],
  ] as const) {
    callbacks.handleChatModelStart(model, [], runId);
    callbacks.handleLLMError(error, runId);
    callbacks.handleLLMEnd({}, runId);
  }
  const of = (status: string) => sampleOf(telemetry, 'ipfs_aiml_operations_total', { status });
  assert.equal([of('error'), of('aborted'), of('ok')], [1, 1, 0]);
});

test('handed to a model and to its chain, a run counts once', () => {
  const telemetry = createTelemetry();
  const callbacks = langchainCallbacks(telemetry);
  for (const _ of ['of the model', 'of the chain']) callbacks.handleChatModelStart(model, [], '1');
  for (const _ of ['of the model', 'of the chain']) callbacks.handleLLMEnd({}, '1');
  assert.is(getInferenceMetrics(telemetry, 'by-arguments')?.latency?.count, 1);
});

test('a run that nobody can call back any more is abandoned', async () => {
  const telemetry = createTelemetry();
  const callbacks = langchainCallbacks(telemetry);
  (() => {
    // LangChain makes a handler of them for each call.
    const handler = { ...callbacks };
    handler.handleChatModelStart(model, [], '1');
    handler.handleLLMNewToken('a', {}, '1');
  })();
  for (let tries = 0; tries < 50 && getStreamMetrics(telemetry, 'by-arguments')?.active === 1; tries++)
    await collectGarbage();
  assert.is(getStreamMetrics(telemetry, 'by-arguments')?.endings.abandoned, 1);
});
