// Every export of `inferometer/integrations/*`, with as much of each library as it looks at. The libraries themselves are in
// ../integrations.interop.ts.
import { createTelemetry, getInferenceMetrics, type Telemetry } from 'inferometer';
import * as aiSdk from 'inferometer/integrations/ai-sdk';
import * as anthropic from 'inferometer/integrations/anthropic';
import * as fetching from 'inferometer/integrations/fetch';
import * as langchain from 'inferometer/integrations/langchain';
import * as mcp from 'inferometer/integrations/mcp';
import * as openai from 'inferometer/integrations/openai';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const made = (): Telemetry => createTelemetry({ logger: quiet });

function counted(telemetry: Telemetry, tokens = 3): void {
  const found = getInferenceMetrics(telemetry, 'm');
  if (found?.latency?.count !== 1) throw new Error('not counted');
  const { outputTokens } = found.usage?.tokens ?? {};
  if (outputTokens !== tokens) throw new Error(`${outputTokens} tokens`);
}

const answer = { model: 'm', usage: { prompt_tokens: 7, completion_tokens: 3 } };

export const ofOpenAI = {
  calls: {
    instrumentOpenAI: async () => {
      const telemetry = made();
      const options: openai.OpenAIOptions = { provider: 'groq' };
      const plain = { chat: { completions: { create: async (_request: { model: string }) => answer } } };
      const client: typeof plain = openai.instrumentOpenAI(telemetry, plain, options);
      if ((await client.chat.completions.create({ model: 'm' })) !== answer) throw new Error('changed');
      counted(telemetry);
    },
  } satisfies Record<keyof typeof openai, () => unknown>,
};

export const ofAnthropic = {
  calls: {
    anthropicMiddleware: async () => {
      const telemetry = made();
      const options: anthropic.AnthropicOptions = { maxRetries: 0 };
      const middleware: anthropic.AnthropicMiddleware = anthropic.anthropicMiddleware(telemetry, options);
      const context: anthropic.AnthropicContext = { options: { path: '/v1/messages', body: { model: 'm' } } };
      const response = await middleware({ url: 'x' }, async () => Response.json(answer), context);
      if ((await response.json()).model !== 'm') throw new Error('changed');
      counted(telemetry);
    },
  } satisfies Record<keyof typeof anthropic, () => unknown>,
};

export const ofAiSdk = {
  calls: {
    cancelWithReader: () => {
      const result = { textStream: 'x' };
      if (aiSdk.cancelWithReader((_: AbortSignal) => result) !== result) throw new Error('changed');
    },
    aiSdkMiddleware: async () => {
      const telemetry = made();
      const options: aiSdk.AiSdkOptions = {};
      const middleware: aiSdk.AiSdkMiddleware = aiSdk.aiSdkMiddleware(telemetry, options);
      const model: aiSdk.AiSdkModel = { modelId: 'm', provider: 'openai.chat' };
      const params: aiSdk.AiSdkRequest = {};
      const result = { usage: { inputTokens: 7, outputTokens: 3 } };
      const taken = await middleware.wrapGenerate({ model, params, doGenerate: async () => result });
      if (taken !== result) throw new Error('changed');
      counted(telemetry);
    },
  } satisfies Record<keyof typeof aiSdk, () => unknown>,
};

export const ofFetch = {
  calls: {
    instrumentFetch: async () => {
      const telemetry = made();
      const options: fetching.FetchOptions = {
        describe: ({ url, method }: fetching.FetchRequest) =>
          url.pathname === '/ask' && method === 'POST'
            ? { operationType: 'inference', modelId: 'm' }
            : undefined,
      };
      const plain = async (_url: string, _init: { method: string; body: string }) => Response.json(answer);
      const ask: typeof plain = fetching.instrumentFetch(telemetry, plain, options);
      const response = await ask('http://localhost/ask', { method: 'POST', body: '{}' });
      if ((await response.json()).model !== 'm') throw new Error('changed');
      counted(telemetry);
    },
  } satisfies Record<keyof typeof fetching, () => unknown>,
};

export const ofLangChain = {
  calls: {
    langchainCallbacks: () => {
      const telemetry = made();
      const options: langchain.LangChainOptions = {};
      const callbacks: langchain.LangChainCallbacks = langchain.langchainCallbacks(telemetry, options);
      callbacks.handleChatModelStart({ kwargs: { model: 'm' } }, [], 'run');
      callbacks.handleLLMEnd({ llmOutput: { tokenUsage: { completionTokens: 3 } } }, 'run');
      counted(telemetry);
    },
  } satisfies Record<keyof typeof langchain, () => unknown>,
};

export const ofMcp = {
  calls: {
    instrumentMcpTransport: async () => {
      const telemetry = made();
      const tracing: mcp.McpPropagation = { inject: () => {}, extract: () => ({}) };
      const options: mcp.McpOptions = { tracing };
      class Transport implements mcp.McpTransport {
        onmessage?: (message: object) => void;
        async send(message: { id: number }): Promise<void> {
          this.onmessage?.({ jsonrpc: '2.0', id: message.id, result: {} });
        }
      }
      const transport: Transport = mcp.instrumentMcpTransport(telemetry, new Transport(), options);
      transport.onmessage = () => {};
      await transport.send({ jsonrpc: '2.0', id: 1, method: 'ping' } as { id: number });
      const { metrics } = telemetry.snapshot();
      const durations = metrics.find(({ fullName }) => fullName === 'mcp_client_operation_duration_seconds');
      if (durations?.series.length !== 1) throw new Error('not counted');
    },
  } satisfies Record<keyof typeof mcp, () => unknown>,
};
