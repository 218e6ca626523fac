import fc from 'fast-check';
import {
  createTelemetry,
  getInferenceMetrics,
  getStorageMetrics,
  getStreamMetrics,
  instrument,
  type Telemetry,
} from 'inferometer';
import { assert, collectGarbage, test } from '../harness.ts';
import { ManualClock, refusals } from '../telemetry/support.ts';

/** Results that a promise made by `then` would lose. */
class Job extends Promise<string> {
  readonly #id = 'job-1';
  static override get [Symbol.species]() {
    return Promise;
  }
  get id(): string {
    return this.#id;
  }
  cancel(): string {
    return `${this.#id} cancelled`;
  }
}

/** Runs when it is awaited, as query builders do. */
class Query implements PromiseLike<string> {
  #runs = 0;
  readonly #words: string[] = [];
  where(word: string): this {
    this.#words.push(word);
    return this;
  }
  get runs(): number {
    return this.#runs;
  }
  // biome-ignore lint/suspicious/noThenProperty: thenables are what this is about
  then<A = string, B = never>(
    fulfilled?: ((value: string) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    this.#runs += 1;
    return Promise.resolve(this.#words.join(' and ')).then(fulfilled, rejected);
  }
}

class Client {
  static readonly Codec = class Codec {};
  readonly Codec = Client.Codec;
  readonly fixed!: () => string;
  #stored = new Map<string, unknown>();
  #open = true;

  constructor() {
    Object.defineProperty(this, 'fixed', { value: () => 'fixed' });
  }

  get size(): number {
    return this.#stored.size;
  }
  set isOpen(open: boolean) {
    this.#open = open;
  }
  get isOpen(): boolean {
    return this.#open;
  }
  set(key: string, value: unknown): this {
    this.#stored.set(key, value);
    return this;
  }
  get(key: string): unknown {
    return this.#stored.get(key);
  }
  async add(key: string, value: unknown): Promise<string> {
    await null;
    this.#stored.set(key, value);
    return `cid-${key}`;
  }
  async connect(): Promise<this> {
    return this;
  }
  refuse(reason: unknown): never {
    throw reason;
  }
  reject(reason: unknown): Promise<never> {
    return Promise.reject(reason);
  }
  *keys(): Generator<string> {
    yield* this.#stored.keys();
  }
  async *list(end?: unknown): AsyncGenerator<string, string> {
    for (const key of this.#stored.keys()) yield key;
    if (end !== undefined) throw end;
    return 'end';
  }
  async listLater(): Promise<AsyncGenerator<string, string>> {
    return this.list();
  }
  job(): Job {
    return Job.resolve('done') as Job;
  }
  query(): Query {
    return new Query();
  }
  readable(): ReadableStream<string> {
    return new ReadableStream({ start: (controller) => controller.close() });
  }
}

function outcomes(telemetry: Telemetry): Record<string, Record<string, number>> {
  return Object.fromEntries(
    getStorageMetrics(telemetry).operations.map(({ operationType, outcomes: ended }) => [
      operationType,
      Object.fromEntries(Object.entries(ended).filter(([, count]) => count > 0)),
    ]),
  );
}

test('with a backend every method is an operation on it, timed until its promise is settled', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const client = instrument(telemetry, new Client(), { backend: 'ipfs' });
  const adding = client.add('a', 1);
  clock.advance(2);
  assert.is(await adding, 'cid-a');
  assert.is(client.get('a'), 1);
  assert.throws(() => client.refuse(new Error('no')));
  await assert.rejects(client.reject(new DOMException('stopped', 'AbortError')));
  assert.equal(outcomes(telemetry), {
    add: { ok: 1 },
    get: { ok: 1 },
    refuse: { error: 1 },
    reject: { aborted: 1 },
  });
  const add = getStorageMetrics(telemetry).operations.find(({ operationType }) => operationType === 'add');
  assert.equal([add?.backend, add?.latency?.totalSeconds], ['ipfs', 2]);
});

test('methods are what they are said to be: an inference, by its arguments, or nothing', async () => {
  const telemetry = createTelemetry();
  const session = {
    run: async (feeds: { dims: number[] }) => feeds.dims.length,
    release: () => 'released',
  };
  const tracked = instrument(telemetry, session, {
    operations: {
      run: ({ dims }: { dims: number[] }) =>
        dims[0] === 0
          ? undefined
          : { operationType: 'inference', modelId: 'm', batchSize: dims[0] as number },
    },
  });
  assert.is(await tracked.run({ dims: [8, 28] }), 2);
  assert.is(await tracked.run({ dims: [0] }), 1);
  assert.is(tracked.release(), 'released');
  const [batch, ...others] = getInferenceMetrics(telemetry, 'm')?.batchSizes ?? [];
  assert.equal([batch?.batchSize, batch?.latency.count, others.length], [8, 1, 0]);
  assert.equal(getStorageMetrics(telemetry).operations, []);
});

test('false leaves a method alone that the backend would include; paths reach objects inside', async () => {
  const telemetry = createTelemetry();
  const openai = {
    chat: { completions: { create: async (question: string) => `re: ${question}`, other: () => 1 } },
    close: () => 'closed',
    ping: () => 'pong',
  };
  const tracked = instrument(telemetry, openai, {
    backend: 'api',
    operations: { 'chat.completions.create': { operationType: 'inference', modelId: 'gpt' }, close: false },
  });
  assert.is(await tracked.chat.completions.create('x'), 're: x');
  assert.is(tracked.chat.completions, tracked.chat.completions);
  assert.equal([tracked.chat.completions.other(), tracked.close(), tracked.ping()], [1, 'closed', 'pong']);
  assert.is(getInferenceMetrics(telemetry, 'gpt')?.outcomes.inference?.ok, 1);
  assert.equal(outcomes(telemetry), { ping: { ok: 1 } });
});

test('an object that can be called is recorded as ()', async () => {
  const telemetry = createTelemetry();
  const pipeline = Object.assign(async (text: string) => text.length, { task: 'count' });
  const tracked = instrument(telemetry, pipeline, {
    operations: { '()': { operationType: 'embeddings_generation', modelId: 'm' } },
  });
  assert.is(await tracked('four'), 4);
  assert.is(tracked.task, 'count');
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.embeddings_generation?.ok, 1);
});

test('an async iterable lasts until it was read, failed, or was left', async () => {
  const telemetry = createTelemetry();
  const client = instrument(telemetry, new Client().set('a', 1).set('b', 2), { backend: 'ipfs' });
  const keys: string[] = [];
  for await (const key of client.list()) keys.push(key);
  for await (const key of await client.listLater()) keys.push(key);
  for await (const _ of client.list()) break;
  const reason = new Error('lost');
  let thrown: unknown;
  try {
    for await (const _ of client.list(reason));
  } catch (error) {
    thrown = error;
  }
  assert.is(thrown, reason);
  assert.equal(keys, ['a', 'b', 'a', 'b']);
  assert.equal(outcomes(telemetry), { list: { ok: 1, aborted: 1, error: 1 }, listLater: { ok: 1 } });
});

test('the iterable of an inference is a stream of tokens, timed from the call', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const model = {
    async generate(prompt: string) {
      clock.advance(5);
      return (async function* () {
        for (const word of prompt.split(' ')) {
          clock.advance(1);
          yield word;
        }
      })();
    },
  };
  const isToken = (word: string) => word !== '<start>';
  const tracked = instrument(telemetry, model, {
    operations: { generate: { operationType: 'inference', modelId: 'm', isToken } },
  });
  for await (const _ of await tracked.generate('<start> to be')) {
    assert.is(getStreamMetrics(telemetry, 'm')?.active, 1);
  }
  const metrics = getStreamMetrics(telemetry, 'm');
  assert.equal([metrics?.timeToFirstChunk?.totalSeconds, metrics?.timeToFirstToken?.totalSeconds], [6, 7]);
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.ok, 1);
});

