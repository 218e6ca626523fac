// The middleware, under a client that tries again as Anthropic's does: it cancels the body of an answer that it does not want,
// and reads that of the last one. The client itself is in test/interop/integrations.interop.ts.
import { createTelemetry, getInferenceMetrics, getStreamMetrics, type Telemetry } from 'inferometer';
import { type AnthropicOptions, anthropicMiddleware } from 'inferometer/integrations/anthropic';
import { assert, collectGarbage, test } from '../harness.ts';
import { countOf, sampleOf, seriesOf } from '../telemetry/support.ts';

type Attempt = () => Response | Promise<Response>;

interface Call {
  readonly telemetry: Telemetry;
  readonly options?: AnthropicOptions;
  readonly asked?: { readonly path?: string; readonly signal?: AbortSignal; readonly maxRetries?: number };
  readonly maxRetries?: number;
}

/** One call of a client, whose attempts go as they are listed. */
async function ask(
  { telemetry, options, asked, maxRetries = 2 }: Call,
  ...attempts: Attempt[]
): Promise<string> {
  const middleware = anthropicMiddleware(telemetry, options);
  const context = { options: { path: '/v1/messages', body: { model: 'claude' }, ...asked } };
  for (let left = maxRetries; ; left--) {
    const attempt = attempts.shift() as Attempt;
    let response: Response;
    try {
      response = await middleware(
        { url: 'https://api.anthropic.com/v1/messages' },
        async () => attempt(),
        context,
      );
    } catch (error) {
      if (left === 0 || context.options.signal?.aborted) throw error;
      continue;
    }
    if (response.ok) return response.text();
    if (left > 0 && response.status !== 400) await response.body?.cancel();
    else throw new Error(await response.text());
  }
}

const answer = () => Response.json({ model: 'claude', usage: { input_tokens: 7, output_tokens: 3 } });
const busy = () => Response.json({ error: 'slow down' }, { status: 429 });
const broken = (): never => {
  throw new TypeError('fetch failed');
};

function recorded(telemetry: Telemetry): object {
  const counts = (name: string, label: string) =>
    Object.fromEntries(
      seriesOf(telemetry, `ipfs_aiml_${name}`)
        .map((series) => [series.labels[label], 'value' in series ? series.value : 0])
        .filter(([, value]) => value !== 0),
    );
  return {
    ...counts('operations_total', 'status'),
    retries: counts('operation_retries_total', 'error_type'),
  };
}

test('a call is one operation, and its attempts before the last one are retries', async () => {
  const telemetry = createTelemetry();
  await ask({ telemetry }, busy, broken, answer);
  assert.equal(recorded(telemetry), { ok: 1, retries: { 429: 1, TypeError: 1 } });
  assert.is(sampleOf(telemetry, 'ipfs_aiml_output_tokens_total', { model_id: 'claude' }), 3);
});

test('a call fails when its last attempt has failed, whether that was refused or broke off', async () => {
  for (const [attempts, retries] of [
    [[busy, busy, busy], { 429: 2 }],
    [[broken, broken, broken], { TypeError: 2 }],
    [[() => Response.json({ error: 'wrong' }, { status: 400 })], {}],
  ] as const) {
    const telemetry = createTelemetry();
    await assert.rejects(ask({ telemetry }, ...attempts));
    assert.equal(recorded(telemetry), { error: 1, retries });
  }
});

test('how often a client tries again is said by the call, by the option, or is two', async () => {
  for (const more of [
    { asked: { maxRetries: 1 } },
    { options: { maxRetries: 1 } },
    { options: { maxRetries: 7 }, asked: { maxRetries: 1 } },
  ]) {
    const telemetry = createTelemetry();
    await assert.rejects(ask({ telemetry, maxRetries: 1, ...more }, broken, broken));
    assert.equal(recorded(telemetry), { error: 1, retries: { TypeError: 1 } });
  }
});

test('an answer without a body that refuses is tried again where its status says so', async () => {
  const telemetry = createTelemetry();
  await ask(
    { telemetry },
    () => new Response(null, { status: 503 }),
    () => new Response('', { status: 529 }),
    answer,
  );
  assert.equal(recorded(telemetry), { ok: 1, retries: { 503: 1, 529: 1 } });
});

test("the client's own time-out is a failure, and no abort", async () => {
  const telemetry = createTelemetry();
  const timedOut = () => Promise.reject(new DOMException('This operation was aborted', 'AbortError'));
  await assert.rejects(ask({ telemetry, maxRetries: 0, options: { maxRetries: 0 } }, timedOut));
  assert.equal(recorded(telemetry), { error: 1, retries: {} });
  const labels = { error_type: 'APIConnectionTimeoutError' };
  assert.is(countOf(telemetry, 'ipfs_aiml_operation_failure_seconds', labels), 1);
});

test('a caller that gives up while the client waits to try again has aborted', async () => {
  const telemetry = createTelemetry();
  const controller = new AbortController();
  const { signal } = controller;
  const middleware = anthropicMiddleware(telemetry);
  const context = { options: { path: '/v1/messages', body: { model: 'claude' }, signal } };
  await assert.rejects(middleware({ url: '' }, async () => broken(), context));
  assert.is(getInferenceMetrics(telemetry, 'claude')?.running, 1);
  controller.abort();
  assert.equal(recorded(telemetry), { aborted: 1, retries: {} });
});

test('a call of which nobody makes another attempt ends when its options are collected', async () => {
  const telemetry = createTelemetry();
  await (async () => {
    await assert.rejects(ask({ telemetry, maxRetries: 0 }, broken));
  })();
  for (let tries = 0; tries < 50 && Object.keys(recorded(telemetry)).length < 2; tries++)
    await collectGarbage();
  assert.equal(recorded(telemetry), { error: 1, retries: {} });
});

test('the body is pulled when its reader pulls, and ends the operation where it ends', async () => {
  const telemetry = createTelemetry();
  const middleware = anthropicMiddleware(telemetry);
  let pulled = 0;
  const events = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled += 1;
        const delta = { type: 'content_block_delta', delta: { type: 'text_delta', text: 'x' } };
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(delta)}\n\n`));
      },
    },
    { highWaterMark: 0 },
  );
  const headers = { 'content-type': 'text/event-stream' };
  const context = { options: { path: '/v1/messages?beta=true', body: { model: 'claude' } } };
  const response = await middleware({ url: '' }, async () => new Response(events, { headers }), context);
  const reader = response.body?.getReader();
  assert.is(pulled, 0);
  await reader?.read();
  await reader?.read();
  assert.is(pulled, 2);
  assert.is(getStreamMetrics(telemetry, 'claude')?.active, 1);
  await reader?.cancel();
  const { endings, tokens, active } = getStreamMetrics(telemetry, 'claude') ?? {};
  assert.equal([endings?.returned, tokens, active], [1, 2, 0]);
});

test('everything else passes: other paths, requests that are no call, and telemetry that is off', async () => {
  for (const [options, enabled] of [
    [{ path: '/v1/messages/count_tokens', body: { model: 'claude' } }, true],
    [{ path: '/v1/messages', body: {} }, true],
    [undefined, true],
    [{ path: '/v1/messages', body: { model: 'claude' } }, false],
  ] as const) {
    const telemetry = createTelemetry({ enabled });
    const response = answer();
    assert.is(await anthropicMiddleware(telemetry)({ url: '' }, async () => response, { options }), response);
    assert.equal(recorded(telemetry), { retries: {} });
  }
});
