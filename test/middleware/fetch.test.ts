import fc from 'fast-check';
import { createTelemetry } from 'inferometer';
import { operationOf, withTelemetry } from 'inferometer/middleware';
import { assert, collectGarbage, test } from '../harness.ts';
import { isWorkerd } from '../places.ts';
import { active, answered, eventually, seconds, timed } from './recorded.ts';
import { canServe, serve } from './serve.ts';

const URL_OF_42 = 'http://example.org/users/42?token=secret';
const route = () => '/users/:id';

function request(init?: RequestInit): Request {
  return new Request(URL_OF_42, init);
}

test('a request is counted by method, route, status and outcome', async () => {
  const telemetry = createTelemetry();
  const handler = withTelemetry(telemetry, () => new Response('hello'), { route });
  assert.is(await (await handler(request())).text(), 'hello');
  assert.is(await (await handler(request({ method: 'POST', body: 'x' }))).text(), 'hello');
  assert.equal(answered(telemetry), ['GET /users/:id 200 ok x1', 'POST /users/:id 200 ok x1']);
  assert.is(active(telemetry), 0);
});

test('an unknown route is left out, and the path is never a label', async () => {
  const telemetry = createTelemetry();
  const handler = withTelemetry(telemetry, (_: Request) => new Response(null, { status: 404 }));
  for (let i = 0; i < 50; i++) handler(new Request(`http://example.org/probe-${i}.php?q=${i}`));
  assert.equal(answered(telemetry), ['GET - 404 ok x50']);
  assert.not.match(JSON.stringify(telemetry.snapshot()), /probe|secret/);
});

test('methods that nobody has heard of are one', async () => {
  const telemetry = createTelemetry();
  const handler = withTelemetry(telemetry, (_: Request) => new Response(null));
  for (const method of ['PROPFIND', 'MKCOL', 'LOCK']) handler(request({ method }));
  handler(request({ method: 'PATCH' }));
  assert.equal(answered(telemetry), ['_OTHER - 200 ok x3', 'PATCH - 200 ok x1']);
});

test('only 5xx is an error', async () => {
  const telemetry = createTelemetry();
  const handler = withTelemetry(
    telemetry,
    ({ url }: Request) => new Response('x', { status: Number(url.slice(-3)) }),
  );
  for (const status of [200, 302, 404, 429, 499, 500, 503]) {
    await (await handler(new Request(`http://example.org/${status}`))).text();
  }
  assert.equal(answered(telemetry), [
    'GET - 200 ok x1',
    'GET - 302 ok x1',
    'GET - 404 ok x1',
    'GET - 429 ok x1',
    'GET - 499 ok x1',
    'GET - 500 error x1',
    'GET - 503 error x1',
  ]);
});

test('what a handler throws is thrown untouched, and counts as 500', async () => {
  for (const thrown of [new TypeError('no'), 'no', undefined, null, Object.freeze({})]) {
    const telemetry = createTelemetry();
    const throwing = withTelemetry(telemetry, (): Response => {
      throw thrown;
    });
    const rejecting = withTelemetry(telemetry, async (): Promise<Response> => {
      throw thrown;
    });
    let caught: unknown = 'nothing';
    try {
      throwing(request());
    } catch (error) {
      caught = error;
    }
    assert.identical(caught, thrown);
    const reason = await rejecting(request()).then(
      () => 'nothing',
      (error) => error,
    );
    assert.identical(reason, thrown);
    assert.equal(answered(telemetry), ['GET - 500 error x2']);
    assert.is(active(telemetry), 0);
  }
});

test('a handler that gives up because its client went is aborted', async () => {
  const telemetry = createTelemetry();
  const handler = withTelemetry(telemetry, async ({ signal }: Request): Promise<Response> => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    throw signal.reason;
  });
  const client = new AbortController();
  const answer = handler(request({ signal: client.signal }));
  assert.is(active(telemetry), 1);
  client.abort();
  await assert.rejects(answer);
  assert.equal(answered(telemetry), ['GET - - aborted x1']);
  assert.is(active(telemetry), 0);
});

test('a response without a body comes back as itself', async () => {
  const telemetry = createTelemetry();
  const responses = [
    new Response(null),
    new Response(null, { status: 204 }),
    new Response(null, { status: 304, headers: { etag: '"1"' } }),
    Response.redirect('http://example.org/'),
    Response.error(),
  ];
  for (const response of responses) {
    assert.identical(withTelemetry(telemetry, () => response)(request()), response);
    assert.identical(await withTelemetry(telemetry, async () => response)(request()), response);
  }
  assert.is(seriesCount(answered(telemetry)), 10);
});

