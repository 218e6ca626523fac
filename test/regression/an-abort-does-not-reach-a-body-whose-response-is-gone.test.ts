// In Deno a body hears of an abort by way of its response: of a watched one nobody held that, and a client that had taken the body
// waited for ever.
import { createTelemetry } from 'inferometer';
import { assert, collectGarbage, test } from '../harness.ts';
import { isProcess } from '../places.ts';
import { sampleOf } from '../telemetry/support.ts';

test('the reader of a body hears of an abort, whoever holds its response', async () => {
  if (!isProcess) return;
  const { createServer } = await import(/* of the platform */ ['node', 'http'].join(':'));
  const server = createServer((_: unknown, response: { write(text: string): void }) =>
    response.write('begun'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const telemetry = createTelemetry();
    const leaving = new AbortController();
    const asked = () => fetch(`http://127.0.0.1:${server.address().port}/`, { signal: leaving.signal });
    const bodyOf = async () => (await telemetry.trackInference({ modelId: 'm' }, asked)).body;
    const reader = ((await bodyOf()) as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await collectGarbage();
    const waiting = reader.read();
    leaving.abort();
    const late = new Promise((resolve) => setTimeout(resolve, 1000, 'nobody told'));
    assert.is(await Promise.race([waiting.catch((error) => error.name), late]), 'AbortError');
    const aborted = { operation_type: 'inference', status: 'aborted' };
    assert.is(sampleOf(telemetry, 'ipfs_aiml_operations_total', aborted), 1);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
