// A chunk of four tokens counted as one, a role and a usage as tokens, and what the provider counted had no way in.
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

const modelId = 'm';

test('tokens are those that the provider told, and only deltas are tokens without', async () => {
  const delta = (content: string) => ({ choices: [{ delta: { content } }] });
  const role = { choices: [{ delta: { role: 'assistant', content: '' } }] };
  const usage = { choices: [], usage: { prompt_tokens: 7, completion_tokens: 20 } };
  for (const [chunks, tokens] of [
    [[role, delta('a b c d'), delta('e'), usage], 20],
    [[role, delta('a b c d'), delta('e')], 2],
  ] as const) {
    const telemetry = createTelemetry();
    const source = async function* () {
      yield* chunks;
    };
    for await (const _ of trackStream(telemetry, { modelId }, source()));
    assert.is(getStreamMetrics(telemetry, modelId)?.tokens, tokens);
    assert.is(getStreamMetrics(telemetry, modelId)?.usage?.tokens.outputTokens, tokens);
  }
});
