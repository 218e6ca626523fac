// Providers of the AI SDK begin a text with a part that is empty: no token, and not the first one.
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

for (const key of ['delta', 'text']) {
  test(`an empty ${key} is no token`, async () => {
    const telemetry = createTelemetry();
    async function* parts() {
      for (const text of ['', 'a', 'b']) yield { type: 'text-delta', [key]: text };
    }
    for await (const _ of trackStream(telemetry, { modelId: 'm' }, parts()));
    assert.is(getStreamMetrics(telemetry, 'm')?.tokens, 2);
  });
}
