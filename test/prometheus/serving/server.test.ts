// A real server and a real fetch, wherever there is one; elsewhere, a clear error.
import { createTelemetry, type Telemetry } from 'inferometer';
import { type MetricsServer, type MetricsServerOptions, startMetricsServer } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { isProcess } from '../../places.ts';
import { familyOf } from '../parse-exposition.ts';

async function serving(
  options: MetricsServerOptions,
  use: (server: MetricsServer, telemetry: Telemetry) => Promise<void>,
): Promise<void> {
  using telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'glyphs' }, () => {});
  if (!isProcess) {
    const error = await assert.rejects(startMetricsServer(telemetry, options), /^RUNTIME_CANNOT_LISTEN: /);
    assert.match(error.message, 'Node from 20.16 on, Deno or Bun');
    return;
  }
  const server = await startMetricsServer(telemetry, { port: 0, ...options });
  try {
    await use(server, telemetry);
  } finally {
    await server.stop();
  }
}

test('metrics are where the url says', () =>
  serving({}, async (server, telemetry) => {
    assert.is(server.url, `http://127.0.0.1:${server.port}/metrics`);
    const response = await fetch(server.url);
    assert.is(response.status, 200);
    const samples = familyOf(await response.text(), 'ipfs_aiml_inference_seconds').samples;
    assert.is(samples.at(-1)?.value, '1');
    telemetry.trackInference({ modelId: 'glyphs' }, () => {});
    const again = await (await fetch(server.url)).text();
    assert.is(familyOf(again, 'ipfs_aiml_inference_seconds').samples.at(-1)?.value, '2');
  }));

test('paths, methods and HEAD are as the handler says', () =>
  serving({ endpoint: '/m' }, async ({ url, port }) => {
    assert.is((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 404);
    const post = await fetch(url, { method: 'POST', body: 'x' });
    assert.equal([post.status, post.headers.get('allow')], [405, 'GET, HEAD']);
    const head = await fetch(url, { method: 'HEAD' });
    assert.equal([head.status, await head.text()], [200, '']);
    for (const response of [post, await fetch(`${url}?x`)]) await response.text();
  }));

test('a port in use is a clear error', () =>
  serving({}, async ({ port }) => {
    using telemetry = createTelemetry();
    const error = await assert.rejects(startMetricsServer(telemetry, { port }), /^RUNTIME_PORT_IN_USE: /);
    assert.match(error.message, `port ${port} of 127.0.0.1 is in use`);
  }));

test('stop() ends connections that are kept alive, and frees the port', () =>
  serving({}, async (server, telemetry) => {
    await (await fetch(server.url)).text(); // its connection stays open
    await server.stop();
    await server.stop();
    await assert.rejects(fetch(server.url));
    const next = await startMetricsServer(telemetry, { port: server.port });
    await next.stop();
  }));

test('a client that leaves in the middle of a body does no harm', () =>
  serving({}, async ({ url }, telemetry) => {
    const many = telemetry.counter({ name: 'many_total', help: 'Many.', labels: ['one'] });
    for (let i = 0; i < 2000; i++) many.withLabels({ one: `${i}-${'x'.repeat(400)}` }).add();
    for (let i = 0; i < 5; i++) {
      const leaving = new AbortController();
      const { body } = await fetch(url, { signal: leaving.signal });
      await body?.getReader().read();
      leaving.abort();
    }
    const { length } = await (await fetch(url)).text();
    assert.ok(length > 200_000, `${length}`);
  }));

test('wrong options are refused', async () => {
  using telemetry = createTelemetry();
  for (const options of [{ port: -1 }, { port: 65536 }, { port: 1.5 }, { host: '' }] as const) {
    await assert.rejects(startMetricsServer(telemetry, options), /^PROMETHEUS_SERVER_OPTION: /);
  }
  await assert.rejects(startMetricsServer(telemetry, { endpoint: 'm' }), /^PROMETHEUS_ENDPOINT: /);
});

test('a host that is none of this machine is a clear error', async () => {
  if (!isProcess) return;
  using telemetry = createTelemetry();
  // TEST-NET-1, RFC 5737: nobody's.
  const host = '192.0.2.1';
  await assert.rejects(startMetricsServer(telemetry, { port: 0, host }), /^RUNTIME_LISTEN_FAILED: /);
});
