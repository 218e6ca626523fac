// What is asked of models by fetch. Servers and clients are in test/interop/integrations.interop.ts.
import { createTelemetry, getInferenceMetrics, getStreamMetrics } from 'inferometer';
import { instrumentFetch } from 'inferometer/integrations/fetch';
import { assert, test } from '../harness.ts';
import { traced } from '../middleware/traced.ts';
import { refusals, sampleOf } from '../telemetry/support.ts';

const usage = { prompt_tokens: 7, completion_tokens: 3 };
const server = 'http://localhost';

function post(body: unknown, more: RequestInit = {}): RequestInit {
  return { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), ...more };
}

/** A fetch that answers with this. */
const answering = (response: () => Response) => async (_input: string | URL | Request, _init?: RequestInit) =>
  response();

test('APIs are known by their paths, models by the body or the path', async () => {
  for (const [path, body, modelId, type] of [
    ['/v1/chat/completions', { model: 'm' }, 'm', 'inference'],
    ['/openai/deployments/x/chat/completions?api-version=1', { model: 'm' }, 'm', 'inference'],
    ['/openai/deployments/gpt-5-mini/chat/completions', {}, 'gpt-5-mini', 'inference'],
    ['/openai/deployments/e/embeddings', { input: ['a', 'b'] }, 'e', 'embeddings_generation'],
    ['/v1/responses', { model: 'm' }, 'm', 'inference'],
    ['/v1/completions', { model: 'm' }, 'm', 'inference'],
    ['/v1/messages', { model: 'm' }, 'm', 'inference'],
    ['/api/chat', { model: 'm' }, 'm', 'inference'],
    ['/v1/embeddings', { model: 'm', input: ['a', 'b'] }, 'm', 'embeddings_generation'],
    ['/v1beta/models/gemini-3:generateContent', {}, 'gemini-3', 'inference'],
    ['/v1/publishers/google/models/gemini-3:streamGenerateContent', {}, 'gemini-3', 'inference'],
    ['/v1beta/models/e:batchEmbedContents', { requests: [{}, {}] }, 'e', 'embeddings_generation'],
  ] as const) {
    const telemetry = createTelemetry();
    const ask = instrumentFetch(
      telemetry,
      answering(() => Response.json({ usage })),
    );
    await (await ask(server + path, post(body))).json();
    const labels = { model_id: modelId, operation_type: type };
    assert.is(
      sampleOf(telemetry, 'ipfs_aiml_operations_total', { operation_type: type, status: 'ok' }),
      1,
      path,
    );
    assert.is(sampleOf(telemetry, 'ipfs_aiml_input_tokens_total', labels), 7, path);
    const [batch] = getInferenceMetrics(telemetry, modelId)?.batchSizes ?? [];
    assert.is(batch?.batchSize, type === 'inference' ? 1 : 2, path);
  }
});

test('everything else passes, the response itself', async () => {
  const telemetry = createTelemetry();
  const response = Response.json({ usage });
  const ask = instrumentFetch(
    telemetry,
    answering(() => response),
  );
  const path = `${server}/v1/chat/completions`;
  for (const [url, init] of [
    [path, undefined],
    [path, { method: 'GET' }],
    [path, post({ messages: [] })],
    [path, post('no JSON')],
    [`${server}/v1/models`, post({ model: 'm' })],
    [path, post(new Blob(['{}']) as never, { body: new Blob(['{}']) })],
  ] as const) {
    assert.is(await ask(url, init), response);
  }
  assert.is(getInferenceMetrics(telemetry, 'm'), undefined);
});

test('it is called as the fetch that it stands for: arguments, this, name, properties', async () => {
  const telemetry = createTelemetry();
  const seen: unknown[] = [];
  const plain = Object.assign(
    async function ask(this: unknown, ...args: unknown[]) {
      seen.push(this, ...args);
      return Response.json({});
    },
    { preconnect: 1 },
  );
  const watched = instrumentFetch(telemetry, plain);
  const self = { watched };
  const [url, init] = [new URL(`${server}/v1/responses`), post({ model: 'm' })];
  await self.watched(url, init, 'more');
  assert.equal([watched.name, watched.preconnect], ['ask', 1]);
  assert.ok(seen[0] === self && seen[1] === url && seen[2] === init && seen[3] === 'more');
});

test('a body in a Request, and one of bytes', async () => {
  const telemetry = createTelemetry();
  const texts: string[] = [];
  const ask = instrumentFetch(telemetry, async (input: string | Request, init?: RequestInit) => {
    // Firefox's requests have no `body` to look at.
    const sent = input instanceof Request ? input : new Response(init?.body ?? null);
    texts.push(await sent.text());
    return Response.json({});
  });
  const body = JSON.stringify({ model: 'm' });
  const headers = { 'content-type': 'application/json' };
  await (await ask(new Request(`${server}/v1/chat/completions`, { method: 'POST', body, headers }))).text();
  await (
    await ask(`${server}/v1/chat/completions`, post('', { body: new TextEncoder().encode(body) }))
  ).text();
  assert.equal(texts, [body, body]);
  assert.is(getInferenceMetrics(telemetry, 'm')?.latency?.count, 2);
});

