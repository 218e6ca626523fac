// The callback form: whatever the function does, its caller sees the same as without telemetry.
import fc from 'fast-check';
import { createTelemetry, getInferenceMetrics, type Operation, type Telemetry } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { countOf, ManualClock, refusals, sampleOf } from '../support.ts';

const model = { modelId: 'm' };

function endings(telemetry: Telemetry): Record<string, number> {
  return { ...getInferenceMetrics(telemetry, 'm')?.outcomes.inference };
}

test('a synchronous function stays synchronous, and gets its result back', () => {
  const telemetry = createTelemetry();
  const result = { logits: [1, 2] };
  assert.is(
    telemetry.trackInference(model, () => result),
    result,
  );
  assert.equal(endings(telemetry), { ok: 1, error: 0, aborted: 0, unknown: 0 });
});

test('a promise gives a promise, and the duration is that until it is settled', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const tracked = telemetry.trackInference(model, async () => {
    await null;
    clock.advance(2);
    return 'done';
  });
  assert.instance(tracked, Promise);
  assert.is(endings(telemetry).ok, undefined);
  assert.is(await tracked, 'done');
  assert.is(getInferenceMetrics(telemetry, 'm')?.latency?.maxSeconds, 2);
});

test('what is thrown, and what a promise is rejected with, comes through unchanged', async () => {
  const telemetry = createTelemetry();
  const reasons = [new Error('theirs'), 'a string', undefined, null, 0, Object.freeze({ code: 1 })];
  for (const reason of reasons) {
    assert.identical(
      thrownBy(() =>
        telemetry.trackInference(model, () => {
          throw reason;
        }),
      ),
      reason,
    );
    assert.identical(
      await telemetry.trackInference(model, () => Promise.reject(reason)).catch((e) => e),
      reason,
    );
  }
  assert.equal(endings(telemetry), { ok: 0, error: 2 * reasons.length, aborted: 0, unknown: 0 });
});

test('an error whose getters throw counts as an error and comes through', () => {
  const telemetry = createTelemetry();
  const hostile = {
    get name(): string {
      throw new Error('trap');
    },
  };
  assert.identical(
    thrownBy(() =>
      telemetry.trackInference(model, () => {
        throw hostile;
      }),
    ),
    hostile,
  );
  assert.is(endings(telemetry).error, 1);
});

test('giving up is no error: AbortError, or a failure after the signal was aborted', async () => {
  const telemetry = createTelemetry();
  const byName = new DOMException('stopped', 'AbortError');
  await assert.rejects(telemetry.trackInference(model, () => Promise.reject(byName)));
  const controller = new AbortController();
  await assert.rejects(
    telemetry.trackInference({ ...model, signal: controller.signal }, async () => {
      controller.abort();
      throw new Error('socket closed');
    }),
  );
  const { signal } = controller;
  telemetry.trackInference({ ...model, signal }, () => 'had finished before');
  assert.equal(endings(telemetry), { ok: 1, error: 0, aborted: 2, unknown: 0 });
});

test('the duration of a failure is never among those of successes', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const body = (seconds: number, error?: Error) => () => {
    clock.advance(seconds);
    if (error) throw error;
  };
  telemetry.trackInference(model, body(1));
  for (let i = 0; i < 9; i++)
    assert.throws(() => telemetry.trackInference(model, body(0.001, new Error('x'))));
  assert.is(getInferenceMetrics(telemetry, 'm')?.latency?.minSeconds, 1);
  const failures = { operation_type: 'inference', status: 'error' };
  assert.is(countOf(telemetry, 'ipfs_aiml_operation_failure_seconds', failures), 9);
});

test('a promise of a subclass stays one', async () => {
  class Job extends Promise<number> {
    readonly isJob = true;
  }
  const telemetry = createTelemetry();
  const job = telemetry.trackInference(model, () => Job.resolve(5) as Job);
  assert.instance(job, Job);
  assert.ok(job.isJob);
  assert.is(await job, 5);
});

test('what only looks like a promise is awaited as one', async () => {
  const telemetry = createTelemetry();
  const query = {
    // biome-ignore lint/suspicious/noThenProperty: thenables are what this is about
    then(fulfilled: (value: string) => unknown) {
      return Promise.resolve(fulfilled('rows'));
    },
  };
  assert.is(await telemetry.trackInference(model, () => query), 'rows');
  assert.is(endings(telemetry).ok, 1);
});

test('a result whose `then` cannot be read is a result', () => {
  const telemetry = createTelemetry();
  const guarded = Object.defineProperty({}, 'then', {
    get() {
      throw new Error('trap');
    },
  });
  assert.identical(
    telemetry.trackInference(model, () => guarded),
    guarded,
  );
  assert.is(endings(telemetry).ok, 1);
});

