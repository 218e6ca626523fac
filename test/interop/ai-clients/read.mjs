// Reads the answers of real clients in every public way, without telemetry and with it, and prints what came out of both
// and what was recorded. `node read.mjs openai-6 ai-6`.
import { createTelemetry, getStreamMetrics, instrument, trackStream } from '../../../dist/index.js';
import { startServer } from './server.mjs';

const [openaiName, aiName] = process.argv.slice(2);
const { default: OpenAI } = await import(openaiName);
const { default: Anthropic } = await import('@anthropic-ai/sdk');
const ai = await import(aiName);
const mocks = await import(`${aiName}/test`);
const Model = mocks.MockLanguageModelV4 ?? mocks.MockLanguageModelV3;
const server = await startServer();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const collect = async (iterable, upTo = Infinity) => {
  let count = 0;
  for await (const _ of iterable) if (++count === upTo) break;
  return count;
};
/** Aborts once all three chunks of a stream that stalls are there, and its reader waits for the next. */
const collectStalled = async (iterable, abort) => {
  let count = 0;
  for await (const _ of iterable) if (++count === 3) setTimeout(abort, 5);
  return count;
};
const ask = (client, more = {}, options) =>
  client.chat.completions.create({ model: 'm', messages: [], ...more }, options);
const stream = (client, model = 'm', options = undefined) => ask(client, { model, stream: true }, options);
const say = (client, more = {}, options) =>
  client.messages.create({ model: 'm', max_tokens: 9, messages: [], ...more }, options);

const OK = { ok: 1 };
const COMPLETED = { ...OK, endings: { completed: 1 }, tokens: 5 };

/** Each way, and what is to be recorded of it. */
const openaiWays = {
  await: [async (c) => (await ask(c)).choices[0].message.content, OK],
  withResponse: [
    async (c) => {
      const { data, response } = await ask(c).withResponse();
      return [data.id, response.status, response.headers.get('x-request-id')];
    },
    OK,
  ],
  asResponse: [async (c) => (await (await ask(c).asResponse()).json()).id, OK],
  parse: [async (c) => (await c.chat.completions.parse({ model: 'm', messages: [] })).id, OK],
  'class of the promise': [
    async (c) => {
      const promise = ask(c);
      await promise;
      return [promise.constructor.name, promise instanceof Promise, Object.keys(promise)];
    },
    OK,
  ],
  'catch, finally': [
    async (c) =>
      (
        await ask(c)
          .catch(() => 'caught')
          .finally(() => {})
      ).id,
    OK,
  ],
  'nobody awaits': [
    async (c) => {
      ask(c);
      await sleep(100);
    },
    OK,
  ],
  'busy at first': [
    async (c) => {
      const { fetch } = c;
      const { id } = await ask(c, { model: 'busy' });
      return [id, c.fetch === fetch];
    },
    { ...OK, retries: { 429: 1 } },
  ],
  'stream, busy at first': [
    async (c) => collect(await stream(c, 'busy')),
    { ...OK, retries: { 429: 1 }, endings: { completed: 1 }, tokens: 5 },
  ],
  wrong: [
    async (c) => (await ask(c, { model: 'wrong' }).catch((error) => error)).constructor.name,
    { error: 1 },
  ],
  embeddings: [
    async (c) =>
      (await c.embeddings.create({ model: 'm', input: ['a', 'b'], encoding_format: 'float' })).data.length,
    OK,
  ],
  'for await': [async (c) => collect(await stream(c)), COMPLETED],
  'stream, withResponse': [
    async (c) => {
      const { data, response } = await stream(c).withResponse();
      return [await collect(data), response.status, data.constructor.name];
    },
    COMPLETED,
  ],
  'stream, asResponse': [async (c) => (await (await stream(c).asResponse()).text()).length, COMPLETED],
  tee: [
    async (c) => {
      const [left, right] = (await stream(c)).tee();
      return Promise.all([collect(left), collect(right)]);
    },
    COMPLETED,
  ],
  toReadableStream: [
    async (c) => (await new Response((await stream(c)).toReadableStream()).text()).length,
    COMPLETED,
  ],
  break: [async (c) => collect(await stream(c), 3), { aborted: 1, endings: { returned: 1 }, tokens: 2 }],
  dies: [
    async (c) => collect(await stream(c, 'dies')).catch((error) => error.constructor.name),
    { error: 1, endings: { failed: 1 }, tokens: 2 },
  ],
  'stalls, controller.abort()': [
    async (c) => {
      const opened = await stream(c, 'stalls');
      return collectStalled(opened, () => opened.controller.abort());
    },
    { aborted: 1, endings: { aborted: 1 }, tokens: 2 },
  ],
  'stalls, signal': [
    async (c) => {
      const controller = new AbortController();
      const opened = await stream(c, 'stalls', { signal: controller.signal });
      return collectStalled(opened, () => controller.abort());
    },
    { aborted: 1, endings: { aborted: 1 }, tokens: 2 },
  ],
  'stream(), finalContent()': [
    async (c) => c.chat.completions.stream({ model: 'm', messages: [] }).finalContent(),
    COMPLETED,
  ],
  'stream(), events': [
    async (c) => {
      const events = [];
      const running = c.chat.completions.stream({ model: 'm', messages: [] });
      running.on('content', (delta) => events.push(delta));
      await running.done();
      return events;
    },
    COMPLETED,
  ],
  'stream(), for await': [
    async (c) => collect(c.chat.completions.stream({ model: 'm', messages: [] })),
    COMPLETED,
  ],
  withOptions: [async (c) => collect(await stream(c.withOptions({ maxRetries: 0 }))), COMPLETED],
};

