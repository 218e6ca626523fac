import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { createTelemetry, type Telemetry } from 'inferometer';
import { honoTelemetry, operationOf } from 'inferometer/middleware';
import { assert, test } from '../harness.ts';
import { active, answered, eventually } from './recorded.ts';
import { canServe, serve } from './serve.ts';

function appOf(telemetry: Telemetry): Hono {
  const users = new Hono();
  users.get('/:id', (c) => c.json({ id: c.req.param('id') }));
  users.get('/:id/gone', (c) => c.notFound());
  users.get('/:id/broken', () => {
    throw new TypeError('no such table');
  });
  users.get('/:id/teapot', () => {
    throw Object.assign(new Error('short and stout'), {
      getResponse: () => new Response('tea', { status: 418 }),
    });
  });
  const app = new Hono();
  app.use(honoTelemetry(telemetry));
  app.use('/admin/*', async (c) => c.text('who are you?', 401));
  app.get('/admin/panel', (c) => c.text('welcome'));
  app.route('/users', users);
  app.all('/files/*', (c) => c.body('file', 200, { 'content-type': 'text/x-file', etag: '"7"' }));
  app.get('/download', (c) =>
    stream(c, async (out) => {
      while (!out.aborted) {
        await out.write(new Uint8Array(1000));
        await out.sleep(1);
      }
    }),
  );
  app.post('/echo', async (c) => c.body(await c.req.arrayBuffer()));
  app.onError((error, c) => ('getResponse' in error ? error.getResponse() : c.text(error.message, 500)));
  return app;
}

async function get(app: Hono, path: string, init?: RequestInit): Promise<Response> {
  const response = await app.request(path, init);
  await response.text();
  return response;
}

test('a request is counted under the route that answered, not under its path', async () => {
  const telemetry = createTelemetry();
  const app = appOf(telemetry);
  for (let id = 0; id < 20; id++) await get(app, `/users/${id}?token=secret`);
  await get(app, '/files/a/b/c.txt');
  await get(app, '/echo', { method: 'POST', body: 'hello' });
  assert.equal(answered(telemetry), [
    'GET /users/:id 200 ok x20',
    'GET /files/* 200 ok x1',
    'POST /echo 200 ok x1',
  ]);
});

test('a path without a route is left out; a route that answers 404 is not', async () => {
  const telemetry = createTelemetry();
  const app = appOf(telemetry);
  await get(app, '/wp-login.php');
  await get(app, '/users/1/2/3');
  await get(app, '/users/1/gone');
  assert.equal(answered(telemetry), ['GET - 404 ok x2', 'GET /users/:id/gone 404 ok x1']);
});

test('middleware that answers is the route', async () => {
  const telemetry = createTelemetry();
  await get(appOf(telemetry), '/admin/panel');
  assert.equal(answered(telemetry), ['GET /admin/* 401 ok x1']);
});

test('an error is what the application makes of it', async () => {
  const telemetry = createTelemetry();
  const app = appOf(telemetry);
  assert.is((await get(app, '/users/1/broken')).status, 500);
  assert.is((await get(app, '/users/1/teapot')).status, 418);
  assert.equal(answered(telemetry), [
    'GET /users/:id/broken 500 error x1',
    'GET /users/:id/teapot 418 ok x1',
  ]);
});

test('what is thrown past Hono stays what it was', async () => {
  const telemetry = createTelemetry();
  const app = new Hono();
  app.use(honoTelemetry(telemetry));
  app.get('/', () => {
    throw 'no error at all';
  });
  const reason = await Promise.resolve(app.request('/')).catch((error: unknown) => error);
  assert.is(reason, 'no error at all');
  assert.equal(answered(telemetry), ['GET / 500 error x1']);
});

test('a handler that answers nothing is an error, as Hono has it', async () => {
  const telemetry = createTelemetry();
  const app = new Hono();
  app.use(honoTelemetry(telemetry));
  app.get('/', (async () => {}) as never);
  app.onError((_, c) => c.text('nothing', 500));
  assert.is((await get(app, '/')).status, 500);
  assert.equal(answered(telemetry), ['GET / 500 error x1']);
});

test('headers, status and bytes are as without the middleware', async () => {
  const bare = appOf(createTelemetry({ enabled: false }));
  const recorded = appOf(createTelemetry());
  for (const path of ['/users/7', '/files/x', '/nowhere', '/users/7/broken', '/admin/x']) {
    for (const method of ['GET', 'HEAD']) {
      const [expected, got] = [
        await bare.request(path, { method }),
        await recorded.request(path, { method }),
      ];
      assert.is(got.status, expected.status);
      assert.equal([...got.headers], [...expected.headers]);
      assert.is(await got.text(), await expected.text());
    }
  }
});

test('HEAD ends although nobody reads a body', async () => {
  const telemetry = createTelemetry();
  await appOf(telemetry).request('/users/7', { method: 'HEAD' });
  assert.equal(answered(telemetry), ['HEAD /users/:id 200 ok x1']);
  assert.is(active(telemetry), 0);
});

test('a route can be told by the application', async () => {
  const telemetry = createTelemetry();
  const app = new Hono();
  app.use(honoTelemetry(telemetry, { route: (c) => (c.res?.ok ? '/all' : undefined) }));
  app.get('/*', (c) => c.text('x'));
  await get(app, '/1');
  assert.equal(answered(telemetry), ['GET /all 200 ok x1']);
});

test('the operation of a request is found by its raw request', async () => {
  const telemetry = createTelemetry();
  const app = new Hono();
  app.use(honoTelemetry(telemetry));
  let type: string | undefined;
  app.get('/', (c) => {
    type = operationOf(c.req.raw)?.type;
    return c.text('x');
  });
  await get(app, '/');
  assert.is(type, 'http_request');
});

if (canServe) {
  test('served by a real server, with a download that its client aborts', async () => {
    const telemetry = createTelemetry();
    const server = serve(appOf(telemetry).fetch as (request: Request) => Promise<Response>);
    const responses = await Promise.all([1, 2, 3, 4].map((id) => fetch(`${server.url}/users/${id}`)));
    assert.equal(
      await Promise.all(responses.map((one) => one.json())),
      [1, 2, 3, 4].map((id) => ({ id: `${id}` })),
    );
    const client = new AbortController();
    const download = await fetch(`${server.url}/download`, { signal: client.signal });
    await download.body?.getReader().read();
    client.abort();
    await eventually(() => active(telemetry) === 0);
    assert.equal(answered(telemetry), ['GET /users/:id 200 ok x4', 'GET /download 200 aborted x1']);
    await server.stop();
  });
}
