// Anthropic's runner of tools takes the request out of the promise of an answer, awaits that, and the answer afterwards. The request
// counted as the answer: it had no usage, and of a stream it was the end.
import { createTelemetry, getInferenceMetrics, getStreamMetrics, instrument } from 'inferometer';
import { assert, test } from '../harness.ts';

interface Props {
  readonly response: Response;
  readonly options: { readonly stream: boolean };
}

/** As that of the client: parsed when it is awaited, and not before. */
class APIPromise extends Promise<unknown> {
  private readonly responsePromise: Promise<Props>;

  constructor(responsePromise: Promise<Props>) {
    super((resolve) => resolve(null));
    this.responsePromise = responsePromise;
  }

  static override get [Symbol.species]() {
    return Promise;
  }

  _responseProps(): Promise<Props> {
    return this.responsePromise;
  }

  // biome-ignore lint/suspicious/noThenProperty: as the client's
  override then<A, B>(
    fulfilled?: ((value: unknown) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const parsed = this.responsePromise.then(({ response, options }) =>
      options.stream ? response : response.json(),
    );
    return parsed.then(fulfilled, rejected);
  }
}

function clientWith(response: () => Promise<Response>) {
  const create = ({ stream = false }: { model: string; stream?: boolean }) =>
    new APIPromise(response().then((answered) => ({ response: answered, options: { stream } })));
  return { messages: { create } };
}

const EVENTS = [
  { type: 'message_start', message: { usage: { input_tokens: 7, output_tokens: 1 } } },
  { type: 'content_block_delta', delta: { type: 'text_delta', text: 'x' } },
  { type: 'message_delta', usage: { output_tokens: 5 } },
];

test('the usage of an answer is read that is awaited after its request', async () => {
  const telemetry = createTelemetry();
  const usage = { input_tokens: 7, output_tokens: 3 };
  const client = instrument(
    telemetry,
    clientWith(async () => Response.json({ model: 'm', usage })),
  );
  const request = client.messages.create({ model: 'm' });
  const { response } = await request._responseProps();
  assert.is(response.status, 200);
  assert.is(
    getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.ok,
    undefined,
    'before there is an answer',
  );
  await request;
  const { outcomes, usage: told } = getInferenceMetrics(telemetry, 'm') ?? {};
  assert.equal([outcomes?.inference?.ok, told?.tokens.outputTokens], [1, 3]);
});

test('a stream in a request ends when it was read', async () => {
  const telemetry = createTelemetry();
  const text = EVENTS.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  const headers = { 'content-type': 'text/event-stream' };
  const client = instrument(
    telemetry,
    clientWith(async () => new Response(text, { headers })),
  );
  const { response } = await client.messages.create({ model: 'm', stream: true })._responseProps();
  assert.is(getStreamMetrics(telemetry, 'm')?.endings.completed ?? 0, 0);
  assert.is(await response.text(), text);
  assert.is(getStreamMetrics(telemetry, 'm')?.endings.completed, 1);
  assert.is(getInferenceMetrics(telemetry, 'm')?.usage?.tokens.outputTokens, 5);
});

test('a request that fails is a failure', async () => {
  const telemetry = createTelemetry();
  const client = instrument(
    telemetry,
    clientWith(() => Promise.reject(new TypeError('fetch failed'))),
  );
  await assert.rejects(client.messages.create({ model: 'm' })._responseProps(), /fetch failed/);
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.error, 1);
});
