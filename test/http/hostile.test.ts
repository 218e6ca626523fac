// Nothing of what is sent crashes, hangs or leaks: each of a table of hostile requests is answered with its status.
import { assert, test } from '../harness.ts';
import { FORGED, HOSTILE, type HostileCase } from './hostile.ts';
import { type Asking, asking, canForgeHeaders } from './serving.ts';

/** Of files, of stacks and of the inside of objects. */
const LEAKS = /\/(work|home|root|usr|tmp)\/|node_modules|\bat \w+ \(|file:\/\/|\[object |dist\/|src\//;

async function answeredAsExpected({ ask }: Asking, one: HostileCase): Promise<void> {
  const { name, path, method = 'GET', headers = {}, body, status, parameter } = one;
  const init = { method, headers, ...(body !== undefined && { body: body as BodyInit }) };
  const response = await ask(path, init);
  const text = await response.text();
  const expected = typeof status === 'number' ? [status] : status;
  assert.ok(expected.includes(response.status), `${name}: ${response.status} ${text.slice(0, 300)}`);
  assert.not.match(text, LEAKS, name);
  assert.ok(text.length < 100_000 || response.status === 200, `${name}: ${text.length} characters`);
  assert.is(response.headers.get('x-content-type-options'), 'nosniff', name);
  assert.not.ok(
    [...response.headers].some(([, value]) => /[\r\n]/.test(value)),
    name,
  );
  if (response.status === 200) return;
  const answer = JSON.parse(text);
  assert.is(answer.success, false, name);
  assert.match(answer.error_type, /^API_/, name);
  assert.is(typeof answer.error, 'string', name);
  if (parameter !== undefined) assert.is(answer.parameter, parameter, name);
  if (response.status === 405) assert.ok(response.headers.get('allow'), name);
}

test('hostile requests are refused with their statuses, and name what is wrong', () =>
  asking(async (server) => {
    for (const one of HOSTILE) await answeredAsExpected(server, one);
    // It is as well as before.
    assert.is((await server.ask('/health')).status, 200);
  }));

test('requests of foreign names and pages are refused', () =>
  asking(async (server) => {
    if (!canForgeHeaders) return;
    for (const one of FORGED) await answeredAsExpected(server, one);
  }));

test('a host that makes no address of a request is a wrong request, not a failure of the server', () =>
  asking(async ({ handler }) => {
    for (const url of ['http://a b/health', 'http://[::1/health', 'http://x@@/health', '']) {
      const request = new Request('http://localhost/health');
      // Servers of Deno and Bun hand it on as it was sent.
      Object.defineProperty(request, 'url', { value: url });
      const response = await handler(request);
      const { parameter } = await response.json();
      // To Chromium a blank is part of a name: of a host that nobody listens as.
      if (URL.canParse(url)) assert.is(response.status, 403, url);
      else assert.equal([response.status, parameter], [400, 'host'], url);
    }
  }));

test('there are at least eighty of them, each with a name of its own', async () => {
  const names = [...HOSTILE, ...FORGED].map(({ name }) => name);
  assert.ok(names.length >= 80);
  assert.is(new Set(names).size, names.length);
});

test('nothing that was sent has changed the configuration, or anything of all objects', () =>
  asking(async (server) => {
    const before = await server.json('/api/v0/wal/telemetry/config');
    for (const one of HOSTILE) await answeredAsExpected(server, one);
    const after = await server.json('/api/v0/wal/telemetry/config');
    assert.equal(after.config, before.config);
    assert.is(({} as Record<string, unknown>).enabled, undefined);
  }));
