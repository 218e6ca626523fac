import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type Http2ServerResponse,
} from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import express from 'express';
import { createTelemetry, type Telemetry } from 'inferometer';
import { expressTelemetry, type NodeListener, nodeTelemetry, operationOf } from 'inferometer/middleware';
import { assert, test } from '../harness.ts';
import { listening } from './listening.ts';
import { active, answered, eventually } from './recorded.ts';

async function textOf(url: string, init?: RequestInit): Promise<string> {
  return (await fetch(url, init)).text();
}

function appOf(telemetry: Telemetry): express.Express {
  const posts = express.Router({ mergeParams: true });
  posts.get('/', (_, response) => void response.send('all'));
  posts.get('/:postId', (request, response) => void response.json(request.params));
  posts.get('/:postId/late', async () => {
    await null;
    throw new Error('late');
  });
  const files = express.Router();
  files.get('/*rest', (_, response) => void response.send('file'));
  const app = express();
  app.set('env', 'test');
  app.use(expressTelemetry(telemetry));
  app.get('/', (_, response) => void response.send('home'));
  app.get('/users/:id', (request, response) => void response.json({ id: request.params.id }));
  app.get(/^\/re[a-z]+$/, (_, response) => void response.send('re'));
  app.get(['/a', '/b'], (_, response) => void response.send('ab'));
  app.use('/users/:id/posts', posts);
  app.use('/v1', express.Router().use('/deep', files));
  app.get('/broken', () => {
    throw new TypeError('broken');
  });
  app.get('/download', (request, response) => {
    const timer = setInterval(() => response.write('x'.repeat(1000)), 1);
    request.on('close', () => clearInterval(timer));
  });
  return app;
}

test('a request is counted under its route, with what its routers are mounted at', async () => {
  const telemetry = createTelemetry();
  await listening(appOf(telemetry), async (url) => {
    for (let id = 0; id < 10; id++) {
      assert.is(await textOf(`${url}/users/${id}?token=secret`), JSON.stringify({ id: `${id}` }));
      const params = JSON.stringify({ id: `${id}`, postId: `p ${id}` });
      assert.is(await textOf(`${url}/users/${id}/posts/p%20${id}`), params);
      await textOf(`${url}/users/${id}/posts`);
    }
    for (const path of ['/', '/rex', '/b', '/v1/deep/x/y']) await textOf(url + path);
  });
  assert.equal(answered(telemetry), [
    'GET /users/:id 200 ok x10',
    'GET /users/:id/posts/:postId 200 ok x10',
    'GET /users/:id/posts 200 ok x10',
    'GET / 200 ok x1',
    'GET ^\\/re[a-z]+$ 200 ok x1',
    'GET /a|/b 200 ok x1',
    'GET /v1/deep/*rest 200 ok x1',
  ]);
  assert.not.match(JSON.stringify(telemetry.snapshot()), /secret|p%20|p 1/);
});

test('errors have their route, and only 5xx is one; what has no route has none', async () => {
  const telemetry = createTelemetry();
  await listening(appOf(telemetry), async (url) => {
    for (const path of ['/broken', '/users/1/posts/2/late', '/wp-login.php', '/users/1/2/3']) {
      await textOf(url + path);
    }
    await textOf(`${url}/users/1`, { method: 'DELETE' });
  });
  assert.equal(answered(telemetry), [
    'GET /broken 500 error x1',
    'GET /users/:id/posts/:postId/late 500 error x1',
    'GET - 404 ok x2',
    'DELETE - 404 ok x1',
  ]);
});

test('a download that its client aborts is aborted', async () => {
  const telemetry = createTelemetry();
  await listening(appOf(telemetry), async (url) => {
    const client = new AbortController();
    const download = await fetch(`${url}/download`, { signal: client.signal });
    await download.body?.getReader().read();
    assert.is(active(telemetry), 1);
    client.abort();
    await eventually(() => active(telemetry) === 0);
  });
  assert.equal(answered(telemetry), ['GET /download 200 aborted x1']);
});

