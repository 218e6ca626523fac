// Clients that need no description. The published ones are held to in test/interop/ai-clients.interop.ts.
import { createTelemetry, getInferenceMetrics, getStreamMetrics, instrument } from 'inferometer';
import { assert, test } from '../harness.ts';
import { sampleOf } from '../telemetry/support.ts';

/** A part of a client, as openai's and Anthropic's have them: it reaches the others through the client. */
class Completions {
  protected readonly _client: OpenAiShaped;
  constructor(client: OpenAiShaped) {
    this._client = client;
  }
  async create({ model, stream }: { model: string; stream?: boolean }, _options?: { signal?: AbortSignal }) {
    if (stream) return chunks();
    return { model, usage: { prompt_tokens: 7, completion_tokens: 3 } };
  }
  parse(request: { model: string }) {
    return this._client.chat.completions.create(request);
  }
  /** As Anthropic's. */
  async text(request: { model: string }) {
    return (await this.create(request)).toString();
  }
}

class OpenAiShaped {
  readonly chat = { completions: new Completions(this) };
  readonly embeddings = { create: async ({ input }: { model: string; input: unknown }) => ({ data: input }) };
  withOptions(): OpenAiShaped {
    return new OpenAiShaped();
  }
}

async function* chunks() {
  yield { choices: [{ delta: { role: 'assistant', content: '' } }] };
  yield { choices: [{ delta: { content: 'a' } }] };
  yield { choices: [{ delta: { content: 'b' } }] };
  yield { choices: [], usage: { prompt_tokens: 7, completion_tokens: 2 } };
}

test('a client of a known shape needs no description: models by the arguments, streams by what comes back', async () => {
  const telemetry = createTelemetry({ labelNames: ['tenant'] });
  const client = instrument(telemetry, new OpenAiShaped(), { labels: { tenant: 'acme' } });
  await client.chat.completions.create({ model: 'whole' });
  for await (const _ of (await client.chat.completions.create({
    model: 'streamed',
    stream: true,
  })) as AsyncIterable<object>);
  await client.embeddings.create({ model: 'embedder', input: ['a', 'b'] });
  assert.is(getInferenceMetrics(telemetry, 'whole')?.latency?.count, 1);
  const { tokens, endings } = getStreamMetrics(telemetry, 'streamed') ?? {};
  assert.equal([tokens, endings?.completed], [2, 1]);
  const [batch] = getInferenceMetrics(telemetry, 'embedder')?.batchSizes ?? [];
  assert.is(batch?.batchSize, 2);
  const labels = { model_id: 'whole', tenant: 'acme' };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_input_tokens_total', labels), 7);
});

test('methods that call the recorded one inside are one operation, and so are those of a client with other options', async () => {
  const telemetry = createTelemetry();
  const client = instrument(telemetry, new OpenAiShaped());
  const count = () => getInferenceMetrics(telemetry, 'm')?.latency?.count;
  await client.chat.completions.parse({ model: 'm' });
  assert.is(count(), 1);
  await client.chat.completions.text({ model: 'm' });
  assert.is(count(), 2);
  await client.withOptions().chat.completions.create({ model: 'm' });
  assert.is(count(), 3);
  const both = instrument(telemetry, new OpenAiShaped(), {
    operations: {
      'chat.completions.create': { operationType: 'inference', modelId: 'both' },
      'chat.completions.parse': { operationType: 'inference', modelId: 'both' },
    },
  });
  await both.chat.completions.parse({ model: 'm' });
  assert.is(getInferenceMetrics(telemetry, 'both')?.latency?.count, 1);
});

test('a model that names itself is one of the AI SDK', async () => {
  const telemetry = createTelemetry();
  const model = instrument(telemetry, {
    modelId: 'own',
    doGenerate: async (_: object) => ({ content: [] }),
    doStream: async (_: object) => ({
      stream: new ReadableStream({ start: (controller) => controller.close() }),
    }),
  });
  await model.doGenerate({});
  const { stream } = await model.doStream({});
  assert.is((await stream.getReader().read()).done, true);
  assert.is(getInferenceMetrics(telemetry, 'own')?.latency?.count, 2);
});

test('an object of no known shape is to be described', () => {
  const telemetry = createTelemetry();
  const error = assert.throwsCode(() => instrument(telemetry, { ask() {} }), 'TELEMETRY_INSTRUMENT_NOTHING');
  assert.match(error.message, 'no client of a known shape');
});
