// The second telemetry of an S3 client took the place of the first one, and of the calls that parts of OpenAI's client make of each
// other one telemetry of two knew nothing. Two modules that each handed the same telemetry to a client of any other kind had all of
// its calls counted twice. Every integration that takes a client, in each of these ways.
import { createTelemetry, type Telemetry } from 'inferometer';
import { anthropicMiddleware } from 'inferometer/integrations/anthropic';
import { instrumentBlockstore } from 'inferometer/integrations/blockstore';
import { instrumentFetch } from 'inferometer/integrations/fetch';
import { langchainCallbacks } from 'inferometer/integrations/langchain';
import { instrumentMcpTransport } from 'inferometer/integrations/mcp';
import { instrumentOpenAI } from 'inferometer/integrations/openai';
import { s3Telemetry } from 'inferometer/integrations/s3';
import { instrumentPipeline } from 'inferometer/integrations/transformers';
import { assert, test } from '../harness.ts';
import { seriesOf } from '../telemetry/support.ts';

const answer = { model: 'm', usage: { completion_tokens: 3 } };

/** As those of OpenAI's client: one part asks another by the client that both are of. */
class Part {
  private readonly _client: Client;

  constructor(client: Client) {
    this._client = client;
  }

  create(_request: { model: string }): Promise<object> {
    return Promise.resolve(answer);
  }

  parse(request: { model: string }): Promise<object> {
    return this._client.chat.completions.create(request);
  }
}

class Client {
  readonly chat = { completions: new Part(this) };
}

type Handler = (args: object) => Promise<unknown>;

/** As much of a stack of the AWS SDK as adds a middleware, or takes one of the same name away for it. */
class Stack {
  private readonly all = new Map<string, (next: Handler, context: object) => Handler>();

  add(middleware: never, { name, override }: { name: string; override?: boolean }): void {
    if (this.all.has(name) && !override) throw new Error(`Duplicate middleware name '${name}'`);
    this.all.set(name, middleware);
  }

  async send(): Promise<unknown> {
    const context = { commandName: 'GetObjectCommand' };
    let handler: Handler = async () => ({ output: {} });
    for (const middleware of this.all.values()) handler = middleware(handler, context);
    return handler({});
  }
}

class Transport {
  onmessage?: (message: object) => void;

  async send({ id }: { id: number }): Promise<void> {
    this.onmessage?.({ jsonrpc: '2.0', id, result: {} });
  }
}

/** Operations, of models and on storage, and requests of MCP. */
function countOf(telemetry: Telemetry): number {
  const counters = ['ipfs_aiml_operations_total', 'wal_operation_outcomes_total'];
  const values = counters.flatMap((name) => seriesOf(telemetry, name));
  const requests = seriesOf(telemetry, 'mcp_client_operation_duration_seconds');
  return [...values, ...requests].reduce(
    (sum, one) => sum + ('histogram' in one ? one.histogram.count : one.value),
    0,
  );
}

/** Uses a client once, or as often as it says, which was given to all of these telemetries, in order. */
const uses: Readonly<Record<string, (telemetries: readonly Telemetry[]) => Promise<number>>> = {
  async openai(telemetries) {
    const plain = new Client();
    const { chat } = telemetries.reduce((client, one) => instrumentOpenAI(one, client), plain);
    await chat.completions.create({ model: 'm' });
    await chat.completions.parse({ model: 'm' });
    return 2;
  },
  async anthropic(telemetries) {
    const all = telemetries.map((one) => anthropicMiddleware(one));
    const context = { options: { path: '/v1/messages', body: { model: 'm' } } };
    const ask = all.reduceRight<(request: { url: string }) => Promise<Response>>(
      (next, middleware) => (request) => middleware(request, next, context),
      async () => Response.json(answer),
    );
    await (await ask({ url: 'https://api.anthropic.com/v1/messages' })).json();
    return 1;
  },
  async fetch(telemetries) {
    const plain = async (_url: string, _init: object) => Response.json(answer);
    const ask = telemetries.reduce((fetch, one) => instrumentFetch(one, fetch), plain);
    const body = JSON.stringify({ model: 'm' });
    await (await ask('https://api.openai.com/v1/chat/completions', { method: 'POST', body })).json();
    return 1;
  },
  async langchain(telemetries) {
    const all = telemetries.map((one) => langchainCallbacks(one));
    for (const one of all) one.handleChatModelStart({ kwargs: { model: 'm' } }, [], 'run');
    for (const one of all) one.handleLLMNewToken('x', {}, 'run');
    for (const one of all) one.handleLLMEnd({ llmOutput: { tokenUsage: { completionTokens: 3 } } }, 'run');
    return 1;
  },
  async mcp(telemetries) {
    const transport = telemetries.reduce((inner, one) => instrumentMcpTransport(one, inner), new Transport());
    transport.onmessage = () => {};
    await transport.send({ jsonrpc: '2.0', id: 1, method: 'ping' } as { id: number });
    return 1;
  },
  async s3(telemetries) {
    const stack = new Stack();
    for (const one of telemetries) s3Telemetry(one).applyToStack(stack);
    await stack.send();
    return 1;
  },
  async blockstore(telemetries) {
    const plain = { get: async (_key: string) => new Uint8Array(1) };
    const store = telemetries.reduce((inner, one) => instrumentBlockstore(one, inner), plain);
    await store.get('block');
    return 1;
  },
  async transformers(telemetries) {
    const plain = async (_task: string, _model: string) => async () => [];
    const pipeline = telemetries.reduce((inner, one) => instrumentPipeline(one, inner), plain);
    await pipeline('text-classification', 'm');
    return 1;
  },
};

for (const [name, use] of Object.entries(uses)) {
  test(`${name}: each of two telemetries counts what a client does, once`, async () => {
    const alone = createTelemetry();
    const count = await use([alone]);
    assert.is(countOf(alone), count);
    const both = [createTelemetry(), createTelemetry()];
    await use(both);
    assert.equal(both.map(countOf), [count, count], 'two of them');
    const again = createTelemetry();
    await use([again, again]);
    assert.is(countOf(again), count, 'one of them twice');
  });
}
