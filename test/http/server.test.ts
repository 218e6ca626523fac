// The same server in Node, Deno and Bun; elsewhere a clear error.
import { createTelemetry, type Telemetry } from 'inferometer';
import { serve } from 'inferometer/http';
import { assert, test } from '../harness.ts';
import { isProcess } from '../places.ts';

test('a server answers JSON, forms, events and pictures', async () => {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  if (!isProcess) {
    await assert.rejects(serve(telemetry, { port: 0 }), /^RUNTIME_CANNOT_LISTEN: /);
    return;
  }
  telemetry.inference({ modelId: 'glyphs' }).record(0.5);
  await using server = await serve(telemetry, { port: 0 });
  const now = await (await fetch(`${server.url}/api/v1/now`)).json();
  assert.equal([now.success, now.latency.count], [true, 1]);
  const changed = await fetch(`${server.url}/api/v0/wal/telemetry/config`, {
    method: 'POST',
    body: new URLSearchParams({ sampling_interval: '12' }),
  });
  assert.equal([changed.status, (await changed.json()).config.sampling_interval], [200, 12]);
  const large = await fetch(`${server.url}/api/v0/wal/telemetry/config`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"x": "${'x'.repeat(200_000)}"}`,
  }).catch(() => undefined);
  assert.ok(large === undefined || large.status === 413);
  await large?.text();
  const picture = await fetch(`${server.url}/api/v0/wal/telemetry/visualization/operation_count.svg`);
  assert.match(await picture.text(), '<svg ');
  const leaving = new AbortController();
  const events = await fetch(`${server.url}/api/v1/now`, {
    headers: { accept: 'text/event-stream' },
    signal: leaving.signal,
  });
  const reader = (events.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  while (!text.includes('"get_now"')) text += new TextDecoder().decode((await reader.read()).value);
  assert.match(text, /retry: 2000\n\nid: \w+-1\nevent: now\ndata: \{"success":true/);
  leaving.abort();
  await reader.read().catch(() => {});
});
