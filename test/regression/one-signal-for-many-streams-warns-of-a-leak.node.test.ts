// One signal for many streams, the shutdown signal of a server: Node warned of a leak of listeners that was none.
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';

async function* words() {
  yield 'a';
}

test('fifty streams with one signal warn of nothing, and end with it', async () => {
  const warnings: string[] = [];
  const warned = ({ name }: Error) => warnings.push(name);
  process.on('warning', warned);
  const telemetry = createTelemetry();
  const shutdown = new AbortController();
  const options = { modelId: 'm', signal: shutdown.signal };
  const streams = Array.from({ length: 50 }, () => trackStream(telemetry, options, words()));
  for (const stream of streams.slice(0, 20)) for await (const _ of stream);
  shutdown.abort();
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('warning', warned);
  assert.equal(warnings, []);
  const { endings, active } = getStreamMetrics(telemetry, 'm') ?? {};
  assert.equal([endings?.completed, endings?.aborted, active], [20, 30, 0]);
});
