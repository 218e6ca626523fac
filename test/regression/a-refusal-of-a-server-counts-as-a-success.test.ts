// fetch fulfils its promise with what a server refused, and the call counted as a success that was very fast.
import { createTelemetry, getInferenceMetrics, getStreamMetrics, instrument, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

const modelId = 'm';

function total(telemetry: ReturnType<typeof createTelemetry>, fullName: string): unknown[] {
  const metric = telemetry.snapshot().metrics.find((one) => one.fullName === fullName);
  return metric?.series.map((series) => [series.labels, 'value' in series && series.value]) ?? [];
}

test('a response of a client or server error is a failure, and the very response comes back', async () => {
  for (const make of [
    () => new Response('no', { status: 503 }),
    () => new Response('data: no\n\n', { status: 503, headers: { 'content-type': 'text/event-stream' } }),
    () => Response.json({ error: 'no' }, { status: 503 }),
    () => new Response(null, { status: 503 }),
  ]) {
    const telemetry = createTelemetry();
    const response = make();
    const options = { operations: { fetch: { operationType: 'inference', modelId } } } as const;
    const client = instrument(telemetry, { fetch: async () => response }, options);
    assert.ok((await telemetry.trackInference({ modelId }, async () => response)) === response);
    assert.ok((await trackStream(telemetry, { modelId }, async () => response)) === response);
    assert.ok((await client.fetch()) === response);
    assert.is(getInferenceMetrics(telemetry, modelId)?.outcomes.inference?.error, 3);
    assert.is(getStreamMetrics(telemetry, modelId)?.endings.failed, 1);
    const types = telemetry
      .snapshot()
      .metrics.find(({ fullName }) => fullName === 'ipfs_aiml_operation_failure_seconds')
      ?.series.map(({ labels }) => labels.error_type);
    assert.equal(types, ['503']);
  }
});

test('the last attempt, too, is one that was limited', async () => {
  const telemetry = createTelemetry();
  const limited = () => new Response(null, { status: 429 });
  await telemetry.trackInference({ modelId }, async (inference) => {
    inference.retry(limited());
    return limited();
  });
  const labels = { operation_type: 'inference', model_id: modelId };
  assert.equal(total(telemetry, 'ipfs_aiml_operation_rate_limited_total'), [[labels, 2]]);
});

test('redirects and empty answers are none', async () => {
  const telemetry = createTelemetry();
  for (const status of [204, 304]) {
    await telemetry.trackInference({ modelId }, async () => new Response(null, { status }));
  }
  assert.is(getInferenceMetrics(telemetry, modelId)?.outcomes.inference?.ok, 2);
});
