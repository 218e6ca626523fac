// What a tracked function gives back, whatever it is: nothing that a caller can ask of it says that it is tracked. The
// exceptions are those of docs/tracking.md.
import fc from 'fast-check';
import { createTelemetry, getInferenceMetrics, instrument, type Telemetry, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

// biome-ignore lint/suspicious/noExplicitAny: results of every kind
type Any = any;

class Job extends Promise<string> {
  #id = 'job-1';
  readonly isJob = true;
  static override get [Symbol.species]() {
    return Promise;
  }
  get id(): string {
    return this.#id;
  }
  async withResponse() {
    return { data: await this, status: 200 };
  }
}

/** As clients make them whose answers are parsed when they are awaited. */
class Parsed extends Promise<unknown> {
  readonly request: Promise<string>;
  constructor(request: Promise<string>) {
    super((resolve) => resolve(null));
    this.request = request;
  }
  static override get [Symbol.species]() {
    return Promise;
  }
  // biome-ignore lint/suspicious/noThenProperty: thenables are what this is about
  override then(...handlers: Any[]): Any {
    return this.request.then((text) => `parsed ${text}`).then(...handlers);
  }
  raw(): Promise<string> {
    return this.request;
  }
}

class Query {
  #runs = 0;
  readonly words: string[] = [];
  where(word: string): this {
    this.words.push(word);
    return this;
  }
  get runs(): number {
    return this.#runs;
  }
  // biome-ignore lint/suspicious/noThenProperty: thenables are what this is about
  then<A>(fulfilled: (value: string) => A): Promise<A> {
    this.#runs += 1;
    return Promise.resolve(this.words.join()).then(fulfilled);
  }
}

class Tokens {
  readonly #texts = ['a', 'b'];
  get size(): number {
    return this.#texts.length;
  }
  async *[Symbol.asyncIterator]() {
    yield* this.#texts;
  }
}

/** As the streams of openai's and Anthropic's clients. */
class Events {
  readonly #left = ['a', 'b'];
  iterator: () => AsyncIterator<string>;
  constructor() {
    this.iterator = () => this.pull();
  }
  async *pull() {
    yield* this.#left;
  }
  [Symbol.asyncIterator]() {
    return this.iterator();
  }
  tee(): Events[] {
    const one = this.iterator();
    const queues: Promise<IteratorResult<string>>[][] = [[], []];
    return queues.map((queue) => {
      const half = new Events();
      half.iterator = () => ({
        next: () => {
          if (queue.length === 0) for (const each of queues) each.push(one.next());
          return queue.shift() as Promise<IteratorResult<string>>;
        },
      });
      return half;
    });
  }
}

class OwnReadable extends ReadableStream<string> {
  readonly isOwn = true;
  texts(): Promise<string[]> {
    return collected(this);
  }
}

class OwnResponse extends Response {
  readonly requestId = 'r1';
  words(): Promise<string[]> {
    return this.text().then((text) => text.split(' '));
  }
}

const source = {
  pull(controller: ReadableStreamDefaultController<string>) {
    controller.enqueue('a');
    controller.close();
  },
};

async function* generated() {
  yield 'a';
  yield 'b';
}

async function* failing() {
  yield 'a';
  throw new Error('after the first');
}

async function collected(iterable: unknown): Promise<string[]> {
  const found: string[] = [];
  // Chromium's streams could not be iterated for long: by their readers.
  if (iterable instanceof ReadableStream) {
    const reader = iterable.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return found;
      found.push(value as string);
    }
  }
  try {
    for await (const text of iterable as AsyncIterable<string>) found.push(text);
  } catch (error) {
    found.push(String(error));
  }
  return found;
}

