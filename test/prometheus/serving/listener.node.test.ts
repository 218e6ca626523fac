// The listener in servers of node:http and Express.
import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import express from 'express';
import { createTelemetry, type Telemetry } from 'inferometer';
import { createMetricsListener } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { familyOf } from '../parse-exposition.ts';

async function serving(
  listener: (telemetry: Telemetry) => RequestListener,
  use: (address: string, port: number) => Promise<void>,
): Promise<void> {
  using telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'glyphs' }, () => {});
  const server = createServer(listener(telemetry));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use(`http://127.0.0.1:${port}`, port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function hasMetrics(address: string): Promise<void> {
  const response = await fetch(address);
  assert.is(response.status, 200);
  assert.is(familyOf(await response.text(), 'ipfs_aiml_inference_seconds').type, 'histogram');
}

test('it is a listener of node:http', () =>
  serving(
    (telemetry) => createMetricsListener(telemetry),
    async (address) => {
      await hasMetrics(`${address}/metrics`);
      assert.is((await fetch(address)).status, 404);
      assert.is((await fetch(`${address}/metrics`, { method: 'PUT', body: 'x' })).status, 405);
    },
  ));

test('it is a middleware of Express, which passes on other paths', () =>
  serving(
    (telemetry) => {
      const app = express();
      app.use(createMetricsListener(telemetry));
      app.get('/hello', (_, response) => void response.send('hello'));
      return app;
    },
    async (address) => {
      await hasMetrics(`${address}/metrics`);
      assert.is(await (await fetch(`${address}/hello`)).text(), 'hello');
      assert.is((await fetch(`${address}/metrics`, { method: 'POST' })).status, 405);
    },
  ));

test('it works under a path that Express cuts off', () =>
  serving(
    (telemetry) => {
      const app = express();
      app.use('/internal', createMetricsListener(telemetry, { endpoint: '/internal/metrics' }));
      return app;
    },
    (address) => hasMetrics(`${address}/internal/metrics`),
  ));

/** The status line of what is answered to this head, as it is. */
function statusOf(port: number, head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head}\r\n\r\n`));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject).on('end', () => resolve(text.split('\r\n')[0] as string));
  });
}

test('odd requests are answered, not fatal', () =>
  serving(
    (telemetry) => createMetricsListener(telemetry),
    async (_, port) => {
      const host = 'Host: a b c';
      assert.match(await statusOf(port, `TRACE /metrics HTTP/1.1\r\n${host}\r\nConnection: close`), '405');
      assert.match(await statusOf(port, `GET //metrics HTTP/1.1\r\n${host}\r\nConnection: close`), /200|404/);
      assert.match(
        await statusOf(port, `GET http://x/metrics HTTP/1.1\r\n${host}\r\nConnection: close`),
        '200',
      );
      assert.match(await statusOf(port, `GET *\0 HTTP/1.1\r\n${host}\r\nConnection: close`), /40[04]/);
      assert.match(await statusOf(port, `OPTIONS * HTTP/1.1\r\n${host}\r\nConnection: close`), /40[45]/);
    },
  ));

test('a client that ends its own side after the request gets the whole page', () =>
  serving(
    (telemetry) => {
      const series = telemetry.histogram({
        name: 'own_seconds',
        help: 'Own.',
        unit: 'seconds',
        labels: ['route'],
      });
      for (let i = 0; i < 999; i++) series.withLabels({ route: `r${i}` }).record(0.1);
      return createMetricsListener(telemetry);
    },
    async (address, port) => {
      const whole = await (await fetch(`${address}/metrics`)).text();
      assert.ok(whole.length > 400_000, 'more than a socket takes at once');
      for (const version of ['1.0', '1.1']) {
        const socket = connect(port, '127.0.0.1', () =>
          socket.end(`GET /metrics HTTP/${version}\r\nhost: x\r\nconnection: close\r\n\r\n`),
        );
        let text = '';
        for await (const chunk of socket) text += chunk;
        assert.match(text.slice(-200), 'r998', `HTTP/${version}`);
      }
    },
  ));

test('a slow client that leaves ends its request', () =>
  serving(
    (telemetry) => {
      const many = telemetry.counter({ name: 'many_total', help: 'Many.', labels: ['one'] });
      for (let i = 0; i < 2000; i++) many.withLabels({ one: `${i}-${'x'.repeat(400)}` }).add();
      return createMetricsListener(telemetry);
    },
    async (address) => {
      await new Promise<void>((resolve) => {
        const asking = request(`${address}/metrics`, (response) => {
          response.once('data', () => response.destroy());
          response.once('close', resolve);
        });
        asking.on('error', () => {});
        asking.end();
      });
      await hasMetrics(`${address}/metrics`);
    },
  ));