const anthropicWays = {
  await: [async (c) => (await say(c)).content[0].text, OK],
  withResponse: [
    async (c) => {
      const { data, response } = await say(c).withResponse();
      return [data.id, response.status];
    },
    OK,
  ],
  asResponse: [async (c) => (await (await say(c).asResponse()).json()).id, OK],
  'slowed down at first': [async (c) => (await say(c, { model: 'busy' })).id, { ...OK, retries: { 429: 1 } }],
  wrong: [
    async (c) => (await say(c, { model: 'wrong' }).catch((error) => error)).constructor.name,
    { error: 1 },
  ],
  'for await': [async (c) => collect(await say(c, { stream: true })), COMPLETED],
  tee: [
    async (c) => {
      const [left, right] = (await say(c, { stream: true })).tee();
      return Promise.all([collect(left), collect(right)]);
    },
    COMPLETED,
  ],
  break: [
    async (c) => collect(await say(c, { stream: true }), 4),
    { aborted: 1, endings: { returned: 1 }, tokens: 2 },
  ],
  dies: [
    async (c) =>
      collect(await say(c, { model: 'dies', stream: true })).catch((error) => error.constructor.name),
    { error: 1, endings: { failed: 1 }, tokens: 2 },
  ],
  'stream(), finalText()': [
    async (c) => c.messages.stream({ model: 'm', max_tokens: 9, messages: [] }).finalText(),
    COMPLETED,
  ],
  'stream(), events': [
    async (c) => {
      const events = [];
      const running = c.messages.stream({ model: 'm', max_tokens: 9, messages: [] });
      running.on('text', (delta) => events.push(delta));
      await running.done();
      return events;
    },
    COMPLETED,
  ],
  'stream(), withResponse': [
    async (c) => {
      const { data, response } = await c.messages
        .stream({ model: 'm', max_tokens: 9, messages: [] })
        .withResponse();
      return [await data.finalText(), response.status];
    },
    COMPLETED,
  ],
};

const usage = {
  inputTokens: { total: 3, noCache: 3, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 5, text: 5, reasoning: 0 },
};
const finishReason = { unified: 'stop', raw: 'stop' };
const parts = [
  { type: 'stream-start', warnings: [] },
  { type: 'text-start', id: '1' },
  ...[...'abcde'].map((delta) => ({ type: 'text-delta', id: '1', delta })),
  { type: 'text-end', id: '1' },
  { type: 'finish', finishReason, usage },
];
const model = () =>
  new Model({
    modelId: 'm',
    doGenerate: async () => ({
      finishReason,
      usage,
      content: [{ type: 'text', text: 'abcde' }],
      warnings: [],
    }),
    doStream: async () => ({
      stream: ai.simulateReadableStream({ initialDelayInMs: 1, chunkDelayInMs: 1, chunks: parts }),
    }),
  });
