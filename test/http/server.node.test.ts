// A server of its own, over real sockets: the hostile table as bytes, slow clients, and an end that leaves nothing.
import { createTelemetry, type Telemetry } from 'inferometer';
import { type ServerOptions, serve, type TelemetryServer } from 'inferometer/http';
import { assert, test } from '../harness.ts';
import { FORGED, HOSTILE } from './hostile.ts';
import { bytesOf, sent } from './sockets.ts';

async function serving(
  use: (server: TelemetryServer, telemetry: Telemetry) => Promise<void>,
  options: ServerOptions = {},
): Promise<void> {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  await using server = await serve(telemetry, { port: 0, ...options });
  await use(server, telemetry);
}

/** What clients of fetch make of addresses themselves, a socket sends as it is. */
const AS_BYTES: Readonly<Record<string, readonly number[]>> = {
  'a query of shells': [400, 404],
};

test('hostile requests as bytes are refused with their statuses, and the server goes on', () =>
  serving(async ({ port }) => {
    for (const one of [...HOSTILE, ...FORGED]) {
      const { status, body } = await sent(port, [bytesOf(one)]);
      const expected = AS_BYTES[one.name] ?? [one.status].flat();
      // What the parser of HTTP refuses by itself never reaches the handler: 400 and 431 without a word.
      const isParsers = (status === 400 || status === 431 || status === 0) && body === '';
      assert.ok(expected.includes(status) || isParsers, `${one.name}: ${status} ${body.slice(0, 200)}`);
      assert.not.match(body, /\/(work|home|root|usr)\/|node_modules|\bat \w+ \(/, one.name);
    }
    assert.is((await sent(port, [bytesOf({ name: '', path: '/health', status: 200 })])).status, 200);
  }));

test('header lines cannot be smuggled in, nor a second request behind the first', () =>
  serving(async ({ port }) => {
    const cases = [
      'GET /health HTTP/1.1\r\nhost: localhost\r\nx: a\rb\r\n\r\n',
      'GET /health HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /nix HTTP/1.1\r\n\r\n',
      'GET /health HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      'GET /health HTTP/1.1\nhost localhost\n\n',
      'GET http://evil.example/health HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
      'GET /health HTTP/9.9\r\nhost: localhost\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      'CONNECT evil.example:443 HTTP/1.1\r\nhost: localhost\r\n\r\n',
    ];
    for (const bytes of cases) {
      const { status } = await sent(port, [bytes]);
      assert.ok(status === 0 || (status >= 400 && status < 500), `${JSON.stringify(bytes)}: ${status}`);
    }
    const trace = await sent(port, [
      'TRACE /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n',
    ]);
    assert.is(trace.status, 405);
    assert.is(
      (await sent(port, ['GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'])).status,
      200,
    );
  }));

test('a body that does not come is not waited for', () =>
  serving(
    async ({ port }) => {
      const head =
        'POST /api/v0/wal/telemetry/config HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n';
      const {
        status,
        body,
        head: answered,
      } = await sent(port, [head, '{', ...Array.from({ length: 30 }, () => ' ')], 50);
      assert.is(status, 408, body);
      assert.match(answered, /connection: close/i);
    },
    { bodySeconds: 0.3 },
  ));

test('a body that never ends is refused where it is too long, and its connection closed', () =>
  serving(async ({ port }) => {
    const head =
      'POST /api/v0/wal/telemetry/config HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
    const { status, head: answered } = await sent(port, [head, ...Array.from({ length: 400 }, () => chunk)]);
    assert.is(status, 413);
    assert.match(answered, /connection: close/i);
  }));

test('a client that leaves in the midst of events and of tables does no harm', () =>
  serving(async ({ url }, telemetry) => {
    for (let i = 0; i < 300; i++) telemetry.inference({ modelId: `m${i}` }).record(1);
    for (const path of ['/api/v1/now', '/api/v1/query.csv', '/api/v1/query.arrow', '/metrics']) {
      for (let i = 0; i < 5; i++) {
        const leaving = new AbortController();
        const { body } = await fetch(url + path, {
          signal: leaving.signal,
          headers: { accept: path === '/api/v1/now' ? 'text/event-stream' : '*/*' },
        });
        await body?.getReader().read();
        leaving.abort();
      }
    }
    let metrics = '';
    for (let i = 0; i < 50 && !/server_event_clients\{stream="now"\} 0/.test(metrics); i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      metrics = await (await fetch(`${url}/metrics`)).text();
    }
    assert.match(metrics, /inferometer_server_event_clients\{stream="now"\} 0/);
  }));

test('the url leads to what it says, and closing ends all connections and frees the port', () =>
  serving(async (server, telemetry) => {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await (
      await fetch(`${server.url}/api/v0/wal/telemetry/report`, { method: 'POST' })
    ).json();
    assert.ok(answer.report_url.startsWith(`${server.url}/api/v0/wal/telemetry/reports/report_`));
    const events = await fetch(`${server.url}/api/v1/now`, { headers: { accept: 'text/event-stream' } });
    const reader = events.body?.getReader();
    await reader?.read();
    await server.close();
    await server.close();
    await reader?.read().catch(() => {});
    await assert.rejects(fetch(server.url));
    const next = await serve(telemetry, { port: server.port });
    await next.close();
  }));
