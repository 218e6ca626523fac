// Two modules that shared a client instrumented it each, and all of its calls counted twice.
import { createTelemetry, getInferenceMetrics, instrument } from 'inferometer';
import { assert, test } from '../harness.ts';

test('each telemetry counts a call of a known client once, however often it was instrumented', async () => {
  const [one, other] = [createTelemetry(), createTelemetry()];
  const openai = { chat: { completions: { create: async (request: { model: string }) => request.model } } };
  const once = instrument(one, openai);
  assert.ok(instrument(one, once) === once);
  assert.throwsCode(() => instrument(one, once, { backends: 's3' } as object), 'TELEMETRY_UNKNOWN_OPTION');
  const both = instrument(other, instrument(one, once));
  assert.is(await both.chat.completions.create({ model: 'm' }), 'm');
  for (const telemetry of [one, other]) {
    assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.ok, 1);
  }
});
