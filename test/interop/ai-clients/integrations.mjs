// Integrations with clients of models, each a row: how its client is made, with telemetry and without.
// `node integrations.mjs openai-6 ai-6` tries them in every situation.
import { aiSdkMiddleware, cancelWithReader } from '../../../dist/integrations/ai-sdk.js';
import { anthropicMiddleware } from '../../../dist/integrations/anthropic.js';
import { instrumentFetch } from '../../../dist/integrations/fetch.js';
import { instrumentOpenAI } from '../../../dist/integrations/openai.js';
import { startServer } from './server.mjs';
import { tryIntegrations } from './situations.mjs';

const [openaiName, aiName] = process.argv.slice(2);
const { default: OpenAI } = await import(openaiName);
const { default: Anthropic } = await import('@anthropic-ai/sdk');
const ai = await import(aiName);
const { createOpenAI } = await import(`ai-openai-${aiName.at(-1)}`);
const server = await startServer();

/** Made with `{ key, maxRetries, timeoutMs }` and a telemetry; without one it is the client as its package gives it. */
const integrations = {
  openai: {
    make({ key: apiKey, maxRetries, timeoutMs: timeout }, telemetry) {
      const plain = new OpenAI({ apiKey, baseURL: `${server.origin}/v1`, maxRetries, timeout });
      const { chat } = telemetry === undefined ? plain : instrumentOpenAI(telemetry, plain);
      return {
        whole: (model, signal) => chat.completions.create({ model, messages: [] }, { signal }),
        stream: (model, signal) => chat.completions.create({ model, messages: [], stream: true }, { signal }),
      };
    },
  },
  anthropic: {
    make({ key: apiKey, maxRetries, timeoutMs: timeout }, telemetry) {
      const middleware = telemetry === undefined ? [] : [anthropicMiddleware(telemetry, { maxRetries })];
      const { messages } = new Anthropic({ apiKey, baseURL: server.origin, maxRetries, timeout, middleware });
      const asked = { max_tokens: 9, messages: [] };
      return {
        whole: (model, signal) => messages.create({ model, ...asked }, { signal }),
        stream: (model, signal) => messages.create({ model, ...asked, stream: true }, { signal }),
      };
    },
  },
  'ai sdk': {
    make({ key: apiKey, maxRetries, timeoutMs }, telemetry) {
      const provider = createOpenAI({ apiKey, baseURL: `${server.origin}/v1` });
      const middleware = telemetry === undefined ? [] : [aiSdkMiddleware(telemetry)];
      const settings = (model, signal) => ({
        model: ai.wrapLanguageModel({ model: provider.chat(model), middleware }),
        prompt: 'x',
        maxRetries,
        abortSignal: signal ?? (timeoutMs && AbortSignal.timeout(timeoutMs)),
        onError() {},
      });
      return {
        whole: async (model, signal) => (await ai.generateText(settings(model, signal))).text,
        // Else the SDK lets the model's stream lie.
        stream: (model, signal) =>
          cancelWithReader((left) => {
            const { abortSignal = left, ...others } = settings(model, signal);
            return ai.streamText({ ...others, abortSignal: AbortSignal.any([abortSignal, left]) });
          }).textStream,
      };
    },
  },
  fetch: {
    make({ key, maxRetries, timeoutMs }, telemetry) {
      const ask = telemetry === undefined ? fetch : instrumentFetch(telemetry, fetch);
      const post = async (model, stream, given) => {
        const signal = given ?? (timeoutMs && AbortSignal.timeout(timeoutMs));
        for (let left = maxRetries ?? 0; ; left--) {
          const response = await ask(`${server.origin}/v1/chat/completions`, {
            method: 'POST',
            headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
            body: JSON.stringify({ model, stream, messages: [] }),
            signal,
          });
          if (response.ok) return response;
          const text = await response.text();
          if (response.status !== 429 || left === 0) throw new Error(`${response.status} ${text}`);
        }
      };
      return {
        whole: async (model, signal) => (await post(model, false, signal)).json(),
        stream: async (model, signal) => eventsOf((await post(model, true, signal)).body),
      };
    },
  },
};

/** One by one, however they come over the network. */
async function* eventsOf(body) {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).split('\n\n');
    rest = events.pop();
    yield* events;
  }
}

await tryIntegrations(integrations, server);