/** What may be given, and how it is read. */
const results: Record<string, { make: () => Any; read: (result: Any) => unknown }> = {
  'a promise': { make: () => Promise.resolve('x'), read: (promise) => promise },
  'a rejected promise': {
    make: () => Promise.reject(new Error('no')),
    read: (promise) => promise.catch((error: Error) => error.message),
  },
  'a promise with properties': {
    make: () => Object.assign(Promise.resolve('x'), { cancel: () => 'cancelled' }),
    read: async (promise) => [promise.cancel(), await promise],
  },
  'a promise of a class of its own': {
    make: () => Job.resolve('x'),
    read: async (job) => [
      job.id,
      job.isJob,
      await job,
      await job.withResponse(),
      await job.finally(() => {}),
    ],
  },
  'a promise that is parsed when it is awaited': {
    make: () => new Parsed(Promise.resolve('x')),
    read: async (parsed) => [await parsed, await parsed.raw(), await parsed.catch(() => 'caught')],
  },
  'a parsed promise that fails': {
    make: () => new Parsed(Promise.reject(new Error('no'))),
    read: async (parsed) => [await parsed.catch(String), await parsed.raw().catch(String)],
  },
  'a lazy query': {
    make: () => new Query(),
    read: async (query) => [query.runs, await query.where('a').where('b'), query.runs, query.words],
  },
  'an async generator': { make: () => generated(), read: collected },
  'an async generator that fails': { make: () => failing(), read: collected },
  'a promise of an async generator': {
    make: async () => generated(),
    read: async (it) => collected(await it),
  },
  'an iterable with private fields': {
    make: () => new Tokens(),
    read: async (it) => [it.size, await collected(it)],
  },
  'an iterator without return': {
    make: () => {
      let left = 2;
      return {
        next: async () => ({ done: left-- === 0, value: 'a' }),
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
    read: collected,
  },
  'a client stream': { make: () => new Events(), read: collected },
  'a client stream, teed': {
    make: () => new Events(),
    read: (events) => Promise.all(events.tee().map(collected)),
  },
  'a readable stream': { make: () => new ReadableStream(source), read: collected },
  'a readable stream, teed': {
    make: () => new ReadableStream(source),
    read: (stream) => Promise.all(stream.tee().map(collected)),
  },
  'a readable stream of a class of its own': {
    make: () => new OwnReadable(source),
    read: async (stream) => [stream.isOwn, await stream.texts()],
  },
  'a readable stream with properties': {
    make: () => Object.assign(new ReadableStream(source), { requestId: 'r1' }),
    read: async (stream) => [stream.requestId, await collected(stream)],
  },
  'a response': { make: () => new Response('text'), read: (response) => response.text() },
  'a response of a class of its own': {
    make: () => new OwnResponse('two words'),
    read: async (response) => [response.requestId, await response.words()],
  },
  'a response with properties': {
    make: () => Object.assign(new Response('text'), { requestId: 'r1' }),
    read: async (response) => [response.requestId, response.ok, await response.text()],
  },
  'a response of JSON': { make: () => Response.json({ a: 1 }), read: (response) => response.json() },
  'a response without a body': {
    make: () => new Response(null, { status: 204 }),
    read: ({ status }) => status,
  },
  'a stream in a result': {
    make: () => ({ stream: generated(), usage: 1 }),
    read: async ({ stream, ...rest }) => [await collected(stream), rest],
  },
  'a stream in a frozen result': {
    make: () => Object.freeze({ stream: generated() }),
    read: ({ stream }) => collected(stream),
  },
  'a frozen object': {
    make: () => Object.freeze({ data: [1] }),
    read: (result) => [Object.isFrozen(result)],
  },
  'a generator': {
    make: () =>
      (function* () {
        yield 1;
      })(),
    read: (generator) => [...generator],
  },
  'a proxy': {
    make: () => new Proxy({ a: 1 }, { has: () => true }),
    read: (proxy) => [proxy.a, 'b' in proxy],
  },
  'an array': { make: () => [1, 2], read: (array) => [Array.isArray(array), ...array] },
  'a typed array': { make: () => new Float32Array([1]), read: (array) => [...array] },
  'a function': { make: () => Object.assign(() => 5, { data: 1 }), read: (fn) => [fn(), fn.data] },
};

const ways: Record<string, (telemetry: Telemetry, make: () => unknown) => unknown> = {
  trackInference: (telemetry, make) => telemetry.trackInference({ modelId: 'm' }, make),
  trackStream: (telemetry, make) =>
    trackStream(telemetry, { modelId: 'm' }, make as () => AsyncIterable<unknown>),
  instrument: (telemetry, make) =>
    instrument(
      telemetry,
      { make },
      { operations: { make: { operationType: 'inference', modelId: 'm' } } },
    ).make(),
};

function looks(result: Any): unknown[] {
  if (typeof result !== 'object' || result === null) return [typeof result];
  return [
    Object.prototype.toString.call(result),
    result.constructor?.name,
    Reflect.ownKeys(result).map(String),
    Object.isFrozen(result),
    Object.isExtensible(result),
    [Promise, ReadableStream, Response, Job, Query, Tokens, Events].map((Class) => result instanceof Class),
  ];
}

for (const [way, track] of Object.entries(ways)) {
  test(`${way}: what comes back looks and reads as what was given, and ends once`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(results)), { maxLength: 6 }),
        async (names) => {
          using telemetry = createTelemetry();
          for (const name of names) {
            const { make, read } = results[name] as (typeof results)[string];
            const [plain, tracked] = [make(), track(telemetry, make) as Any];
            assert.equal(looks(tracked), looks(plain), name);
            const plainRead = await read(plain);
            assert.equal(await read(tracked), plainRead, name);
          }
          const total = telemetry
            .snapshot()
            .metrics.find(({ fullName }) => fullName === 'ipfs_aiml_operations_total');
          const ended =
            total?.series.reduce((sum, series) => sum + ('value' in series ? series.value : 0), 0) ?? 0;
          // The frozen result is passed on as it is: its stream is followed by nobody, and ends when it is collected, maybe by now.
          const followed = names.filter((name) => name !== 'a stream in a frozen result').length;
          assert.ok(ended >= followed && ended <= names.length, `${ended} of ${names}`);
        },
      ),
      { numRuns: 30 },
    );
  });
}

