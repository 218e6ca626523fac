// Section C of the telemetry contract, "tracing middleware": parent from the headers, a span per request, status and
// duration, by stable names; only 5xx is an error; for fetch handlers and Hono, and in test/http for Express.
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { Hono } from 'hono';
import { honoTelemetry, withTelemetry } from 'inferometer/middleware';
import { createMetricsHandler } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { traced, traceparent } from '../middleware/traced.ts';

/** Each way to serve the same application. */
const servers = {
  fetch: (telemetry: Parameters<typeof withTelemetry>[0]) =>
    withTelemetry(
      telemetry,
      async (request: Request) =>
        new Response('x', { status: Number(new URL(request.url).pathname.slice(-3)) }),
      { route: () => '/status/:code' },
    ),
  hono: (telemetry: Parameters<typeof withTelemetry>[0]) => {
    const app = new Hono();
    app.use(honoTelemetry(telemetry));
    app.get('/status/:code', (c) => c.body('x', Number(c.req.param('code')) as 200));
    return async (request: Request) => app.fetch(request);
  },
};

for (const [name, serverOf] of Object.entries(servers)) {
  test(`C tracing middleware: ${name}: a span per request, child of the caller, by stable names, and only 5xx is an error`, async () => {
    const { telemetry, spans } = await traced();
    const handler = serverOf(telemetry);
    for (const [i, status] of [200, 404, 500].entries()) {
      const headers = { traceparent: traceparent(i).header };
      await (await handler(new Request(`http://localhost/status/${status}`, { headers }))).text();
    }
    assert.equal(
      spans().map((span) => [
        span.name,
        span.kind,
        span.spanContext().traceId,
        span.parentSpanContext?.spanId,
        span.attributes['http.response.status_code'],
        span.status.code,
      ]),
      [200, 404, 500].map((status, i) => [
        'GET /status/:code',
        SpanKind.SERVER,
        traceparent(i).traceId,
        traceparent(i).spanId,
        status,
        status === 500 ? SpanStatusCode.ERROR : SpanStatusCode.UNSET,
      ]),
    );
    const old = ['http.method', 'http.status_code', 'http.url', 'http.target', 'net.host.name'];
    assert.ok(spans().every(({ attributes }) => old.every((attribute) => !(attribute in attributes))));
  });

  test(`C tracing middleware: ${name}: the duration is on the /metrics that is mounted beside`, async () => {
    const { telemetry } = await traced();
    await (await serverOf(telemetry)(new Request('http://localhost/status/503'))).text();
    const app = new Hono();
    const metrics = createMetricsHandler(telemetry);
    app.get('/metrics', (c) => metrics(c.req.raw));
    const page = await (await app.request('/metrics')).text();
    assert.match(
      page,
      /http_server_request_duration_seconds_bucket\{http_request_method="GET",http_route="\/status\/:code",http_response_status_code="503",error_type="503",le="0\.005"\}/,
    );
  });
}
