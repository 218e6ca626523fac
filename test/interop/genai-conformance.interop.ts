// The scenarios of OpenTelemetry's conformance suite for generative AI, on the clients of OpenAI and Anthropic as they are
// published: what the suite would find is what is listed here, with the reason, and nothing else.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { createTelemetry, instrument, type Telemetry } from 'inferometer';
import { createMetricProducer, setupTracing } from 'inferometer/opentelemetry';
import { assert, test } from '../harness.ts';
import { collected, pointsOf } from '../opentelemetry/support.ts';
import { type Finding, findingsIn } from './genai-conformance/policies.ts';
import { ANTHROPIC, type Client, OPENAI, type Scenario } from './genai-conformance/scenarios.ts';
import { startModelServer } from './genai-conformance/server.ts';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/ai-clients';

const missing = (operation: string, about: string): Finding => ({
  id: 'genai_expected_attribute_missing',
  operation,
  about,
});

/** Known gaps, as the suite lets one declare them: one that is found no longer fails, too. */
const KNOWN: Readonly<Record<string, readonly Finding[]>> = {
  // The address that a client asks is its own, and no attribute of an inference.
  chat: [missing('chat', 'server.address')],
  // What the client's own runner of tools is answered is not read: its calls are recorded, without what came back.
  automatic_tool_calling: [
    missing('chat', 'server.address'),
    ...['id', 'model', 'finish_reasons'].map((one) => missing('chat', `gen_ai.response.${one}`)),
    ...['input', 'output'].map((one) => missing('chat', `gen_ai.usage.${one}_tokens`)),
  ],
  embeddings: [
    missing('embeddings', 'server.address'),
    // What was asked for is not looked at, beside the model and the size of the batch.
    missing('embeddings', 'gen_ai.request.encoding_formats'),
    missing('embeddings', 'gen_ai.embeddings.dimension.count'),
  ],
};

/**
 * `gen_ai.operation.name` of metrics, which is one of the catalogue's types: what kind of inference it was is told by its span
 * alone. A known gap, too.
 */
const OF_METRICS = { chat: 'inference', embeddings: 'embeddings' } as const;

/** What the methods do, in the words of the conventions. */
const describing =
  (provider: string) => (operationName: 'chat' | 'embeddings') => (request: { model: string }) => ({
    operationType: operationName === 'chat' ? ('inference' as const) : ('embeddings_generation' as const),
    modelId: request.model,
    operationName,
    provider,
  });

function clientAt(origin: string, library: 'openai' | 'anthropic', telemetry: Telemetry): Client {
  installPackages(FOLDER, '@anthropic-ai/sdk', '--ignore-scripts');
  const require = createRequire(resolve(FOLDER, 'package.json'));
  const options = { apiKey: 'test', maxRetries: 0 };
  const described = describing(library);
  const [chat, embeddings] = [described('chat'), described('embeddings')];
  if (library === 'openai') {
    const { default: OpenAI } = require('openai-6');
    const operations = { 'chat.completions.create': chat, 'embeddings.create': embeddings };
    return instrument(telemetry, new OpenAI({ ...options, baseURL: `${origin}/v1` }), { operations });
  }
  const { default: Anthropic } = require('@anthropic-ai/sdk');
  const operations = { 'messages.create': chat, 'beta.messages.create': chat };
  return instrument(telemetry, new Anthropic({ ...options, baseURL: origin }), { operations });
}

for (const library of ['openai', 'anthropic'] as const) {
  const scenarios = library === 'openai' ? OPENAI : ANTHROPIC;
  for (const [name, scenario] of Object.entries(scenarios)) {
    test(`${library}, ${name}: spans and metrics are as the conventions have them, but for known gaps`, () =>
      conforms(library, name, scenario));
  }
}

async function conforms(library: 'openai' | 'anthropic', name: string, scenario: Scenario): Promise<void> {
  const server = await startModelServer();
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const exporter = new InMemorySpanExporter();
  const tracing = await setupTracing({ telemetry, exporter });
  try {
    await scenario.exchange(clientAt(server.origin, library, telemetry));
    await tracing.flush();
    // Anthropic's client has spans of its own.
    const ours = exporter
      .getFinishedSpans()
      .filter((span) => span.instrumentationScope.name === 'inferometer');
    const spans = ours.filter((span) => 'gen_ai.operation.name' in span.attributes);
    const operations = spans.map(({ attributes }) => attributes['gen_ai.operation.name']);
    assert.equal(operations, Array(scenario.spans).fill(scenario.operation));
    assert.is(server.count, scenario.spans);
    const known = KNOWN[name] ?? KNOWN[scenario.operation] ?? [];
    assert.equal(findingsIn(spans).sort(byText), [...known].sort(byText), name);
    assert.is(spans[0]?.attributes['gen_ai.provider.name'], library);
    const metrics = await collected(createMetricProducer(telemetry, { provider: library }));
    const durations = pointsOf(metrics.get('gen_ai.client.operation.duration'));
    const failed = spans.some(({ attributes }) => 'error.type' in attributes);
    assert.ok(durations.length > 0);
    for (const { attributes } of durations) {
      assert.is(attributes['gen_ai.operation.name'], OF_METRICS[scenario.operation]);
      assert.is(attributes['gen_ai.provider.name'], library);
      assert.ok('gen_ai.request.model' in attributes);
      assert.is('error.type' in attributes, failed);
    }
    // Of streams, and of nothing else.
    const first = pointsOf(metrics.get('gen_ai.client.operation.time_to_first_chunk'));
    assert.is(first.length > 0, scenario.isStreamed === true);
    const tokens = pointsOf(metrics.get('gen_ai.client.token.usage'));
    const types = tokens.map(({ attributes }) => attributes['gen_ai.token.type']).sort();
    const isRead = !failed && name !== 'automatic_tool_calling';
    const expected = !isRead ? [] : scenario.operation === 'chat' ? ['input', 'output'] : ['input'];
    assert.equal(types, expected);
  } finally {
    await tracing.shutdown();
    telemetry.dispose();
    server.close();
  }
}

function byText(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
