// What a client does when answers are late, lost or refused for now.
import { type ApiError, createClient } from 'inferometer/client';
import { assert, test } from '../harness.ts';

type Answer = () => Response | Promise<Response>;

const health = {
  success: true,
  operation: 'get_health',
  timestamp: 1,
  status: 'ok',
  version: '1',
  uptime_seconds: 1,
};
const good: Answer = () => Response.json(health);
const lost: Answer = () => Promise.reject(new TypeError('fetch failed'));

function refused(status: number, retryAfter?: string): Answer {
  const error = {
    success: false,
    operation: 'x',
    timestamp: 1,
    error: 'Not now.',
    error_type: 'API_UNAVAILABLE',
  };
  const headers = retryAfter === undefined ? undefined : { 'retry-after': retryAfter };
  return () => Response.json(error, { status, headers });
}

/** A client whose server gives these answers, the last one for ever; and the requests that it made. */
function clientOf(answers: readonly Answer[], options: { retries?: number; timeoutSeconds?: number } = {}) {
  const requests: Request[] = [];
  const fetch = async (request: Request) => {
    requests.push(request);
    return (answers[Math.min(requests.length, answers.length) - 1] as Answer)();
  };
  return { client: createClient({ url: 'http://localhost:1', fetch, ...options }), requests };
}

test('what was lost is asked for again, as often as it is allowed', async () => {
  const { client, requests } = clientOf([lost, refused(502), good]);
  assert.is((await client.getHealth()).status, 'ok');
  assert.is(requests.length, 3);
  const once = clientOf([lost, good], { retries: 0 });
  const error = (await assert.rejects(once.client.getHealth())) as ApiError;
  assert.equal([error.code, error.status, once.requests.length], ['CLIENT_NETWORK', 0, 1]);
  assert.match(error.message, /fetch failed/);
});

test('what is posted is asked for again only where the server asks for that', async () => {
  const lostPost = clientOf([lost, good]);
  await assert.rejects(lostPost.client.updateTelemetryConfig({ enabled: true }));
  assert.is(lostPost.requests.length, 1);
  const unavailable = clientOf([refused(503), good]);
  await assert.rejects(unavailable.client.updateTelemetryConfig({ enabled: true }));
  assert.is(unavailable.requests.length, 1);
  const later = clientOf([refused(429, '0'), refused(503, '0'), good]);
  await later.client.updateTelemetryConfig({ enabled: true });
  assert.is(later.requests.length, 3);
  assert.equal(await later.requests[2]?.json(), { enabled: true });
});

test('a server that asks for a long time is not waited for', async () => {
  const { client, requests } = clientOf([refused(503, '3600'), good]);
  const error = (await assert.rejects(client.getHealth())) as ApiError;
  assert.equal([error.status, error.retryAfterSeconds, requests.length], [503, 3600, 1]);
});

test('Retry-After is waited for', async () => {
  const { client } = clientOf([refused(429, '1'), good]);
  const startedAtMs = performance.now();
  await client.getHealth();
  assert.ok(performance.now() - startedAtMs >= 990);
});

test('errors that do not pass are not asked for again', async () => {
  for (const status of [400, 401, 403, 404, 500]) {
    const { client, requests } = clientOf([refused(status), good]);
    await assert.rejects(client.getHealth());
    assert.is(requests.length, 1, String(status));
  }
});

test('a call takes no longer than it may, with its retries and its answer', async () => {
  // It knows nothing of the signal.
  const never: Answer = () => new Promise(() => {});
  const { client } = clientOf([never], { timeoutSeconds: 0.05 });
  const slow = (await assert.rejects(client.getHealth())) as ApiError;
  assert.is(slow.code, 'CLIENT_TIMEOUT');
  const retried = clientOf([lost], { timeoutSeconds: 0.3, retries: 100 });
  assert.is(((await assert.rejects(retried.client.getHealth())) as ApiError).code, 'CLIENT_TIMEOUT');
});

test('a call ends with the reason of the signal', async () => {
  const stop = new AbortController();
  const { client } = clientOf([lost], { retries: 100 });
  const call = client.getHealth({}, { signal: stop.signal });
  const reason = new Error('enough');
  stop.abort(reason);
  assert.is(await assert.rejects(call), reason);
});

test('an answer of something else is an error that says so', async () => {
  const page = () => new Response('<html>', { headers: { 'content-type': 'text/html' } });
  const { client } = clientOf([page]);
  assert.is(((await assert.rejects(client.getHealth())) as ApiError).code, 'CLIENT_ANSWER');
  const proxy = clientOf([() => new Response('<html>', { status: 418 })]);
  const error = (await assert.rejects(proxy.client.getHealth())) as ApiError;
  assert.equal([error.code, error.status], ['CLIENT_ANSWER', 418]);
});

test('options that make no sense are refused at once', () => {
  const make = (options: object) => () => createClient(options as { url: string });
  assert.throwsCode(make({}), 'CLIENT_OPTION_RANGE');
  assert.throwsCode(make({ url: 'localhost:8000' }), 'CLIENT_OPTION_RANGE');
  assert.throwsCode(make({ url: 'ftp://localhost' }), 'CLIENT_OPTION_RANGE');
  assert.throwsCode(make({ url: 'http://localhost', retries: -1 }), 'CLIENT_OPTION_RANGE');
  assert.throwsCode(make({ url: 'http://localhost', timeoutSeconds: 0 }), 'CLIENT_OPTION_RANGE');
  assert.throwsCode(make({ url: 'http://localhost', token: 5 }), 'CLIENT_OPTION_KIND');
  const { message } = assert.throwsCode(
    make({ url: 'http://localhost', timeout: 5 }),
    'CLIENT_UNKNOWN_OPTION',
  );
  assert.match(message, /Did you mean timeoutSeconds\?/);
});

test('the path that a server is mounted under is kept', async () => {
  const seen: string[] = [];
  const fetch = async ({ url }: Request) => {
    seen.push(url);
    return Response.json(health);
  };
  for (const url of ['http://localhost/a/b', 'http://localhost/a/b/?x=1#y'])
    await createClient({ url, fetch }).getHealth();
  assert.equal(seen, ['http://localhost/a/b/health', 'http://localhost/a/b/health']);
});

test('names in a path cannot leave it', async () => {
  const { client, requests } = clientOf([good]);
  await client.getTelemetryReportFile({ report_id: '../../health', file_name: 'a?b#c' });
  const { pathname, search } = new URL(requests[0]?.url as string);
  assert.equal([pathname, search], ['/api/v0/wal/telemetry/reports/..%2F..%2Fhealth/a%3Fb%23c', '']);
});
