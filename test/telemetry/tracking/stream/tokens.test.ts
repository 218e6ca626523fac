// Tokens by what chunks hold, and usage by what they tell.
import fc from 'fast-check';
import {
  createTelemetry,
  getInferenceMetrics,
  getStreamMetrics,
  type StreamOptions,
  trackStream,
} from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { ManualClock, refusals } from '../../support.ts';

const modelId = 'm';

async function streamed(
  chunks: readonly unknown[],
  options: Partial<StreamOptions<never>> = {},
  readUpTo = Infinity,
) {
  const telemetry = createTelemetry();
  const source = async function* () {
    yield* chunks;
  };
  let left = readUpTo;
  for await (const _ of trackStream(telemetry, { modelId, ...(options as object) }, source())) {
    left -= 1;
    if (left === 0) break;
  }
  const metrics = getStreamMetrics(telemetry, modelId);
  return { telemetry, tokens: metrics?.tokens, usage: metrics?.usage?.tokens };
}

const openai = (delta: object, more: object = {}) => ({
  choices: [{ index: 0, delta }],
  usage: null,
  ...more,
});
const chat = [
  openai({ role: 'assistant', content: '' }),
  openai({ reasoning_content: 'hm' }),
  openai({ content: 'a' }),
  openai({ tool_calls: [{ index: 0 }] }),
];
const chatUsage = {
  choices: [],
  usage: {
    prompt_tokens: 9,
    completion_tokens: 20,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 5 },
  },
};
const anthropic = [
  {
    type: 'message_start',
    message: { usage: { input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 1 } },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'a' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{' } },
];
const anthropicUsage = { type: 'message_delta', usage: { input_tokens: null, output_tokens: 20 } };
const parts = [
  { type: 'start' },
  { type: 'reasoning-delta', text: 'hm' },
  { type: 'text-delta', text: 'a' },
  { type: 'tool-input-delta', delta: '{' },
];
const flat = { inputTokens: 9, outputTokens: 20, cachedInputTokens: 4, reasoningTokens: 5 };
const nested = { inputTokens: { total: 9, cacheRead: 4 }, outputTokens: { total: 20, reasoning: 5 } };
const responses = [
  { type: 'response.created', response: { usage: null } },
  { type: 'response.reasoning_summary_text.delta', delta: 'hm' },
  { type: 'response.output_text.delta', delta: 'a' },
  { type: 'response.function_call_arguments.delta', delta: '{' },
];
const responsesUsage = {
  type: 'response.completed',
  response: {
    usage: {
      input_tokens: 9,
      output_tokens: 20,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens_details: { reasoning_tokens: 5 },
    },
  },
};
const all = { inputTokens: 9, outputTokens: 20, cachedTokens: 4, reasoningTokens: 5 };
const gemini = [{ thought: true, text: 'hm' }, { text: 'a' }, { functionCall: {} }].map((part) => ({
  candidates: [{ content: { parts: [part] } }],
}));
const geminiUsage = {
  candidates: [{ finishReason: 'STOP' }],
  usageMetadata: {
    promptTokenCount: 9,
    candidatesTokenCount: 15,
    thoughtsTokenCount: 5,
    cachedContentTokenCount: 4,
  },
};
const KNOWN: [string, readonly unknown[], unknown, object][] = [
  ['chat completions', chat, chatUsage, all],
  ['responses', responses, responsesUsage, all],
  ['messages of Anthropic', anthropic, anthropicUsage, { inputTokens: 7, outputTokens: 20, cachedTokens: 4 }],
  ['Gemini', gemini, geminiUsage, all],
  ['AI SDK, parts', parts, { type: 'finish', totalUsage: flat }, all],
  ['AI SDK, parts of a model', parts, { type: 'finish', usage: nested }, all],
];

for (const [name, chunks, last, told] of KNOWN) {
  test(`${name}: deltas are told from what is around them, and usage is found`, async () => {
    const whole = await streamed([...chunks, last]);
    assert.equal([whole.tokens, whole.usage], [20, told]);
    const broken = await streamed([...chunks, last], {}, chunks.length);
    assert.is(broken.tokens, 3);
    const { outputTokens, reasoningTokens, toolTokens } = broken.usage ?? {};
    assert.equal([outputTokens, reasoningTokens, toolTokens], [3, 1, 1]);
  });
}

test('what was told last counts, and what a broken stream told of is kept', async () => {
  const running = [1, 2, 3].map((tokens) => ({
    choices: [],
    usage: { prompt_tokens: 7, completion_tokens: tokens },
  }));
  assert.equal((await streamed(running)).usage, { inputTokens: 7, outputTokens: 3 });
  assert.equal((await streamed(running, {}, 2)).usage, { inputTokens: 7, outputTokens: 2 });
  const own = await streamed(['x'], { usageOf: () => ({ inputTokens: 1, outputTokens: 2, toolTokens: 1 }) });
  assert.equal(own.usage, { inputTokens: 1, outputTokens: 2, toolTokens: 1 });
});

test('getters of a chunk are left alone', async () => {
  let asked = 0;
  const chunk = {
    get usage() {
      asked += 1;
      return { input_tokens: 1 };
    },
  };
  assert.is((await streamed([chunk])).usage, undefined);
  assert.is(asked, 0);
});

test('a chunk of unknown shape is one token, and no usage; anything truthy is a token', async () => {
  const bytes = await streamed([new Uint8Array(3), { text: 'a' }]);
  assert.equal([bytes.tokens, bytes.usage], [2, undefined]);
  assert.equal((await streamed(['a', '', 'b'])).usage, { outputTokens: 2 });
  assert.is((await streamed([{ tokens: 4 }, { tokens: [1, 2] }])).tokens, 6);
  const truthy = await streamed([{ text: 'a' }, { text: '' }], {
    isToken: ({ text }: { text: string }) => text,
  });
  assert.equal([truthy.tokens, truthy.usage], [1, { outputTokens: 1 }]);
});

test('law: tokensOf is added up, by kind, and what is no number of tokens is refused', async () => {
  const amount = fc.oneof(fc.nat(9), fc.constantFrom(-1, Number.NaN, '3', null));
  const told = fc.oneof(amount, fc.record({ content: amount, reasoning: amount, tool: amount }));
  await fc.assert(
    fc.asyncProperty(fc.array(told), async (chunks) => {
      const { telemetry, tokens } = await streamed(chunks, { tokensOf: (chunk: never) => chunk });
      const amounts = chunks.flatMap((one) =>
        typeof one === 'object' && one !== null ? Object.values(one) : [one],
      );
      const good = amounts.filter((one): one is number => typeof one === 'number' && one >= 0);
      assert.is(
        tokens,
        good.reduce((sum, one) => sum + one, 0),
      );
      const refused = amounts.length - good.length - amounts.filter((one) => one === null).length;
      assert.is(refusals(telemetry, 'bad_usage'), refused);
      telemetry.dispose();
    }),
  );
});

test('rates are of tokens, not of chunks, and of those that were shown', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const source = async function* () {
    clock.advance(8); // Reasoning that nobody is shown.
    for (let i = 0; i < 3; i++) {
      yield openai({ content: 'several tokens' });
      clock.advance(1);
    }
    yield chatUsage;
  };
  for await (const _ of trackStream(telemetry, { modelId }, source()));
  const metrics = getStreamMetrics(telemetry, modelId);
  assert.is(metrics?.tokensPerSecond?.mean, 20 / 11);
  assert.is(metrics?.timePerOutputToken?.totalSeconds, 3 / (20 - 5 - 1));
});

test('a price table gives the cost, each token once; what it does not know is counted', async () => {
  const pricePerMillionTokens = { m: { input: 2, cached: 1, output: 8 }, e5: { input: 1 } };
  const telemetry = createTelemetry({ pricePerMillionTokens });
  const used = { inputTokens: 3e6, cachedTokens: 1e6, outputTokens: 2e6, reasoningTokens: 5e5 };
  telemetry.trackInference({ modelId }, (inference) => inference.usage(used));
  telemetry.trackInference({ modelId: 'e5' }, (inference) =>
    inference.usage({ inputTokens: 1e6, outputTokens: 7 }),
  );
  telemetry.trackInference({ modelId: 'constructor' }, (inference) => inference.usage({ inputTokens: 5 }));
  const of = (id: string) => getInferenceMetrics(telemetry, id)?.usage;
  assert.equal([of('m')?.cost, of('m')?.unpricedTokens], [2 * 2 + 1 + 2 * 8, 0]);
  assert.equal([of('e5')?.cost, of('e5')?.unpricedTokens], [1, 7]);
  assert.equal([of('constructor')?.cost, of('constructor')?.unpricedTokens], [undefined, 5]);
  assert.equal(of('m')?.perRequest.inputTokens, { count: 1, mean: 3e6, min: 3e6, max: 3e6 });
  telemetry.configure({ pricePerMillionTokens: {} });
  telemetry.trackInference({ modelId: 'e5' }, (inference) => inference.usage({ inputTokens: 1 }));
  assert.equal([of('e5')?.cost, of('e5')?.unpricedTokens], [1, 8]);
  const wrong = (prices: object) => () => createTelemetry({ pricePerMillionTokens: prices as never });
  assert.throwsCode(wrong({ m: { inputs: 1 } }), 'TELEMETRY_OPTION_RANGE');
  assert.throwsCode(wrong({ m: { input: -1 } }), 'TELEMETRY_OPTION_RANGE');
  assert.throwsCode(wrong({ m: 3 }), 'TELEMETRY_OPTION_RANGE');
});
