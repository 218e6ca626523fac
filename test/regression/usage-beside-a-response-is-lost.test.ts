// Results of the AI SDK's models have their `response` beside what they say, and no `data` as `withResponse()` has.
import { createTelemetry, getInferenceMetrics, instrument } from 'inferometer';
import { assert, test } from '../harness.ts';

const usage = { inputTokens: { total: 7 }, outputTokens: { total: 3 } };

test('usage is read from a result that has a response beside it', async () => {
  const telemetry = createTelemetry();
  const model = instrument(telemetry, {
    modelId: 'm',
    doGenerate: async () => ({ usage, content: [], response: { id: 'r1', headers: {} } }),
  });
  await model.doGenerate();
  assert.is(getInferenceMetrics(telemetry, 'm')?.usage?.tokens.outputTokens, 3);
});

test('and from the data beside its response', async () => {
  const telemetry = createTelemetry();
  const create = async (_request: object) => ({ data: { usage: { completion_tokens: 3 } }, response: {} });
  const client = instrument(telemetry, { chat: { completions: { create } } });
  await client.chat.completions.create({ model: 'm' });
  assert.is(getInferenceMetrics(telemetry, 'm')?.usage?.tokens.outputTokens, 3);
});
