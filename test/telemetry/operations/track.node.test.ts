// A rejection that nobody handles is reported as it would be without telemetry: once, with its reason. In Node
// only, because pages and runtimes report it each in their own way.
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { assert, test } from '../../harness.ts';

/** The reasons that Node reports as unhandled while `body` runs, and shortly after. */
async function unhandledDuring(body: () => void): Promise<unknown[]> {
  const reported: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => reported.push(reason));
  body();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.removeAllListeners('unhandledRejection');
  for (const listener of others) process.on('unhandledRejection', listener);
  return reported;
}

test('a tracked rejection that nobody handles is reported once, with its reason', async () => {
  const telemetry = createTelemetry();
  const reason = new Error('nobody listens');
  const reported = await unhandledDuring(() => {
    telemetry.trackInference({ modelId: 'm' }, () => Promise.reject(reason));
  });
  assert.is(reported.length, 1);
  assert.identical(reported[0], reason);
});

test('a tracked rejection that its caller handles is not reported', async () => {
  const telemetry = createTelemetry();
  const reported = await unhandledDuring(() => {
    telemetry.trackInference({ modelId: 'm' }, () => Promise.reject(new Error('x'))).catch(() => undefined);
  });
  assert.equal(reported, []);
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.error, 1);
});