test('a client that leaves before any answer has no status', async () => {
  const telemetry = createTelemetry();
  await listening(
    nodeTelemetry(telemetry, () => {}),
    async (url) => {
      const client = httpRequest(url).on('error', () => {});
      client.end();
      await eventually(() => active(telemetry) === 1);
      client.destroy();
      await eventually(() => active(telemetry) === 0);
    },
  );
  assert.equal(answered(telemetry), ['GET - - aborted x1']);
});

test('pipelined requests on one connection are each counted, also behind one that fails', async () => {
  const telemetry = createTelemetry();
  await listening(appOf(telemetry), async (url) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const paths = ['/users/1', '/broken', '/users/2', '/nowhere', '/'];
    const head = (path: string, last: boolean) =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
    socket.write(paths.map((path, i) => head(path, i === paths.length - 1)).join(''));
    let received = '';
    for await (const chunk of socket) received += chunk;
    assert.equal(
      received.match(/HTTP\/1\.1 \d+/g),
      ['200', '500', '200', '404', '200'].map((s) => `HTTP/1.1 ${s}`),
    );
    await eventually(() => active(telemetry) === 0);
  });
  assert.equal(answered(telemetry), [
    'GET /users/:id 200 ok x2',
    'GET /broken 500 error x1',
    'GET - 404 ok x1',
    'GET / 200 ok x1',
  ]);
});

test('a listener of node:http: keep-alive, streams to their end, HEAD, its own route', async () => {
  const telemetry = createTelemetry();
  const listener = nodeTelemetry(
    telemetry,
    (request, response: import('node:http').ServerResponse) => {
      response.setHeader('x-type', String(operationOf(request)?.type));
      if (request.method === 'HEAD') response.end();
      else setTimeout(() => response.end('later'), 50).unref();
      response.flushHeaders();
    },
    { route: () => '/only' },
  );
  await listening(listener, async (url) => {
    for (let i = 0; i < 3; i++) {
      const response = await fetch(url);
      assert.is(response.headers.get('x-type'), 'http_request');
      assert.is(active(telemetry), 1);
      assert.is(await response.text(), 'later');
    }
    await fetch(url, { method: 'HEAD' });
    await eventually(() => active(telemetry) === 0);
  });
  assert.equal(answered(telemetry), ['GET /only 200 ok x3', 'HEAD /only 200 ok x1']);
});

test('HTTP/2: each stream of a connection is a request', async () => {
  const telemetry = createTelemetry();
  const listener = nodeTelemetry(
    telemetry,
    (_: unknown, response: Http2ServerResponse) => void response.end('x'),
    {
      route: () => '/two',
    },
  );
  const server = createHttp2Server(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const answers = [1, 2, 3].map(async () => {
    const stream = client.request({ ':path': '/two?token=secret' });
    let text = '';
    for await (const chunk of stream) text += chunk;
    return text;
  });
  assert.equal(await Promise.all(answers), ['x', 'x', 'x']);
  await eventually(() => active(telemetry) === 0);
  assert.equal(answered(telemetry), ['GET /two 200 ok x3']);
  client.close();
  server.close();
});

test('what a listener throws, or rejects with, is thrown', async () => {
  const telemetry = createTelemetry();
  const response = { once() {} };
  const request = { method: 'GET', url: '/', headers: {}, socket: {}, httpVersion: '1.1' };
  const thrown = new Error('no');
  const throwing: NodeListener = nodeTelemetry(telemetry, () => {
    throw thrown;
  });
  const rejecting: NodeListener = nodeTelemetry(telemetry, async () => {
    throw thrown;
  });
  assert.throws(
    () => throwing(request, response),
    (error: unknown) => error === thrown,
  );
  assert.identical(await assert.rejects(rejecting(request, response) as Promise<void>), thrown);
  assert.equal(answered(telemetry), ['GET - 500 error x2']);
});