const streamText = (m, more = {}) => ai.streamText({ model: m, prompt: 'x', onError() {}, ...more });
const join = async (iterable) => {
  let text = '';
  for await (const part of iterable) text += part;
  return text;
};
const aiWays = {
  generateText: [async (m) => (await ai.generateText({ model: m, prompt: 'x' })).text, OK],
  textStream: [async (m) => join(streamText(m).textStream), COMPLETED],
  fullStream: [async (m) => collect(streamText(m).fullStream), COMPLETED],
  text: [async (m) => streamText(m).text, COMPLETED],
  consumeStream: [async (m) => streamText(m).consumeStream(), COMPLETED],
};
// Of version 6 alone.
if ('toTextStreamResponse' in streamText(model())) {
  aiWays.toTextStreamResponse = [async (m) => streamText(m).toTextStreamResponse().text(), COMPLETED];
}

const results = [];

async function compare(kind, ways, make) {
  for (const [name, [read, right]] of Object.entries(ways)) {
    const telemetry = createTelemetry();
    const plain = await settled(() => read(make(`${name} plain`)));
    const watched = await settled(() => read(instrument(telemetry, make(`${name} watched`))));
    await sleep(10);
    results.push({
      name: `${kind}: ${name}`,
      plain,
      watched,
      right: rightOf(right),
      recorded: recordOf(telemetry),
    });
  }
}

async function settled(read) {
  try {
    return { value: (await read()) ?? null };
  } catch (error) {
    return { error: String(error) };
  }
}

const rightOf = ({ endings = {}, tokens = 0, retries = {}, ...outcomes }) => ({
  outcomes,
  endings,
  tokens,
  retries,
  active: 0,
});

function recordOf(telemetry) {
  const counts = (name, label) => {
    const found = telemetry.snapshot().metrics.find(({ fullName }) => fullName.endsWith(name));
    const counted = (found?.series ?? []).filter(({ value }) => value > 0);
    return Object.fromEntries(counted.map(({ labels, value }) => [labels[label], value]));
  };
  const outcomes = counts('aiml_operations_total', 'status');
  const retries = counts('operation_retries_total', 'error_type');
  const streams =
    getStreamMetrics(telemetry, 'm') ??
    getStreamMetrics(telemetry, 'busy') ??
    getStreamMetrics(telemetry, 'dies') ??
    getStreamMetrics(telemetry, 'stalls');
  const endings = Object.entries(streams?.endings ?? {}).filter(([, count]) => count > 0);
  return {
    outcomes,
    endings: Object.fromEntries(endings),
    tokens: streams?.tokens ?? 0,
    retries,
    active: streams?.active ?? 0,
  };
}

await compare(
  'openai',
  openaiWays,
  (way) =>
    new OpenAI({
      apiKey: 'k',
      baseURL: `${server.origin}/v1`,
      maxRetries: 1,
      defaultHeaders: { 'x-way': way },
    }),
);
await compare(
  'anthropic',
  anthropicWays,
  (way) =>
    new Anthropic({ apiKey: 'k', baseURL: server.origin, maxRetries: 1, defaultHeaders: { 'x-way': way } }),
);
await compare('ai', aiWays, model);

// As a whole: whatever is taken from what streamText gave.
for (const name of ['textStream', 'fullStream', 'text', 'consumeStream']) {
  const telemetry = createTelemetry();
  const plain = await settled(async () => taken(streamText(model()), name));
  const tracked = trackStream(
    telemetry,
    { modelId: 'm', isToken: (part) => part.type === 'text-delta' },
    () => streamText(model()),
  );
  const watched = await settled(async () => taken(tracked, name));
  await sleep(10);
  results.push({
    name: `streamText: ${name}`,
    plain,
    watched,
    right: rightOf(COMPLETED),
    recorded: recordOf(telemetry),
  });
}

async function taken(result, name) {
  if (name === 'consumeStream') return result.consumeStream();
  return name === 'text' ? result.text : join(result[name]);
}

server.stop();
console.log(`RESULTS ${JSON.stringify(results)}`);
process.exit(0);
