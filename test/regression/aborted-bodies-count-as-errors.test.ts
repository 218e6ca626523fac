// A response whose body was aborted on its way had the error_type `AbortError`, and counted as a failure of the server.
import { createTelemetry, getFindings, getHttpMetrics } from 'inferometer';
import { withTelemetry } from 'inferometer/middleware';
import { assert, test } from '../harness.ts';

test('a body that is aborted on its way is no error', async () => {
  const telemetry = createTelemetry();
  const handler = withTelemetry(telemetry, (_: Request) => {
    const body = new ReadableStream({
      pull(controller) {
        controller.error(new DOMException('the client went', 'AbortError'));
      },
    });
    return new Response(body);
  });
  const response = await handler(new Request('http://example.org/'));
  await assert.rejects(response.text());
  const [route] = getHttpMetrics(telemetry).routes;
  assert.equal(route?.outcomes, { ok: 0, error: 0, aborted: 1, unknown: 0 });
  assert.is(route?.errorRatio, undefined);
  assert.equal(getFindings(telemetry), []);
});