test('to HEAD nobody reads a body: the response comes back as itself', () => {
  const telemetry = createTelemetry();
  const response = new Response('hello');
  assert.identical(withTelemetry(telemetry, () => response)(request({ method: 'HEAD' })), response);
  assert.equal(answered(telemetry), ['HEAD - 200 ok x1']);
});

test('what is no response passes: an upgraded connection of Bun', () => {
  const telemetry = createTelemetry();
  assert.identical(withTelemetry(telemetry, () => undefined)(request()), undefined);
  assert.equal(answered(telemetry), ['GET - - ok x1']);
});

test('status, headers and bytes are those of the handler', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 5000 }),
      fc.integer({ min: 200, max: 599 }),
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 5 }),
      async (bytes, status, cookies) => {
        if ([204, 205, 304].includes(status)) return;
        const headers = new Headers({ 'x-one': 'a, b', 'content-type': 'application/x-bytes' });
        for (const cookie of cookies) headers.append('set-cookie', `${cookie}=1`);
        const plain = () => new Response(bytes as BodyInit, { status, statusText: 'Fine', headers });
        const passed = withTelemetry(createTelemetry(), plain)(request());
        assert.is(passed.status, status);
        assert.is(passed.statusText, 'Fine');
        assert.equal([...passed.headers], [...plain().headers]);
        assert.equal(new Uint8Array(await passed.arrayBuffer()), bytes);
      },
    ),
    { numRuns: 50 },
  );
});

test('the type of a text and of a form is kept', async () => {
  const form = new URLSearchParams({ a: '1' });
  for (const body of ['hello', form, new Blob(['x'], { type: 'image/x' })]) {
    const passed = withTelemetry(createTelemetry(), () => new Response(body))(request());
    const expected = new Response(body).headers.get('content-type');
    assert.is(passed.headers.get('content-type'), expected);
    await passed.text();
  }
});

test('a body is timed to its end', async () => {
  const { telemetry, clock } = timed();
  let pulls = 0;
  const source = () =>
    new ReadableStream(
      {
        pull(controller) {
          clock.advance(1);
          if (++pulls > 5) controller.close();
          else controller.enqueue(new Uint8Array(10));
        },
      },
      { highWaterMark: 0 },
    );
  const handler = withTelemetry(telemetry, () => {
    clock.advance(2);
    return new Response(source());
  });
  const response = handler(request());
  assert.equal(answered(telemetry), []);
  assert.is(active(telemetry), 1);
  assert.is((await response.arrayBuffer()).byteLength, 50);
  assert.equal(answered(telemetry), ['GET - 200 ok x1']);
  assert.close(seconds(telemetry), 8, 0.011);
});

