// A result that refuses to be looked at, or is a promise by its looks alone, threw out of the tracked call.
import fc from 'fast-check';
import {
  createTelemetry,
  getInferenceMetrics,
  instrument,
  startStream,
  type Telemetry,
  trackStream,
} from 'inferometer';
import { assert, test } from '../harness.ts';

const modelId = 'm';

function quiet(): void {}

const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const ways: Record<string, (telemetry: Telemetry, make: () => unknown) => unknown> = {
  trackInference: (telemetry, make) => telemetry.trackInference({ modelId }, make),
  streamOf: (telemetry, make) =>
    telemetry.trackInference({ modelId, streamOf: (result: unknown) => result }, make),
  trackStream: (telemetry, make) => trackStream(telemetry, { modelId }, make),
  instrument: (telemetry, make) =>
    instrument(telemetry, { make }, { operations: { make: { operationType: 'inference', modelId } } }).make(),
};

const targets: Record<string, () => object> = {
  object: () => ({ stream: 1 }),
  function: () => () => 1,
  array: () => [1],
  map: () => new Map(),
  promise: () => Promise.resolve(1),
  generator: () => (async function* () {})(),
  readable: () => new ReadableStream(),
  response: () => new Response('text'),
};

const TRAPS = [
  'get',
  'has',
  'ownKeys',
  'getOwnPropertyDescriptor',
  'getPrototypeOf',
  'isExtensible',
] as const;

function refuse(): never {
  throw new Error('do not ask');
}

test('whatever a result refuses to be asked, its caller gets it', async () => {
  const traps = fc.subarray([...TRAPS], { minLength: 1 });
  const target = fc.constantFrom(...Object.keys(targets));
  for (const [way, track] of Object.entries(ways)) {
    await fc.assert(
      fc.asyncProperty(target, traps, async (name, refused) => {
        using telemetry = createTelemetry({ logger: SILENT });
        const handler = Object.fromEntries(refused.map((trap) => [trap, refuse]));
        const proxy = new Proxy((targets[name] as () => object)(), handler);
        assert.not.throws(() => void track(telemetry, () => proxy), `${way}: ${name}`);
      }),
      { numRuns: 200 },
    );
  }
});

test('a proxy of a promise fails where it is awaited, as it does without us', async () => {
  const proxied = () => new Proxy(Promise.resolve(1), {});
  const awaited = async (value: unknown) => {
    try {
      return await value;
    } catch (error) {
      return (error as Error).name;
    }
  };
  for (const track of Object.values(ways)) {
    const telemetry = createTelemetry();
    const tracked = track(telemetry, proxied);
    assert.is(await awaited(tracked), await awaited(proxied()));
    // One whose methods run on the promise is one.
    const working = () => new Proxy(Promise.resolve(1), { get: (target, key) => bound(target, key) });
    assert.is(await awaited(track(telemetry, working)), 1);
  }
});

function bound(target: object, key: PropertyKey): unknown {
  const value = Reflect.get(target, key);
  return typeof value === 'function' ? value.bind(target) : value;
}

test('the `then` of a result is read once', () => {
  for (const [way, track] of Object.entries(ways)) {
    let reads = 0;
    const result = {
      // biome-ignore lint/suspicious/noThenProperty: thenables are what this is about
      get then(): unknown {
        reads += 1;
        return undefined;
      },
      stream: 1,
    };
    track(createTelemetry({ logger: SILENT }), () => result);
    assert.is(reads, 1, way);
  }
});

test('an iterator whose steps are thenables of its own can be iterated', async () => {
  let left = 2;
  const iterator = {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => ({
      // It gives no promise.
      // biome-ignore lint/suspicious/noThenProperty: thenables are what this is about
      then(fulfilled: (step: IteratorResult<number>) => void) {
        left -= 1;
        fulfilled(left >= 0 ? { done: false, value: left } : { done: true, value: undefined });
      },
    }),
  };
  const telemetry = createTelemetry();
  const values: number[] = [];
  const stream = trackStream(telemetry, { modelId }, iterator as unknown as AsyncIterable<number>);
  for await (const value of stream) values.push(value);
  assert.equal(values, [1, 0]);
  assert.is(getInferenceMetrics(telemetry, modelId)?.outcomes.inference?.ok, 1);
});

test('a thenable that throws when it is awaited has failed', async () => {
  for (const [way, track] of Object.entries(ways)) {
    const telemetry = createTelemetry();
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: thenables are what this is about
      then(): never {
        throw new Error('theirs');
      },
    };
    await assert.rejects(async () => await track(telemetry, () => thenable), /theirs/);
    assert.is(getInferenceMetrics(telemetry, modelId)?.outcomes.inference?.error, 1, way);
  }
});

test('a signal that refuses to be asked does not take the place of the error', () => {
  const telemetry = createTelemetry({ logger: SILENT });
  const signal = {
    get aborted(): boolean {
      return refuse();
    },
  };
  const fail = () => {
    throw new Error('theirs');
  };
  assert.throws(() => telemetry.trackInference({ modelId, signal }, fail), /theirs/);
});

test('what a stream is told never throws', () => {
  const telemetry = createTelemetry({ logger: SILENT });
  const stream = startStream(telemetry, { modelId, tokensOf: (chunk) => chunk as number });
  const shy = {
    get content(): number {
      return refuse();
    },
    get inputTokens(): number {
      return refuse();
    },
  };
  for (const told of [null, undefined, Number.NaN, 'five', [], Symbol('five'), shy] as never[]) {
    stream.token(told);
    stream.chunk(told);
    stream.usage(told);
  }
  stream.token(2);
  stream.end();
  assert.is(getInferenceMetrics(telemetry, modelId)?.outcomes.inference?.ok, 1);
});

test('a streamOf of a wrong kind throws before anything runs', () => {
  const telemetry = createTelemetry();
  const options = { modelId, streamOf: 'stream' as never };
  let isRun = false;
  const run = () => {
    isRun = true;
  };
  for (const track of [
    () => telemetry.trackInference(options, run),
    () => telemetry.trackModelOperation({ ...options, operationType: 'model_load' }, run),
    () => telemetry.start('inference', options),
    () => trackStream(telemetry, options, run),
    () => startStream(telemetry, options),
  ]) {
    assert.throwsCode(track, 'TELEMETRY_ARGUMENT_KIND');
  }
  assert.is(isRun, false);
});
