// What a client tries again by itself. The published ones are held to in test/interop/ai-clients.interop.ts.
import { createTelemetry, getInferenceMetrics, instrument } from 'inferometer';
import { assert, test } from '../harness.ts';
import { sampleOf } from '../telemetry/support.ts';

interface Options {
  readonly fetchOptions?: object;
}

class Completions {
  private readonly _client: Retrying;
  constructor(client: Retrying) {
    this._client = client;
  }
  create(request: { model: string }, options?: Options): Promise<unknown> {
    return this._client.post(request, options);
  }
}

/** As OpenAI's and Anthropic's: attempts go through `fetch`, and `fetchOptions` of a request are handed on to it. */
class Retrying {
  readonly chat = { completions: new Completions(this) };
  readonly fetchOptions = undefined;
  readonly maxRetries: number = 2;
  #attempts = 0;
  fetch: (url: string, init: object) => Promise<unknown>;
  constructor(fetch: (url: string, init: object) => Promise<unknown>) {
    this.fetch = fetch;
  }
  get attempts() {
    return this.#attempts;
  }
  async post(request: { model: string }, options?: Options): Promise<unknown> {
    for (let left = this.maxRetries; ; left--) {
      await undefined;
      this.#attempts += 1;
      try {
        const init = { method: 'POST', body: JSON.stringify(request), ...options?.fetchOptions };
        const answer = (await this.fetch.call(undefined as never, '/v1', init)) as Response;
        if (answer.ok) return { model: request.model };
        if (left === 0) throw Object.assign(new Error('refused'), { status: answer.status });
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  }
}

const retriesOf = (telemetry: ReturnType<typeof createTelemetry>, model: string, type: string) =>
  sampleOf(telemetry, 'ipfs_aiml_operation_retries_total', { model_id: model, error_type: type });
const limitedOf = (telemetry: ReturnType<typeof createTelemetry>, model: string) =>
  sampleOf(telemetry, 'ipfs_aiml_operation_rate_limited_total', { model_id: model });

/** Answers as the body's model says: `busy-2` twice with 429. */
function server() {
  const left = new Map<string, number>();
  const inits: object[] = [];
  const fetch = async (_url: string, init: object) => {
    inits.push(init);
    const { model } = JSON.parse((init as { body: string }).body);
    const [word = '', times = '0'] = model.split('-');
    const more = left.get(model) ?? Number(times);
    left.set(model, more - 1);
    await undefined;
    if (more <= 0) return new Response('{}');
    if (word === 'busy') return new Response('', { status: 429 });
    throw new TypeError('fetch failed');
  };
  return { fetch, inits };
}

test('attempts inside of a client are counted by what ended them, and the last is the outcome', async () => {
  const telemetry = createTelemetry();
  const { fetch } = server();
  const raw = new Retrying(fetch);
  const client = instrument(telemetry, raw);
  const { completions } = client.chat;
  await Promise.all([
    completions.create({ model: 'busy-2' }),
    completions.create({ model: 'gone-1' }),
    completions.create({ model: 'well' }),
  ]);
  await completions.create({ model: 'busy-9' }).catch(() => {});
  assert.is(raw.attempts, 9);
  assert.is(getInferenceMetrics(telemetry, 'busy-2')?.latency?.count, 1);
  assert.is(retriesOf(telemetry, 'busy-2', '429'), 2);
  assert.is(limitedOf(telemetry, 'busy-2'), 2);
  assert.is(retriesOf(telemetry, 'gone-1', 'TypeError'), 1);
  assert.is(retriesOf(telemetry, 'well', '429'), undefined);
  // The third attempt failed the operation.
  assert.is(retriesOf(telemetry, 'busy-9', '429'), 2);
  assert.is(limitedOf(telemetry, 'busy-9'), 3);
});

test('its fetch is called as before, and is the same whenever no call is under way', async () => {
  const telemetry = createTelemetry();
  const { fetch, inits } = server();
  const raw = new Retrying(fetch);
  const client = instrument(telemetry, raw);
  assert.is(raw.fetch, fetch);
  const calls = [
    client.chat.completions.create({ model: 'a' }, { fetchOptions: { keepalive: true } }),
    client.chat.completions.create({ model: 'b' }),
  ];
  await Promise.all(calls);
  assert.is(raw.fetch, fetch);
  await raw.chat.completions.create({ model: 'c' });
  assert.equal(
    inits.map((init) => Reflect.ownKeys(init)),
    [
      ['method', 'body', 'keepalive'],
      ['method', 'body'],
      ['method', 'body'],
    ],
  );
});

test('a fetch that is put there meanwhile stays, and is looked at', async () => {
  const telemetry = createTelemetry();
  const { fetch } = server();
  const raw = new Retrying(fetch);
  const client = instrument(telemetry, raw);
  const first = client.chat.completions.create({ model: 'busy-1' });
  const another = server().fetch;
  client.fetch = another;
  await first;
  assert.is(raw.fetch, another);
  await client.chat.completions.create({ model: 'busy-2' });
  assert.is(retriesOf(telemetry, 'busy-2', '429'), 2);
  assert.is(raw.fetch, another);
});

test('two telemetries of one client each count its attempts once', async () => {
  const [inner, outer] = [createTelemetry(), createTelemetry()];
  const raw = new Retrying(server().fetch);
  const { fetch } = raw;
  const client = instrument(outer, instrument(inner, raw));
  await client.chat.completions.create({ model: 'busy-2' });
  assert.equal([retriesOf(inner, 'busy-2', '429'), retriesOf(outer, 'busy-2', '429')], [2, 2]);
  assert.is(raw.fetch, fetch);
});

test('a client whose fetch may not be written, and options of a class, are left alone', async () => {
  const telemetry = createTelemetry();
  const fixed = new Retrying(server().fetch);
  Object.defineProperty(fixed, 'fetch', { writable: false });
  await instrument(telemetry, fixed).chat.completions.create({ model: 'busy-1' });
  class Special {
    get fetchOptions() {
      return { keepalive: true };
    }
  }
  const { fetch, inits } = server();
  await instrument(telemetry, new Retrying(fetch)).chat.completions.create({ model: 'well' }, new Special());
  assert.equal(
    inits.map((init) => Reflect.ownKeys(init)),
    [['method', 'body', 'keepalive']],
  );
  assert.is(getInferenceMetrics(telemetry, 'well')?.latency?.count, 1);
  assert.is(getInferenceMetrics(telemetry, 'busy-1')?.latency?.count, 1);
});