test('the source is pulled when the client reads, and not before', async () => {
  let pulls = 0;
  const handler = withTelemetry(createTelemetry(), () => {
    const source = new ReadableStream(
      {
        pull(controller) {
          pulls++;
          controller.enqueue(new Uint8Array(1));
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(source);
  });
  const reader = (handler(request()).body as ReadableStream).getReader();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.is(pulls, 0);
  for (let i = 1; i <= 3; i++) {
    await reader.read();
    assert.is(pulls, i);
  }
  await reader.cancel();
});

test('a body that fails is an error, whatever its status said', async () => {
  const telemetry = createTelemetry();
  const failure = new Error('the model is gone');
  const handler = withTelemetry(telemetry, () => {
    const source = new ReadableStream(
      {
        start: (controller) => controller.enqueue(new Uint8Array(1)),
        pull: (controller) => controller.error(failure),
      },
      { highWaterMark: 0 },
    );
    return new Response(source);
  });
  // Chromium keeps the reason from `arrayBuffer()`.
  const reader = (handler(request()).body as ReadableStream).getReader();
  await reader.read();
  assert.identical(await assert.rejects(reader.read()), failure);
  assert.equal(answered(telemetry), ['GET - 200 error x1']);
});

test('a body that the client stops reading is aborted, and its source hears why', async () => {
  const telemetry = createTelemetry();
  let heard: unknown;
  const handler = withTelemetry(telemetry, () => {
    const source = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: (reason) => {
        heard = reason;
      },
    });
    return new Response(source);
  });
  const reader = (handler(request()).body as ReadableStream).getReader();
  await reader.read();
  await reader.cancel('enough');
  assert.is(heard, 'enough');
  assert.equal(answered(telemetry), ['GET - 200 aborted x1']);
  assert.is(active(telemetry), 0);
});

test('a body that nobody reads is seen to be lost', async () => {
  if (isWorkerd) return; // Nobody is told there, as long as it runs.
  const telemetry = createTelemetry();
  // The handler is gone as well, and with it whatever watches nothing but its requests.
  (() => void withTelemetry(telemetry, () => new Response('never read'))(request()))();
  for (let i = 0; i < 20 && active(telemetry) > 0; i++) await collectGarbage();
  assert.equal(answered(telemetry), ['GET - 200 unknown x1']);
});

test('this, further arguments and synchrony are the handler’s', async () => {
  const telemetry = createTelemetry();
  const seen: unknown[] = [];
  const server = {
    fetch: withTelemetry(telemetry, function (this: unknown, ...args: [Request, string, number]) {
      seen.push(this, ...args.slice(1));
      return new Response(null);
    }),
  };
  assert.instance(server.fetch(request(), 'env', 7), Response);
  assert.equal(seen.slice(1), ['env', 7]);
  assert.identical(seen[0], server);
});

test('a route that throws is counted, and the request goes on without', async () => {
  const telemetry = createTelemetry();
  const handler = withTelemetry(telemetry, () => new Response(null), {
    route: () => {
      throw new Error('no router');
    },
  });
  assert.is(handler(request()).status, 200);
  assert.equal(answered(telemetry), ['GET - 200 ok x1']);
  const { metrics } = telemetry.snapshot();
  const refused = metrics.find(({ fullName }) => fullName === 'inferometer_recordings_refused_total');
  assert.equal(refused?.series[0]?.labels, { reason: 'callback_failed' });
});

test('other operations can be phases of the request', async () => {
  const telemetry = createTelemetry();
  const handler = withTelemetry(telemetry, async (incoming: Request) => {
    const parent = operationOf(incoming);
    await parent?.child('parse', () => incoming.text());
    telemetry.trackInference({ modelId: 'm', ...(parent && { parent }) }, () => 1);
    return new Response(null);
  });
  const outgoing = request({ method: 'POST', body: '{}' });
  await handler(outgoing);
  assert.is(operationOf(outgoing)?.outcome, 'ok');
  assert.is(operationOf(request()), undefined);
});

test('while telemetry is disabled, the handler is called as it is', () => {
  const telemetry = createTelemetry({ enabled: false });
  const response = new Response('hello');
  assert.identical(withTelemetry(telemetry, () => response)(request()), response);
  assert.equal(answered(telemetry), []);
});

test('misuse is told at once', () => {
  const telemetry = createTelemetry();
  const ok = () => new Response(null);
  assert.throwsCode(() => withTelemetry(telemetry, 'no' as never), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => withTelemetry({} as never, ok), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => withTelemetry(telemetry, ok, { roote: ok } as never), 'HTTP_UNKNOWN_OPTION');
  assert.throwsCode(() => withTelemetry(telemetry, ok, { route: '/x' as never }), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => withTelemetry(telemetry, ok, { requestHeaders: 'x' as never }), 'HTTP_OPTION_KIND');
});

if (canServe)
  test('a real server answers, and an aborted download is seen', async () => {
    const telemetry = createTelemetry();
    const handler = withTelemetry(
      telemetry,
      ({ url }: Request) => {
        if (!url.endsWith('/endless')) return new Response('hello');
        const source = new ReadableStream({
          async pull(controller) {
            await new Promise((resolve) => setTimeout(resolve, 1));
            controller.enqueue(new Uint8Array(1000));
          },
        });
        return new Response(source);
      },
      { route: ({ url }) => new URL(url).pathname },
    );
    const server = serve(handler);
    const texts = await Promise.all([1, 2, 3].map(async () => (await fetch(`${server.url}/hello`)).text()));
    assert.equal(texts, ['hello', 'hello', 'hello']);
    const client = new AbortController();
    const download = await fetch(`${server.url}/endless`, { signal: client.signal });
    await download.body?.getReader().read();
    client.abort();
    await eventually(() => active(telemetry) === 0);
    assert.equal(answered(telemetry), ['GET /hello 200 ok x3', 'GET /endless 200 aborted x1']);
    await server.stop();
  });

function seriesCount(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Number(line.split(' x').at(-1)), 0);
}
