// The scenarios of OpenTelemetry's conformance suite for generative AI, on the clients of OpenAI and Anthropic as they are
// published: of spans the suite would find nothing.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { createTelemetry, instrument, type Telemetry } from 'inferometer';
import { instrumentOpenAI } from 'inferometer/integrations/openai';
import { createMetricProducer, setupTracing } from 'inferometer/opentelemetry';
import { assert, test } from '../harness.ts';
import { collected, pointsOf } from '../opentelemetry/support.ts';
import { findingsIn } from './genai-conformance/policies.ts';
import { ANTHROPIC, type Client, OPENAI, type Scenario } from './genai-conformance/scenarios.ts';
import { startModelServer } from './genai-conformance/server.ts';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/ai-clients';

/**
 * `gen_ai.operation.name` of metrics, which is one of the catalogue's types: what kind of inference it was is told by its span
 * alone. A known gap, too.
 */
const OF_METRICS = { chat: 'inference', embeddings: 'embeddings' } as const;

function clientAt(origin: string, library: 'openai' | 'anthropic', telemetry: Telemetry): Client {
  installPackages(FOLDER, '@anthropic-ai/sdk', '--ignore-scripts');
  const require = createRequire(resolve(FOLDER, 'package.json'));
  const options = { apiKey: 'test', maxRetries: 0 };
  if (library === 'openai') {
    const { default: OpenAI } = require('openai-6');
    return instrumentOpenAI(telemetry, new OpenAI({ ...options, baseURL: `${origin}/v1` }));
  }
  const { default: Anthropic } = require('@anthropic-ai/sdk');
  return instrument(telemetry, new Anthropic({ ...options, baseURL: origin }), { provider: library });
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
    assert.equal(findingsIn(spans), [], name);
    for (const { attributes } of spans) {
      assert.is(attributes['gen_ai.provider.name'], library);
      assert.is(`http://${attributes['server.address']}:${attributes['server.port']}`, server.origin);
    }
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
    const expected = failed ? [] : scenario.operation === 'chat' ? ['input', 'output'] : ['input'];
    assert.equal(types, expected);
  } finally {
    await tracing.shutdown();
    telemetry.dispose();
    server.close();
  }
}