test('promises of a class of their own keep it, with private fields, properties and methods', async () => {
  const telemetry = createTelemetry();
  const client = instrument(telemetry, new Client(), { backend: 'ipfs' });
  const job = client.job();
  assert.instance(job, Job);
  assert.instance(job, Promise);
  assert.equal([job.id, job.cancel()], ['job-1', 'job-1 cancelled']);
  assert.is(await job, 'done');
  assert.is(await job.then((value) => value.length), 4);
  assert.is(await client.job().finally(() => undefined), 'done');
  assert.is(await client.job().catch(() => 'caught'), 'done');
  assert.is(await Promise.all([client.job()]).then(([value]) => value), 'done');
  assert.equal(outcomes(telemetry), { job: { ok: 4 } });
});

test('what runs when it is awaited runs then, and not before', async () => {
  const telemetry = createTelemetry();
  const client = instrument(telemetry, new Client(), { backend: 'db' });
  const query = client.query();
  assert.is(query.where('a').where('b'), query);
  assert.is(query.runs, 0);
  assert.is(await query, 'a and b');
  assert.is(query.runs, 1);
  assert.equal(outcomes(telemetry), { query: { ok: 1 } });
});

test('what is never awaited, nor read, is found by the collector', async () => {
  const telemetry = createTelemetry();
  const client = instrument(telemetry, new Client(), { backend: 'db' });
  const forget = async () => {
    client.query();
    client.list();
  };
  await forget();
  for (let turn = 0; turn < 10 && outcomes(telemetry).query?.unknown !== 1; turn++) await collectGarbage();
  assert.equal(outcomes(telemetry), { query: { unknown: 1 }, list: { unknown: 1 } });
});

