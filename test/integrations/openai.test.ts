// What the integration says beyond `instrument`. The client is in test/interop/integrations.interop.ts.
import { createTelemetry } from 'inferometer';
import { instrumentOpenAI } from 'inferometer/integrations/openai';
import { assert, test } from '../harness.ts';
import { traced } from '../middleware/traced.ts';
import { countOf } from '../telemetry/support.ts';

class Client {
  readonly baseURL: string | undefined;
  readonly embeddings = { create: async ({ model }: { model: string }) => ({ model }) };
  readonly images = { generate: async ({ model }: { model: string }) => ({ model }) };
  constructor(baseURL?: string) {
    this.baseURL = baseURL;
  }
}

test('the provider of spans is told from where requests go', async () => {
  const { telemetry, spans } = await traced();
  for (const baseURL of [
    'https://api.openai.com/v1',
    'https://mine.openai.azure.com/openai/v1',
    'https://api.groq.com/openai/v1',
    'http://127.0.0.1:8000/v1',
    'not.api.openai.com.evil',
    undefined,
  ]) {
    const client = instrumentOpenAI(telemetry, new Client(baseURL));
    await client.embeddings.create({ model: 'm' });
  }
  await instrumentOpenAI(telemetry, new Client(), { provider: 'mine' }).images.generate({ model: 'm' });
  assert.equal(
    spans().map(({ name, attributes }) => `${name} ${attributes['gen_ai.provider.name']}`),
    [
      'embeddings m openai',
      'embeddings m azure.ai.openai',
      'embeddings m groq',
      'embeddings m openai',
      'embeddings m openai',
      'embeddings m openai',
      'generate_content m mine',
    ],
  );
});

test('instrumented again it is the same one, and counts once', async () => {
  const telemetry = createTelemetry();
  const client = instrumentOpenAI(telemetry, new Client());
  assert.is(instrumentOpenAI(telemetry, client), client);
  await client.images.generate({ model: 'm' });
  assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', { model_id: 'm' }), 1);
});

test('what is no such client is refused', () => {
  assert.throwsCode(() => instrumentOpenAI(createTelemetry(), {}), 'TELEMETRY_INSTRUMENT_NOTHING');
});
