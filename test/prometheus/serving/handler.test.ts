import { createTelemetry, type Telemetry } from 'inferometer';
import { createMetricsHandler, expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { familyOf } from '../parse-exposition.ts';

function recorded(): Telemetry {
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'glyphs' }, () => {});
  return telemetry;
}

const ADDRESS = 'http://localhost:9000';

test('GET of the endpoint is everything recorded', async () => {
  using telemetry = recorded();
  const handle = createMetricsHandler(telemetry);
  const response = await handle(new Request(`${ADDRESS}/metrics?name=x`));
  assert.is(response.status, 200);
  assert.match(response.headers.get('content-type') as string, /^text\/plain; version=0\.0\.4/);
  assert.is(await response.text(), expositionText(telemetry.snapshot()));
});

test('HEAD has the headers of GET and no body', async () => {
  using telemetry = recorded();
  const response = await createMetricsHandler(telemetry)(
    new Request(`${ADDRESS}/metrics`, { method: 'HEAD' }),
  );
  assert.equal([response.status, await response.text()], [200, '']);
  assert.match(response.headers.get('content-type') as string, /^text\/plain; version=0\.0\.4/);
});

test('the format and the encoding are what the request accepts', async () => {
  using telemetry = recorded();
  const handle = createMetricsHandler(telemetry);
  const answer = (headers: Record<string, string>) => handle(new Request(`${ADDRESS}/metrics`, { headers }));
  const openMetrics = await answer({ accept: 'application/openmetrics-text; version=1.0.0' });
  assert.match(openMetrics.headers.get('content-type') as string, /^application\/openmetrics-text/);
  assert.is(openMetrics.headers.get('vary'), 'accept, accept-encoding');
  assert.match(await openMetrics.text(), /\n# EOF\n$/);
  const native =
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
  const protobuf = await answer({ accept: native });
  assert.match(protobuf.headers.get('content-type') as string, /^application\/vnd\.google\.protobuf/);
  assert.ok((await protobuf.arrayBuffer()).byteLength > 0);
  assert.is((await answer({})).headers.get('content-encoding'), null);
});

test('a compressed body is the same body', async () => {
  using telemetry = recorded();
  const handle = createMetricsHandler(telemetry);
  const request = new Request(`${ADDRESS}/metrics`);
  // Pages may not set this one themselves.
  request.headers.set('accept-encoding', 'gzip');
  if (request.headers.get('accept-encoding') === null) return;
  const { body, headers } = await handle(request);
  assert.is(headers.get('content-encoding'), 'gzip');
  const text = await new Response(body?.pipeThrough(new DecompressionStream('gzip'))).text();
  assert.is(text, expositionText(telemetry.snapshot()));
});

test('other paths are 404', async () => {
  using telemetry = recorded();
  const handle = createMetricsHandler(telemetry, { endpoint: '/internal/metrics' });
  for (const path of ['/metrics', '/', '/internal/metrics/', '/internal/metricsx', '/internal']) {
    assert.is((await handle(new Request(ADDRESS + path))).status, 404, path);
  }
  assert.is((await handle(new Request(`${ADDRESS}/internal/metrics`))).status, 200);
});

test('other methods are 405, and told which are allowed', async () => {
  using telemetry = recorded();
  const handle = createMetricsHandler(telemetry);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const response = await handle(new Request(`${ADDRESS}/metrics`, { method }));
    assert.equal([response.status, response.headers.get('allow')], [405, 'GET, HEAD'], method);
  }
});

test('a telemetry that cannot be read logs why, whatever was thrown', async () => {
  for (const thrown of [new Error('the cause'), undefined]) {
    const logged: unknown[] = [];
    const silent = () => {};
    const error = (fields: object) => void logged.push((fields as { err?: unknown }).err);
    using telemetry = createTelemetry({ logger: { debug: silent, info: silent, warn: silent, error } });
    const handle = createMetricsHandler(telemetry);
    Object.defineProperty(telemetry, 'metrics', {
      get: () => {
        throw thrown;
      },
    });
    assert.is((await handle(new Request(`${ADDRESS}/metrics`))).status, 500);
    assert.equal(logged, [thrown]);
  }
});

test('a prefix comes before every name', async () => {
  using telemetry = recorded();
  const handle = createMetricsHandler(telemetry, { prefix: 'edge_' });
  const text = await (await handle(new Request(`${ADDRESS}/metrics`))).text();
  assert.is(familyOf(text, 'edge_ipfs_aiml_inference_seconds').type, 'histogram');
  assert.not.match(text, /^(# \w+ )?ipfs_aiml/m);
});

test('a snapshot that cannot be taken is a 500 that does not tell more than the code', async () => {
  const failing = {
    snapshot: () =>
      Promise.reject(Object.assign(new Error('a secret'), { code: 'TELEMETRY_METRIC_CONFLICT' })),
  };
  const response = await createMetricsHandler(failing)(new Request(`${ADDRESS}/metrics`));
  assert.is(response.status, 500);
  assert.is(await response.text(), 'The metrics could not be read: TELEMETRY_METRIC_CONFLICT.\n');
});

test('wrong options are refused at once', () => {
  using telemetry = createTelemetry();
  const never = ['/a/../b', '/./a', '//a', '/a/..'];
  for (const endpoint of ['metrics', '', '/a?b', '/a b', 5 as unknown as string, ...never]) {
    assert.throwsCode(() => createMetricsHandler(telemetry, { endpoint }), 'PROMETHEUS_ENDPOINT');
  }
  assert.throwsCode(() => createMetricsHandler(telemetry, { prefix: '1-' }), 'PROMETHEUS_PREFIX');
  const nativeSchema = 99;
  assert.throwsCode(() => createMetricsHandler(telemetry, { nativeSchema }), 'PROMETHEUS_OPTION_RANGE');
  assert.throwsCode(() => createMetricsHandler({} as Telemetry), 'PROMETHEUS_SOURCE');
});

test('a telemetry that was disposed of is no empty page, which would tell that all is well', async () => {
  const telemetry = createTelemetry();
  const handle = createMetricsHandler(telemetry);
  const ask = () => handle(new Request('http://localhost/metrics'));
  assert.is((await ask()).status, 200);
  telemetry.dispose();
  const response = await ask();
  assert.is(response.status, 503);
  assert.match(await response.text(), 'disposed of');
});
