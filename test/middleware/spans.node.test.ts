// The spans of Express, with the active span carried by AsyncLocalStorage.
import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import express from 'express';
import { expressTelemetry } from 'inferometer/middleware';
import { assert, test } from '../harness.ts';
import { listening } from './listening.ts';
import { eventually } from './recorded.ts';
import { traced, traceparent } from './traced.ts';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

test('a span of Express: route, parent, version, server; its children find it by themselves', async () => {
  const { telemetry, spans } = await traced();
  const app = express();
  app.use(expressTelemetry(telemetry));
  app.get('/users/:id', async (_, response) => {
    await sleep(1);
    await telemetry.trackInference({ modelId: 'm' }, () => sleep(1));
    response.status(202).send('hello');
  });
  const { header, traceId, spanId } = traceparent(3);
  let port = 0;
  await listening(app, async (url) => {
    port = Number(new URL(url).port);
    await (await fetch(`${url}/users/7?token=secret`, { headers: { traceparent: header } })).text();
    await eventually(() => spans().length === 2);
  });
  const [inference, server] = spans();
  assert.is(server?.name, 'GET /users/:id');
  assert.is(server?.kind, SpanKind.SERVER);
  assert.is(server?.spanContext().traceId, traceId);
  assert.is(server?.parentSpanContext?.spanId, spanId);
  assert.is(inference?.parentSpanContext?.spanId, server?.spanContext().spanId);
  assert.equal(server?.attributes, {
    'operation.type': 'http_request',
    'operation.category': 'http',
    'operation.outcome': 'ok',
    'http.request.method': 'GET',
    'url.path': '/users/7',
    'url.scheme': 'http',
    'server.address': '127.0.0.1',
    'server.port': port,
    'network.protocol.version': '1.1',
    'http.route': '/users/:id',
    'http.response.status_code': 202,
  });
});

test('baggage comes along; a span that another instrumentation has begun is the parent', async () => {
  const { telemetry, spans } = await traced();
  const app = express();
  const outer = trace.wrapSpanContext({ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 });
  app.use('/outer', (_, _response, next) => context.with(trace.setSpan(context.active(), outer), next));
  app.use(expressTelemetry(telemetry));
  app.get('/{*any}', (_, response) => {
    response.send(propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'none');
  });
  const headers = { traceparent: traceparent(1).header, baggage: 'tenant=blue' };
  await listening(app, async (url) => {
    assert.is(await (await fetch(`${url}/inner`, { headers })).text(), 'blue');
    await (await fetch(`${url}/outer`, { headers })).text();
    await eventually(() => spans().length === 2);
  });
  assert.equal(
    spans().map((span) => span.parentSpanContext?.spanId),
    [traceparent(1).spanId, 'd'.repeat(16)],
  );
});

test('over real sockets, keep-alive or not, thousands of traces never mix', async () => {
  const { telemetry, spans } = await traced();
  const count = 2000;
  const app = express();
  app.use(expressTelemetry(telemetry));
  app.get('/answer/:id', async (request, response) => {
    await sleep(Number(request.params.id) % 5);
    response.send(trace.getActiveSpan()?.spanContext().traceId);
  });
  await listening(app, async (url) => {
    for (let from = 0; from < count; from += 500) {
      const answers = Array.from({ length: 500 }, async (_, i) => {
        const { header, traceId } = traceparent(from + i);
        const response = await fetch(`${url}/answer/${from + i}`, { headers: { traceparent: header } });
        assert.is(await response.text(), traceId);
      });
      await Promise.all(answers);
    }
    await eventually(() => spans().length === count);
  });
  for (const span of spans()) {
    const id = Number(String(span.attributes['url.path']).split('/').at(-1));
    assert.is(span.spanContext().traceId, traceparent(id).traceId);
    assert.is(span.parentSpanContext?.spanId, traceparent(id).spanId);
  }
});
