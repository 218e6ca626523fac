// Who may ask: tokens, names, origins; and what browsers are told.
import { createTelemetry, type Telemetry } from 'inferometer';
import { createHandler, type HandlerOptions, serve } from 'inferometer/http';
import { createLogger } from 'inferometer/logging';
import { assert, test } from '../../harness.ts';
import { canForgeHeaders } from '../serving.ts';

const TOKEN = 'correct-horse-battery-staple';

async function handling(
  options: HandlerOptions,
  use: (
    ask: (path: string, headers?: Record<string, string>, method?: string) => Promise<Response>,
  ) => Promise<void>,
): Promise<void> {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  await using handler = createHandler(telemetry, options);
  await use((path, headers = {}, method = 'GET') =>
    handler(new Request(`http://localhost${path}`, { headers, method })),
  );
}

test('with a token everything but pages, health and the contract needs it', () =>
  handling({ token: TOKEN }, async (ask) => {
    for (const path of ['/', '/api', '/health', '/ready', '/openapi.json']) {
      assert.is((await ask(path)).status, 200, path);
    }
    for (const path of ['/metrics', '/api/v1/now', '/api/v0/wal/telemetry/config', '/aiml-report']) {
      const refused = await ask(path);
      assert.equal(
        [refused.status, refused.headers.get('www-authenticate')],
        [401, 'Bearer realm="inferometer"'],
        path,
      );
      assert.is((await refused.json()).error_type, 'API_UNAUTHORIZED');
      assert.is((await ask(path, { authorization: `Bearer ${TOKEN}` })).status, 200, path);
    }
  }));

test('what is almost the token is none', () =>
  handling({ token: TOKEN }, async (ask) => {
    const wrong = [
      ...[
        `Bearer ${TOKEN}x`,
        `Bearer ${TOKEN.slice(1)}`,
        `Bearer ${TOKEN.toUpperCase()}`,
        'Bearer',
        'Bearer ',
      ],
      ...[
        TOKEN,
        `Basic ${TOKEN}`,
        `Bearer x ${TOKEN}`,
        `Bearer ${TOKEN.slice(0, 5)}`,
        `Bearer ${TOKEN}${TOKEN}`,
      ],
    ];
    for (const authorization of wrong)
      assert.is((await ask('/api/v1/now', { authorization })).status, 401, authorization);
    assert.is((await ask('/api/v1/now', { authorization: `bearer  ${TOKEN}` })).status, 200);
  }));

test('a server that others can reach needs a token, or to be told that it needs none', async () => {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  const error = await assert.rejects(serve(telemetry, { host: '0.0.0.0', port: 0 }), /^HTTP_TOKEN_NEEDED: /);
  assert.match(error.message, 'allowsEveryone');
});

test('options that make no sense are refused with the closest name', () => {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  const refused: [HandlerOptions, string, string][] = [
    [{ tokn: TOKEN } as never, 'HTTP_UNKNOWN_OPTION', 'Did you mean token?'],
    [{ token: 'short' }, 'HTTP_OPTION_RANGE', 'openssl rand'],
    [{ allowedHosts: 'x' as never }, 'HTTP_OPTION_KIND', 'allowedHosts'],
    [{ allowedOrigins: ['https://x.example/path'] }, 'HTTP_OPTION_RANGE', 'allowedOrigins'],
    [{ prefix: 'telemetry/' }, 'HTTP_OPTION_RANGE', 'prefix'],
    [{ prefix: '/a/../telemetry' }, 'HTTP_OPTION_RANGE', 'prefix'],
    [{ publicUrl: 'telemetry.example' }, 'HTTP_OPTION_RANGE', 'publicUrl'],
    [{ store: {} as never }, 'HTTP_OPTION_KIND', 'store'],
    [{ maxBodyBytes: 5 }, 'HTTP_OPTION_RANGE', 'maxBodyBytes'],
    [{ reports: { keep: 0 } }, 'HTTP_OPTION_RANGE', 'reports.keep'],
  ];
  for (const [options, code, words] of refused) {
    assert.match(assert.throwsCode(() => createHandler(telemetry, options), code).message, words);
  }
  // What is wrong with a token is not written into a log.
  assert.not.match(
    assert.throwsCode(() => createHandler(telemetry, { token: 'my secret' }), 'HTTP_OPTION_RANGE').message,
    'my secret',
  );
});

test('every answer tells browsers to run nothing, and to show it to nobody else', () =>
  handling({}, async (ask) => {
    for (const path of [
      '/health',
      '/nothing',
      '/api/v1/now',
      '/metrics',
      '/api/v1/charts/throughput.svg',
      '/',
    ]) {
      const { headers } = await ask(path);
      assert.match(
        headers.get('content-security-policy') ?? '',
        /default-src 'none'.*frame-ancestors 'none'/,
        path,
      );
      assert.is(headers.get('x-content-type-options'), 'nosniff', path);
      assert.is(headers.get('referrer-policy'), 'no-referrer', path);
      assert.is(headers.get('cross-origin-resource-policy'), 'same-origin', path);
      assert.is(headers.get('access-control-allow-origin'), null, path);
    }
  }));

