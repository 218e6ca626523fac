// Jest, Vitest and sinon fake the timers of a program after it was loaded, and run them until none is left.
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { assert, test } from '../harness.ts';

test('a live telemetry leaves no timer among those that a test has faked', () => {
  const { setTimeout, clearTimeout } = globalThis;
  const waiting = new Map<number, () => void>();
  let id = 0;
  globalThis.setTimeout = ((run: () => void) => {
    waiting.set(++id, run);
    return id;
  }) as never;
  globalThis.clearTimeout = ((handle: number) => waiting.delete(handle)) as never;
  try {
    using telemetry = createTelemetry();
    telemetry.trackInference({ modelId: 'm' }, () => 1);
    let turns = 0;
    for (; waiting.size > 0 && turns < 100; turns++) {
      const [first] = waiting;
      if (first === undefined) break;
      waiting.delete(first[0]);
      first[1]();
    }
    assert.ok(turns < 100, `${turns} timers, and more to come`);
    assert.is(getInferenceMetrics(telemetry, 'm')?.latency?.count, 1);
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
});
