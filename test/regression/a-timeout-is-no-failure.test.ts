// A stream that timed out counted as given up: no failure, and no missed objective.
import { createTelemetry, getFindings, getInferenceMetrics, getObjectives, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

const modelId = 'm';

test('a stream and a call that time out fail, with and without the option signal', async () => {
  for (const isHandedIn of [true, false]) {
    const objectives = [{ operationType: 'inference', firstTokenWithinSeconds: 9, targetRatio: 0.99 }];
    const telemetry = createTelemetry({ objectives });
    // As AbortSignal.timeout(), whose timer keeps no process alive.
    const controller = new AbortController();
    const { signal } = controller;
    setTimeout(() => controller.abort(new DOMException('too slow', 'TimeoutError')), 1);
    const timedOut = () =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const options = { modelId, ...(isHandedIn && { signal }) };
    const source = (async function* () {
      yield await timedOut();
    })();
    await assert.rejects(
      (async () => {
        for await (const _ of trackStream(telemetry, options, source));
      })(),
    );
    assert.equal([getObjectives(telemetry)[0]?.good, getObjectives(telemetry)[0]?.count], [0, 1]);
    await assert.rejects(
      telemetry.trackInference(options, async () => {
        signal.throwIfAborted();
      }),
    );
    const { outcomes } = getInferenceMetrics(telemetry, modelId) ?? {};
    assert.equal(outcomes?.inference, { ok: 0, error: 2, aborted: 0, unknown: 0 });
    assert.ok(getFindings(telemetry).some(({ type }) => type === 'objective'));
    telemetry.dispose();
  }
});

test('a client that says of its own timeout only that it was aborted fails too, as TimeoutError', async () => {
  const telemetry = createTelemetry();
  const signal = AbortSignal.abort(new DOMException('too slow', 'TimeoutError'));
  class APIUserAbortError extends Error {}
  await assert.rejects(
    telemetry.trackInference({ modelId, signal }, () =>
      Promise.reject(new APIUserAbortError('Request was aborted.')),
    ),
  );
  const failures = telemetry
    .snapshot()
    .metrics.find(({ instrument }) => instrument.name === 'operation_failure_seconds');
  const [series] = failures?.series ?? [];
  assert.equal([series?.labels.status, series?.labels.error_type], ['error', 'TimeoutError']);
});