test('prototypes are the same, and what is neither promise nor stream is the same object', () => {
  const telemetry = createTelemetry();
  const instances = [new Tokens(), new Events(), new Query(), new OwnReadable(source), Job.resolve('x')];
  for (const instance of instances) {
    const tracked = telemetry.trackInference({ modelId: 'm' }, () => instance as object);
    assert.is(Object.getPrototypeOf(tracked), Object.getPrototypeOf(instance));
  }
  for (const same of [
    new Events(),
    { stream: generated() },
    Object.freeze({ a: 1 }),
    [generated()],
    new Map(),
  ]) {
    assert.is(
      telemetry.trackInference({ modelId: 'm' }, () => same as object),
      same,
    );
  }
});

test('what throws when it is looked at comes back untouched', () => {
  const refuse = () => {
    throw new Error('do not ask');
  };
  const shy = {
    stream: 1,
    get readable(): boolean {
      return refuse();
    },
  };
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const result of [shy, revoked, new Proxy({}, { has: refuse, get: refuse, getPrototypeOf: refuse })]) {
    for (const [way, track] of Object.entries(ways)) {
      const telemetry = createTelemetry();
      assert.ok(track(telemetry, () => result) === result, way);
      assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.ok, 1);
    }
  }
});

test('a tracked promise is settled at most one turn of the queue later', async () => {
  const telemetry = createTelemetry();
  const turns = async (promise: PromiseLike<unknown>) => {
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    promise.then(settled, settled);
    let count = 0;
    for (; !isSettled; count++) await null;
    return count;
  };
  for (const make of [() => Promise.resolve(1), async () => 1, () => Promise.reject(new Error('x'))]) {
    const plain = await turns(make());
    const tracked = await turns(telemetry.trackInference({ modelId: 'm' }, make));
    assert.ok(tracked - plain <= 1, `${plain} and ${tracked}`);
  }
});