test('names are allowed by hand, with and without a port', async () => {
  if (!canForgeHeaders) return;
  await handling({ allowedHosts: ['telemetry.example', '10.0.0.7:8000'] }, async (ask) => {
    const statusOf = async (host: string) => (await ask('/health', { host })).status;
    for (const host of [
      'localhost',
      'LOCALHOST:99',
      '127.0.0.1:8000',
      '[::1]:8000',
      'telemetry.example:443',
      '10.0.0.7',
      'telemetry.example.',
    ]) {
      assert.is(await statusOf(host), 200, host);
    }
    for (const host of [
      'evil.example',
      'telemetry.example.evil.example',
      '10.0.0.8',
      'xtelemetry.example',
      '',
    ]) {
      assert.is(await statusOf(host), 403, host);
    }
  });
  await handling({ allowedHosts: ['*'] }, async (ask) =>
    assert.is((await ask('/health', { host: 'any.example' })).status, 200),
  );
});

test('an origin that is allowed reads, writes and asks beforehand; the same origin needs no permission', async () => {
  if (!canForgeHeaders) return;
  const origin = 'https://grafana.example';
  await handling({ allowedOrigins: [origin] }, async (ask) => {
    const read = await ask('/api/v1/now', { origin });
    assert.equal([read.status, read.headers.get('access-control-allow-origin')], [200, origin]);
    assert.match(read.headers.get('vary') ?? '', 'origin');
    const asked = await ask('/api/v1/now', { origin, 'access-control-request-method': 'GET' }, 'OPTIONS');
    assert.equal(
      [asked.status, asked.headers.get('access-control-allow-headers')],
      [204, 'accept, authorization, content-type, last-event-id'],
    );
    assert.is((await ask('/api/v1/now', { origin: 'https://grafana.example.evil' })).status, 403);
    assert.is((await ask('/api/v1/now', { origin: 'http://localhost', host: 'localhost' })).status, 200);
    assert.is(
      (
        await ask('/', {
          'sec-fetch-site': 'cross-site',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
        })
      ).status,
      200,
    );
    assert.is(
      (
        await ask('/', {
          'sec-fetch-site': 'cross-site',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'iframe',
        })
      ).status,
      403,
    );
  });
});

test('pages are asked for anew, their files never again, and what is known is not sent twice', () =>
  handling({}, async (ask) => {
    const page = await ask('/');
    assert.is(page.headers.get('cache-control'), 'no-cache');
    const html = await page.text();
    const [, file] = /(assets\/[\w.-]+\.js)/.exec(html) ?? [];
    const asset = await ask(`/${file}`);
    assert.equal(
      [asset.status, asset.headers.get('cache-control')],
      [200, 'public, max-age=31536000, immutable'],
    );
    const etag = asset.headers.get('etag') as string;
    const known = await ask(`/${file}`, { 'if-none-match': `"x", W/${etag}` });
    assert.equal([known.status, await known.text()], [304, '']);
    assert.is((await ask('/api')).headers.get('content-type'), 'text/html; charset=utf-8');
  }));

test('without pages there are none', () =>
  handling({ dashboard: false }, async (ask) => {
    for (const path of ['/', '/api', '/assets/page-1.js']) assert.is((await ask(path)).status, 404, path);
  }));

test('pictures are limited by their number and their size', () =>
  handling({ picturesPerMinute: 2 }, async (ask) => {
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask('/api/v1/charts/throughput.svg')).status);
    assert.equal(statuses, [200, 200, 429]);
    const refused = await ask('/api/v0/wal/telemetry/visualization/operation_count.svg');
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    // Data are no pictures.
    assert.is((await ask('/api/v1/charts/throughput')).status, 200);
  }));

test('HEAD is as GET without a body, OPTIONS says what is allowed', () =>
  handling({}, async (ask) => {
    const head = await ask('/api/v1/now', {}, 'HEAD');
    assert.equal(
      [head.status, head.headers.get('content-type'), await head.text()],
      [200, 'application/json; charset=utf-8', ''],
    );
    const options = await ask('/api/v0/wal/telemetry/config', {}, 'OPTIONS');
    assert.equal([options.status, options.headers.get('allow')], [204, 'GET, HEAD, POST']);
  }));

test('an answer that takes too long is given up, and says so', async () => {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  const query = () => {
    throw new Error('unused');
  };
  const slow = {
    ...{ query, runs: query, status: () => ({ place: '/secret/place', damage: [], damagedRecords: 0 }) },
    view: () => new Promise(() => {}),
  };
  await using handler = createHandler(telemetry, { store: slow as never, answerSeconds: 0.1 });
  const alive = setInterval(() => {}, 1000);
  const response = await handler(new Request('http://localhost/api/v1/query?metric=x'));
  clearInterval(alive);
  const { error, error_type: type } = await response.json();
  assert.equal([response.status, type], [503, 'API_UNAVAILABLE']);
  assert.match(error, 'longer than 0.1 seconds');
});

test('what fails here is logged with its reason, and answered without it', async () => {
  const logged: string[] = [];
  const logger = createLogger({ write: (line) => logged.push(line) });
  using telemetry: Telemetry = createTelemetry({ logger });
  const broken = {
    ...{
      query: () => 1,
      runs: () => 1,
      status: () => ({ place: '/secret/place', damage: [], damagedRecords: 0 }),
    },
    view: () => Promise.reject(new Error('/secret/place/journal is gone')),
  };
  await using handler = createHandler(telemetry, { store: broken as never });
  const response = await handler(new Request('http://localhost/api/v1/query'));
  const text = await response.text();
  assert.is(response.status, 500);
  assert.not.match(text, 'secret');
  const [line = ''] = logged.filter((one) => one.includes('server_failure'));
  assert.match(JSON.parse(line).exception, /Error: \/secret\/place\/journal is gone\n/);
});
