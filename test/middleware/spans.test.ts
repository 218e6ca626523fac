// The spans of requests, as the official SDK exports them.
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { Hono } from 'hono';
import { honoTelemetry, operationOf, withTelemetry } from 'inferometer/middleware';
import { assert, test } from '../harness.ts';
import { traced, traceparent } from './traced.ts';

const URL_OF_42 = 'http://example.org:8080/users/42?token=secret';

test('a span of a server: name with the route, parent of the headers, stable attributes', async () => {
  const { telemetry, spans } = await traced();
  const handler = withTelemetry(telemetry, () => new Response('hello', { status: 201 }), {
    route: () => '/users/:id',
  });
  const { header, traceId, spanId } = traceparent(7);
  const headers = { traceparent: header, tracestate: 'vendor=1', authorization: 'Bearer secret' };
  await handler(new Request(URL_OF_42, { headers })).text();
  const [span] = spans();
  assert.is(span?.name, 'GET /users/:id');
  assert.is(span?.kind, SpanKind.SERVER);
  assert.is(span?.spanContext().traceId, traceId);
  assert.is(span?.parentSpanContext?.spanId, spanId);
  assert.is(span?.spanContext().traceState?.get('vendor'), '1');
  assert.is(span?.status.code, SpanStatusCode.UNSET);
  assert.equal(span?.attributes, {
    'operation.type': 'http_request',
    'operation.category': 'http',
    'operation.outcome': 'ok',
    'http.request.method': 'GET',
    'url.path': '/users/42',
    'url.scheme': 'http',
    'server.address': 'example.org',
    'server.port': 8080,
    'http.route': '/users/:id',
    'http.response.status_code': 201,
  });
});

test('a request’s duration has its span as exemplar', async () => {
  const { telemetry, spans } = await traced();
  await withTelemetry(telemetry, () => new Response('hello'))(new Request(URL_OF_42)).text();
  const { metrics } = telemetry.snapshot();
  const [series] =
    metrics.find(({ fullName }) => fullName === 'http_server_request_duration_seconds')?.series ?? [];
  const [exemplar] = series?.exemplars ?? [];
  assert.is(exemplar?.traceId, spans()[0]?.spanContext().traceId);
  assert.is(exemplar?.spanId, spans()[0]?.spanContext().spanId);
});

test('without a route the name is the method, and an unheard-of one is kept beside it', async () => {
  const { telemetry, spans } = await traced();
  const handler = withTelemetry(telemetry, (_: Request) => new Response(null, { status: 404 }));
  handler(new Request('https://[::1]/secret/7', { method: 'PROPFIND' }));
  handler(new Request('https://example.org/secret/7'));
  assert.equal(
    spans().map(({ name }) => name),
    ['HTTP', 'GET'],
  );
  const { attributes } = spans()[0] as NonNullable<ReturnType<typeof spans>[0]>;
  assert.is(attributes['http.request.method'], '_OTHER');
  assert.is(attributes['http.request.method_original'], 'PROPFIND');
  assert.is(attributes['server.address'], '::1');
  assert.is(attributes['server.port'], 443);
  assert.not.ok('http.route' in attributes);
  assert.is(spans()[1]?.status.code, SpanStatusCode.UNSET);
});

test('only what is 5xx or was thrown has the status ERROR', async () => {
  const { telemetry, spans } = await traced();
  const handler = withTelemetry(telemetry, ({ url }: Request) => {
    if (url.endsWith('throw')) throw new TypeError('no such table');
    return new Response(null, { status: Number(url.slice(-3)) });
  });
  handler(new Request('http://example.org/404'));
  handler(new Request('http://example.org/503'));
  assert.throws(() => handler(new Request('http://example.org/throw')), /no such table/);
  const seen = spans().map(({ status, attributes, events }) => [
    status.code,
    attributes['error.type'],
    attributes['http.response.status_code'],
    events.map(({ name }) => name).join(),
  ]);
  assert.equal(seen, [
    [SpanStatusCode.UNSET, undefined, 404, ''],
    [SpanStatusCode.ERROR, '503', 503, ''],
    [SpanStatusCode.ERROR, 'TypeError', 500, 'exception'],
  ]);
});