test('this, private fields, accessors, identity, classes and fixed properties are as before', async () => {
  const telemetry = createTelemetry();
  const plain = new Client();
  const client = instrument(telemetry, plain, { backend: 'ipfs' });
  assert.instance(client, Client);
  assert.is(client.set('a', 1), client);
  assert.is(await client.connect(), client);
  assert.is(client.size, 1);
  client.isOpen = false;
  assert.equal([client.isOpen, plain.isOpen], [false, false]);
  assert.is(client.add, client.add);
  assert.equal([client.add.name, client.add.length], ['add', 2]);
  assert.is(client.Codec, Client.Codec);
  assert.instance(new client.Codec(), Client.Codec);
  assert.is(client.fixed(), 'fixed');
  assert.equal([...client.keys()], ['a']);
  assert.equal(Object.keys(client), Object.keys(plain));
  assert.ok('add' in client);
  assert.equal(Client.prototype.get.call(plain, 'a'), 1);
  const other = new Client().set('a', 'other');
  assert.is(client.get.call(other, 'a'), 'other');
  const { get } = client;
  assert.throws(() => get('a'), TypeError);
  assert.instance(client.readable(), ReadableStream);
  assert.is(await new Response(client.readable() as never).text(), '');
  class Wider extends (Object as never as new () => object) {}
  const inheriting = Object.setPrototypeOf(new Wider(), client);
  inheriting.note = 'own';
  assert.equal([inheriting.note, 'note' in plain], ['own', false]);
});

test('what fails while a call is described is counted, and the call goes on', async () => {
  const telemetry = createTelemetry();
  const client = instrument(telemetry, new Client(), {
    operations: {
      add: () => {
        throw new Error('trap');
      },
      get: () => ({ operationType: 'nonsense', modelId: 'm' }) as never,
      set: () => ({ operationType: 'inference' }) as never,
    },
  });
  assert.is(await client.add('a', 1), 'cid-a');
  assert.is(client.set('b', 2), client);
  assert.is(client.get('b'), 2);
  assert.equal([refusals(telemetry, 'callback_failed'), refusals(telemetry, 'bad_description')], [1, 2]);
});