test('the function may end the operation itself: once, with its own outcome', async () => {
  const telemetry = createTelemetry();
  telemetry.trackInference(model, (operation) => operation.fail(new Error('refused politely')));
  await telemetry.trackInference(model, async (operation) => operation.abort());
  assert.throws(() =>
    telemetry.trackInference(model, (operation) => {
      operation.ok();
      throw new Error('while cleaning up');
    }),
  );
  assert.equal(endings(telemetry), { ok: 1, error: 1, aborted: 1, unknown: 0 });
  assert.is(refusals(telemetry, 'ended_twice'), 0);
});

test('operations run side by side, each with its own time', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const finish: (() => void)[] = [];
  const runs = [1, 2, 3].map(() =>
    telemetry.trackInference(model, () => new Promise<void>((resolve) => finish.push(resolve))),
  );
  for (const resolve of finish) {
    clock.advance(1);
    resolve();
    await null;
    await null;
  }
  await Promise.all(runs);
  const latency = getInferenceMetrics(telemetry, 'm')?.latency;
  assert.equal([latency?.count, latency?.minSeconds, latency?.maxSeconds], [3, 1, 3]);
});

test('every kind of operation is counted by outcome', () => {
  const telemetry = createTelemetry();
  telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm' }, () => 1);
  telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 0 }, () => 1);
  assert.throws(() => telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 1 }, () => JSON.parse('{')));
  const ended = (operation_type: string, status: string) =>
    sampleOf(telemetry, 'ipfs_aiml_operations_total', { operation_type, status });
  assert.is(ended('model_load', 'ok'), 1);
  assert.is(ended('training_epoch', 'ok'), 1);
  assert.is(ended('training_epoch', 'error'), 1);
});

test('what is not a function is refused before anything begins', () => {
  const telemetry = createTelemetry();
  // @ts-expect-error: without types
  assert.throwsCode(() => telemetry.trackInference(model), 'TELEMETRY_ARGUMENT_KIND');
  // @ts-expect-error: without types
  assert.throwsCode(() => telemetry.trackInference(undefined, () => 1), 'TELEMETRY_ARGUMENT_KIND');
  assert.equal(telemetry.snapshot().metrics, []);
});

/** A way for a function to go, and how the operation should end. */
type Course =
  | 'return'
  | 'throw'
  | 'abort'
  | 'resolve'
  | 'reject'
  | 'rejectAbort'
  | 'okThenThrow'
  | 'failThenReturn';

const outcomes: Record<Course, 'ok' | 'error' | 'aborted'> = {
  return: 'ok',
  throw: 'error',
  abort: 'aborted',
  resolve: 'ok',
  reject: 'error',
  rejectAbort: 'aborted',
  okThenThrow: 'ok',
  failThenReturn: 'error',
};

function go(course: Course, value: unknown, operation?: Operation): unknown {
  switch (course) {
    case 'return':
      return value;
    case 'throw':
      throw value;
    case 'abort':
      throw Object.assign(new Error('stopped'), { name: 'AbortError' });
    case 'resolve':
      return Promise.resolve(value);
    case 'reject':
      return Promise.reject(value);
    case 'rejectAbort':
      return Promise.reject(new DOMException('stopped', 'AbortError'));
    case 'okThenThrow':
      operation?.ok();
      throw value;
    case 'failThenReturn':
      operation?.fail(value);
      return value;
  }
}

/** What a caller can see of a call: whether it was synchronous, how it ended, and with what. */
async function seen(call: () => unknown): Promise<unknown[]> {
  try {
    const result = call();
    if (!(result instanceof Promise)) return ['returned', result];
    return result.then(
      (value) => ['fulfilled', value],
      (reason) => ['rejected', readable(reason)],
    );
  } catch (error) {
    return ['thrown', readable(error)];
  }
}

/** Each run throws an error of its own; anything else that is thrown is the value itself. */
function readable(thrown: unknown): unknown {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrown;
}

test('law: any sequence of functions looks the same with and without telemetry, and every one is counted', async () => {
  const course = fc.constantFrom(...(Object.keys(outcomes) as Course[]));
  const value = fc.oneof(fc.string(), fc.double(), fc.object(), fc.constant(undefined), fc.constant(null));
  const calls = fc.array(fc.tuple(course, value), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(calls, async (sequence) => {
      using telemetry = createTelemetry();
      const expected = { ok: 0, error: 0, aborted: 0, unknown: 0 };
      for (const [way, payload] of sequence) {
        const plain = await seen(() => go(way, payload));
        const tracked = await seen(() => telemetry.trackInference(model, (op) => go(way, payload, op)));
        assert.equal(tracked, plain);
        expected[outcomes[way]] += 1;
      }
      assert.equal(endings(telemetry), sequence.length === 0 ? {} : expected);
      const { ok } = expected;
      assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', { model_id: 'm' }), ok);
    }),
    { numRuns: 100 },
  );
});

function thrownBy(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
