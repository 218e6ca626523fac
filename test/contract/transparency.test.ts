// "Telemetry must never change the result, `this`, the order or the thrown error of what it wraps": whatever the
// body, whichever way it is tracked.
import fc from 'fast-check';
import {
  createTelemetry,
  instrument,
  type Operation,
  type Telemetry,
  trackStorageOperation,
} from 'inferometer';
import { assert, test } from '../harness.ts';

type Body = (operation?: Operation) => unknown;

const trackers: Record<string, (telemetry: Telemetry, body: Body) => unknown> = {
  model: (telemetry, body) =>
    telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm' }, body),
  inference: (telemetry, body) => telemetry.trackInference({ modelId: 'm' }, body),
  'inference with its memory': (telemetry, body) =>
    telemetry.trackInference({ modelId: 'm', trackMemory: true }, body),
  training: (telemetry, body) => telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 0 }, body),
  dataset: (telemetry, body) =>
    telemetry.trackDatasetOperation({ operationType: 'dataset_transform', datasetId: 'd' }, body),
  distributed: (telemetry, body) =>
    telemetry.trackDistributedOperation({ operationType: 'task_distribution' }, body),
  storage: (telemetry, body) =>
    trackStorageOperation(telemetry, { operationType: 'add', backend: 's3' }, body),
  phase: (telemetry, body) =>
    telemetry.trackInference({ modelId: 'm' }, (operation) => operation.child('phase', body)),
  instrumented: (telemetry, body) =>
    instrument(telemetry, { body }, { operations: { body: { operationType: 'add', backend: 's3' } } }).body(),
};

/** A look at memory collects all garbage first, since the tests expose the collector, so there are few of them. */
function runsOf(kind: string, runs: number): number {
  return kind === 'inference with its memory' ? Math.min(runs, 12) : runs;
}

/** Weakly held things live until the turn of the event loop ends: without turns every collection finds more of them. */
const letGo = () => new Promise((resolve) => setTimeout(resolve));

/** Bodies of every kind; each writes down when it runs, so that the order shows. */
const bodies: Record<string, (value: unknown, log: unknown[]) => Body> = {
  returns: (value, log) => () => {
    log.push('ran');
    return value;
  },
  throws: (value) => () => {
    throw value;
  },
  resolves: (value, log) => async () => {
    log.push('began');
    await null;
    log.push('ended');
    return value;
  },
  rejects: (value, log) => async () => {
    await null;
    log.push('rejecting');
    throw value;
  },
  aborts: () => () => Promise.reject(new DOMException('stopped', 'AbortError')),
  abortsAtOnce: () => () => {
    throw new DOMException('stopped', 'AbortError');
  },
  generates: (value, log) =>
    function* () {
      log.push('pulled');
      yield value;
      return 'end';
    },
  generatesLater: (value, log) =>
    async function* () {
      log.push('pulled');
      yield value;
      throw new Error('after the first');
    },
  endsItself: (value) => (operation) => {
    operation?.abort();
    return value;
  },
};

/** Everything that a caller can see of a call. */
async function seen(call: () => unknown): Promise<unknown[]> {
  try {
    const result = call();
    if (result instanceof Promise) {
      return await result.then(
        (value) => ['fulfilled', value],
        (reason) => ['rejected', shown(reason)],
      );
    }
    if (isIterable(result, Symbol.iterator)) return ['iterated', ...(result as Iterable<unknown>)];
    if (isIterable(result, Symbol.asyncIterator)) {
      const values: unknown[] = ['iterated later'];
      try {
        for await (const value of result as AsyncIterable<unknown>) values.push(value);
      } catch (error) {
        values.push(shown(error));
      }
      return values;
    }
    return ['returned', result];
  } catch (error) {
    return ['thrown', shown(error)];
  }
}

function isIterable(value: unknown, symbol: symbol): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && symbol in value;
}

function shown(thrown: unknown): unknown {
  return thrown instanceof Error || thrown instanceof DOMException ? String(thrown) : thrown;
}

for (const [kind, tracked] of Object.entries(trackers)) {
  test(`${kind}: no body can tell that it is tracked, nor can its caller`, async () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.object(), fc.constant(undefined), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(bodies)), value, async (name, payload) => {
        using telemetry = createTelemetry();
        const make = bodies[name] as (typeof bodies)[string];
        const [plainLog, trackedLog]: unknown[][] = [[], []];
        const plain = await seen(make(payload, plainLog as unknown[]));
        const body = make(payload, trackedLog as unknown[]);
        assert.equal(await seen(() => tracked(telemetry, body)), plain);
        assert.equal(trackedLog, plainLog);
        await letGo();
      }),
      {
        numRuns: runsOf(kind, 100),
        examples: Object.keys(bodies).map((name): [string, string] => [name, 'result']),
      },
    );
  });
}

test('the very object comes back, and the very error', async () => {
  for (const tracked of Object.values(trackers)) {
    const telemetry = createTelemetry();
    const result = { logits: [1] };
    const reason = { frozen: Object.freeze(new Error('theirs')) };
    assert.is(
      tracked(telemetry, () => result),
      result,
    );
    assert.is(await tracked(telemetry, async () => result), result);
    const rejected = tracked(telemetry, () => Promise.reject(reason)) as Promise<unknown>;
    assert.is(await rejected.catch((error) => error), reason);
  }
});

test('calls keep their order, however they overlap', async () => {
  // Each waits for turns of the queue, not for time: a busy machine changes nothing.
  const run = async (turns: readonly number[], wrap: (body: Body) => unknown) => {
    const log: string[] = [];
    const body = (name: number, left: number) => async () => {
      log.push(`${name} began`);
      for (let turn = 0; turn < left; turn++) await null;
      log.push(`${name} ended`);
    };
    await Promise.all(turns.map((left, name) => wrap(body(name, left))));
    return log;
  };
  const turns = fc.array(fc.nat({ max: 9 }), { maxLength: 5 });
  for (const [kind, tracked] of Object.entries(trackers)) {
    const order = fc.asyncProperty(turns, async (each) => {
      using telemetry = createTelemetry();
      const plain = await run(each, (body) => body());
      assert.equal(await run(each, (body) => tracked(telemetry, body)), plain);
      await letGo();
    });
    await fc.assert(order, { numRuns: runsOf(kind, 20) });
  }
});