test('a body that is aborted is no error; one that fails is', async () => {
  const { telemetry, spans } = await traced();
  const handler = withTelemetry(telemetry, ({ url }: Request) => {
    const source = new ReadableStream(
      {
        pull(controller) {
          if (url.endsWith('fail')) controller.error(new RangeError('gone'));
          else controller.enqueue(new Uint8Array(1));
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(source);
  });
  const read = (path: string) =>
    (handler(new Request(`http://example.org/${path}`)).body as ReadableStream).getReader();
  const endless = read('endless');
  await endless.read();
  await endless.cancel();
  await assert.rejects(read('fail').read(), /gone/);
  assert.equal(
    spans().map(({ status, attributes }) => [
      status.code,
      attributes['operation.outcome'],
      attributes['error.type'],
    ]),
    [
      [SpanStatusCode.UNSET, 'aborted', undefined],
      [SpanStatusCode.ERROR, 'error', 'RangeError'],
    ],
  );
});

test('no query and no header is told, but for headers that are allowed', async () => {
  const { telemetry, spans } = await traced();
  const secrets = {
    cookie: 'secret',
    authorization: 'secret',
    'x-request-id': 'r-1',
    'x-forwarded-for': 'secret',
  };
  const handler = withTelemetry(
    telemetry,
    () => new Response(null, { headers: { 'x-cache': 'hit', 'x-internal': 'secret' } }),
    { requestHeaders: ['X-Request-Id', 'x-none'], responseHeaders: ['x-cache'] },
  );
  handler(new Request(URL_OF_42, { headers: secrets }));
  const { attributes } = spans()[0] as NonNullable<ReturnType<typeof spans>[0]>;
  assert.equal(attributes['http.request.header.x-request-id'], ['r-1']);
  assert.equal(attributes['http.response.header.x-cache'], ['hit']);
  assert.not.match(JSON.stringify(attributes), /secret/);
});

test('malformed parents begin a trace of their own', async () => {
  const { telemetry, spans } = await traced();
  const handler = withTelemetry(telemetry, (_: Request) => new Response(null));
  const malformed = [
    '',
    'x',
    '00-0-0-01',
    `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`,
    '\u00ff'.repeat(10),
    'a'.repeat(9000),
  ];
  for (const header of malformed) handler(new Request(URL_OF_42, { headers: { traceparent: header } }));
  assert.is(spans().length, malformed.length);
  assert.is(new Set(spans().map((span) => span.spanContext().traceId)).size, malformed.length);
  assert.ok(spans().every(({ parentSpanContext }) => parentSpanContext === undefined));
});

test('Hono: the error that the application answered with is the span’s', async () => {
  const { telemetry, spans } = await traced();
  const app = new Hono();
  app.use(honoTelemetry(telemetry));
  app.get('/users/:id', () => {
    throw new SyntaxError('no such table');
  });
  app.onError((_, c) => c.text('sorry', 500));
  await (await app.request('/users/7')).text();
  const [span] = spans();
  assert.is(span?.name, 'GET /users/:id');
  assert.is(span?.attributes['error.type'], 'SyntaxError');
  assert.is(span?.attributes['http.response.status_code'], 500);
});

test('10,000 requests at once, each in a trace of its own, never mix', async () => {
  const { telemetry, spans } = await traced();
  const count = 10_000;
  const app = new Hono();
  app.use(honoTelemetry(telemetry));
  app.get('/answer/:id', async (c) => {
    const parent = operationOf(c.req.raw);
    const id = Number(c.req.param('id'));
    for (let i = 0; i < id % 5; i++) await null;
    if (id % 3 === 0) await new Promise((resolve) => setTimeout(resolve, id % 7));
    await telemetry.trackInference({ modelId: 'm', ...(parent && { parent }) }, async () => {
      if (id % 2 === 0) await new Promise((resolve) => setTimeout(resolve, id % 5));
    });
    return c.text(String(id));
  });
  const answers = Array.from({ length: count }, async (_, i) => {
    const response = await app.request(`/answer/${i}`, { headers: { traceparent: traceparent(i).header } });
    return response.text();
  });
  assert.equal(
    await Promise.all(answers),
    Array.from({ length: count }, (_, i) => String(i)),
  );
  assert.is(spans().length, 2 * count);
  const servers = new Map(
    spans()
      .filter(({ kind }) => kind === SpanKind.SERVER)
      .map((span) => [span.attributes['url.path'], span]),
  );
  const inferences = new Map(spans().map((span) => [span.parentSpanContext?.spanId, span]));
  for (let i = 0; i < count; i++) {
    const { traceId, spanId } = traceparent(i);
    const server = servers.get(`/answer/${i}`);
    const inference = inferences.get(String(server?.spanContext().spanId));
    assert.is(server?.spanContext().traceId, traceId);
    assert.is(server?.parentSpanContext?.spanId, spanId);
    assert.is(inference?.spanContext().traceId, traceId);
    assert.is(inference?.attributes['model.id'], 'm');
  }
});