test('an answer is whole where its body ends: read, left, failed', async () => {
  for (const [take, outcome] of [
    [async (response: Response) => void (await response.text()), 'ok'],
    [async (response: Response) => response.body?.cancel(), 'aborted'],
  ] as const) {
    const telemetry = createTelemetry();
    const ask = instrumentFetch(
      telemetry,
      answering(() => Response.json({ usage })),
    );
    const response = await ask(`${server}/v1/chat/completions`, post({ model: 'm' }));
    assert.is(getInferenceMetrics(telemetry, 'm')?.running, 1);
    await take(response);
    assert.is(sampleOf(telemetry, 'ipfs_aiml_operations_total', { status: outcome }), 1);
  }
  const telemetry = createTelemetry();
  const headers = { 'content-type': 'application/json' };
  const cut = () =>
    new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) });
  const ask = instrumentFetch(
    telemetry,
    answering(() => new Response(cut(), { headers })),
  );
  const response = await ask(`${server}/v1/chat/completions`, post({ model: 'm' }));
  await assert.rejects(response.text());
  assert.is(sampleOf(telemetry, 'ipfs_aiml_operations_total', { status: 'error' }), 1);
});

test('a status of 400 and above is a failure, though nothing is thrown', async () => {
  const telemetry = createTelemetry();
  const ask = instrumentFetch(
    telemetry,
    answering(() => Response.json({}, { status: 429 })),
  );
  assert.is((await ask(`${server}/v1/responses`, post({ model: 'm' }))).status, 429);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_operation_rate_limited_total', { model_id: 'm' }), 1);
});

test('events are read as they pass', async () => {
  const telemetry = createTelemetry();
  const chunk = { choices: [{ delta: { content: 'a' } }] };
  const text = [chunk, chunk, { choices: [], usage }]
    .map((one) => `data: ${JSON.stringify(one)}\n\n`)
    .join('');
  const headers = { 'content-type': 'text/event-stream' };
  const ask = instrumentFetch(
    telemetry,
    answering(() => new Response(text, { headers })),
  );
  const response = await ask(`${server}/v1/chat/completions`, post({ model: 'm', stream: true }));
  assert.is(await response.text(), text);
  const { tokens, endings, usage: told } = getStreamMetrics(telemetry, 'm') ?? {};
  assert.equal([tokens, endings?.completed, told?.tokens.inputTokens], [3, 1, 7]);
});

test('Gemini, asked to stream without events, sends a list, whose last element has the usage', async () => {
  const telemetry = createTelemetry();
  const list = [{ candidates: [] }, { usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3 } }];
  const ask = instrumentFetch(
    telemetry,
    answering(() => Response.json(list)),
  );
  await (await ask(`${server}/v1/models/g:streamGenerateContent`, post({}))).json();
  assert.is(sampleOf(telemetry, 'ipfs_aiml_output_tokens_total', { model_id: 'g' }), 3);
});

test('other APIs are described; what describing throws is counted, and the request goes on', async () => {
  const telemetry = createTelemetry();
  const plain = answering(() => Response.json({ usage }));
  const ask = instrumentFetch(telemetry, plain, {
    describe({ url, method, body }) {
      if (url.pathname === '/throws') throw new Error('describe');
      const isOurs = url.pathname === '/ask' && method === 'POST';
      return isOurs ? { operationType: 'inference', modelId: (body as { name: string }).name } : undefined;
    },
  });
  await (await ask(`${server}/ask`, post({ name: 'own' }))).text();
  await (await ask(`${server}/v1/responses`, post({ model: 'known' }))).text();
  await (await ask(`${server}/throws`, post({}))).text();
  assert.equal(
    ['own', 'known'].map((modelId) => getInferenceMetrics(telemetry, modelId)?.latency?.count),
    [1, 1],
  );
  assert.is(refusals(telemetry, 'callback_failed'), 1);
});

test('its span says where a request goes, and how embeddings are wanted', async () => {
  const { telemetry, spans } = await traced();
  const ask = instrumentFetch(
    telemetry,
    answering(() => Response.json({ usage })),
  );
  const body = { model: 'e', input: 'a', encoding_format: 'base64', dimensions: 3 };
  await (await ask('https://api.openai.com/v1/embeddings', post(body))).json();
  await (await ask('http://[::1]:8080/v1/completions', post({ model: 'm' }))).json();
  assert.equal(
    spans().map(({ attributes }) => [
      attributes['server.address'],
      attributes['server.port'],
      attributes['gen_ai.request.encoding_formats'],
      attributes['gen_ai.embeddings.dimension.count'],
    ]),
    [
      ['api.openai.com', 443, ['base64'], 3],
      ['::1', 8080, undefined, undefined],
    ],
  );
});