test('wrong options throw at once, and say what was meant', () => {
  const telemetry = createTelemetry();
  const refused = (options: unknown, code: string, target: unknown = new Client()) =>
    assert.throwsCode(() => instrument(telemetry, target as object, options as never), code);
  refused({ backend: 'x' }, 'TELEMETRY_ARGUMENT_KIND', 5);
  refused(undefined, 'TELEMETRY_INSTRUMENT_NOTHING');
  refused(null, 'TELEMETRY_ARGUMENT_KIND');
  refused({}, 'TELEMETRY_INSTRUMENT_NOTHING');
  refused({ backend: 1 }, 'TELEMETRY_LABEL_KIND');
  refused({ operations: { add: 5 } }, 'TELEMETRY_ARGUMENT_KIND');
  refused({ operations: { add: { operationType: 'infer', modelId: 'm' } } }, 'TELEMETRY_UNKNOWN_OPERATION');
  refused({ operations: { add: { operationType: 'inference' } } }, 'TELEMETRY_LABEL_KIND');
  refused({ operations: { add: { operationType: 'dataset_load' } } }, 'TELEMETRY_LABEL_KIND');
  refused({ operations: { add: { operationType: 'add', backend: 5 } } }, 'TELEMETRY_LABEL_KIND');
  const error = refused(
    { operations: { addd: { operationType: 'add', backend: 'x' } } },
    'TELEMETRY_UNKNOWN_METHOD',
  );
  assert.match(error.message, 'Did you mean add?');
});

test('without telemetry nothing is asked and nothing is recorded', async () => {
  const telemetry = createTelemetry({ enabled: false });
  const client = instrument(telemetry, new Client(), {
    operations: {
      add: () => {
        throw new Error('asked');
      },
    },
  });
  assert.is(await client.add('a', 1), 'cid-a');
  assert.equal(telemetry.snapshot().metrics, []);
});

/** What a caller can see of a call. */
async function seen(call: () => unknown): Promise<unknown[]> {
  try {
    const result = call();
    if (result instanceof Promise) {
      return result.then(
        (value) => ['fulfilled', value instanceof Client ? 'the client' : value],
        (reason) => ['rejected', reason],
      );
    }
    if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
      const keys: unknown[] = ['iterated'];
      try {
        for await (const key of result as AsyncIterable<unknown>) keys.push(key);
      } catch (error) {
        keys.push(['thrown', error]);
      }
      return keys;
    }
    if (typeof result === 'object' && result !== null && Symbol.iterator in result)
      return ['keys', ...(result as Iterable<unknown>)];
    return ['returned', result instanceof Client ? 'the client' : result];
  } catch (error) {
    return ['thrown', error];
  }
}

test('law: any sequence of calls looks the same on a client and on its instrumented twin', async () => {
  const value = fc.oneof(fc.string(), fc.double(), fc.constant(undefined), fc.object());
  const call = fc.record({
    method: fc.constantFrom(
      'set',
      'get',
      'add',
      'connect',
      'refuse',
      'reject',
      'keys',
      'list',
      'job',
      'size',
    ),
    key: fc.constantFrom('a', 'b', 'then', '__proto__'),
    value,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 20 }), async (calls) => {
      using telemetry = createTelemetry();
      const plain = new Client();
      const client = instrument(telemetry, new Client(), { backend: 'ipfs' });
      for (const { method, key, value: argument } of calls) {
        const run = (on: Client) => () => {
          if (method === 'size') return on.size;
          const of = on as unknown as Record<string, (...args: unknown[]) => unknown>;
          const isOfOne = method === 'refuse' || method === 'reject' || method === 'list';
          return isOfOne ? of[method]?.(argument) : of[method]?.(key, argument);
        };
        assert.equal(await seen(run(client)), await seen(run(plain)), method);
      }
      const counted = getStorageMetrics(telemetry).operations.reduce(
        (sum, { outcomes: { ok, error } }) => sum + ok + error,
        0,
      );
      assert.is(counted, calls.filter(({ method }) => method !== 'size').length);
    }),
  );
});
