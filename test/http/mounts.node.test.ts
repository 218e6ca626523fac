// The handler as a part of other servers: node:http, Express, Hono, with and without a path of its own.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Hono } from 'hono';
import { createTelemetry, type Telemetry } from 'inferometer';
import { createHandler, createListener } from 'inferometer/http';
import { assert, test } from '../harness.ts';

async function listening(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Asks for each kind of answer, and sends each kind of body. */
async function answers(base: string): Promise<void> {
  const health = await (await fetch(`${base}/health`)).json();
  assert.is(health.success, true);
  assert.match(await (await fetch(`${base}/`)).text(), '<!doctype html>');
  assert.match(await (await fetch(`${base}/metrics`)).text(), 'inferometer_');
  const config = `${base}/api/v0/wal/telemetry/config`;
  const form = await (
    await fetch(config, { method: 'POST', body: new URLSearchParams({ sampling_interval: '9' }) })
  ).json();
  assert.is(form.config.sampling_interval, 9);
  const headers = { 'content-type': 'application/json' };
  const json = await (
    await fetch(config, { method: 'POST', headers, body: '{"sampling_interval": 8}' })
  ).json();
  assert.is(json.config.sampling_interval, 8);
  const report = await (await fetch(`${base}/api/v0/wal/telemetry/report`, { method: 'POST' })).json();
  assert.ok(report.report_url.startsWith(`${base}/api/v0/`), report.report_url);
  const events = await fetch(`${base}/api/v1/now`, { headers: { accept: 'text/event-stream' } });
  const reader = (events.body as ReadableStream<Uint8Array>).getReader();
  assert.match(new TextDecoder().decode((await reader.read()).value), 'retry:');
  await reader.cancel();
}

async function withTelemetry(use: (telemetry: Telemetry) => Promise<void>): Promise<void> {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  await use(telemetry);
}

test('node:http: as the listener of a server', () =>
  withTelemetry(async (telemetry) => {
    await using listener = createListener(telemetry);
    await listening(listener as RequestListener, answers);
  }));

test('Express: as a middleware under a path, which passes on all others', () =>
  withTelemetry(async (telemetry) => {
    await using listener = createListener(telemetry, { prefix: '/telemetry' });
    const app = express();
    app.use(listener as never);
    app.get('/', (_, response) => void response.send('mine'));
    await listening(app, async (url) => {
      await answers(`${url}/telemetry`);
      assert.is(await (await fetch(url)).text(), 'mine');
      assert.is((await fetch(`${url}/telemetryx`)).status, 404);
    });
  }));

test('Express: mounted by a path, and behind parsers that have read the body', () =>
  withTelemetry(async (telemetry) => {
    await using listener = createListener(telemetry, { prefix: '/telemetry' });
    const app = express();
    app.use(express.json(), express.urlencoded({ extended: false }));
    app.use('/telemetry', listener as never);
    await listening(app, (url) => answers(`${url}/telemetry`));
  }));

test('Hono: as a route of an app', () =>
  withTelemetry(async (telemetry) => {
    await using handler = createHandler(telemetry, { prefix: '/telemetry' });
    const app = new Hono();
    app.all('/telemetry/*', (c) => handler(c.req.raw));
    const ask = (path: string, init?: RequestInit) => app.request(`http://localhost${path}`, init);
    assert.is((await (await ask('/telemetry/health')).json()).success, true);
    const config = '/telemetry/api/v0/wal/telemetry/config';
    const changed = await ask(config, {
      method: 'POST',
      body: new URLSearchParams({ sampling_interval: '9' }),
    });
    assert.is((await changed.json()).config.sampling_interval, 9);
    assert.is((await ask('/telemetry/nothing')).status, 404);
  }));

test('an address that clients know is that of reports', () =>
  withTelemetry(async (telemetry) => {
    await using handler = createHandler(telemetry, { publicUrl: 'https://telemetry.example/', prefix: '/t' });
    const response = await handler(
      new Request('http://localhost/t/api/v0/wal/telemetry/report', { method: 'POST' }),
    );
    assert.match(
      (await response.json()).report_url,
      /^https:\/\/telemetry\.example\/t\/api\/v0\/.*\/report\.html$/,
    );
  }));
