// As docs/edge.md shows it: everything at module level of a worker, where no timer can be set and time stands still.
import { createTelemetry, trackStream } from 'inferometer';
import { flushAfter } from 'inferometer/edge';
import { loadKernel } from 'inferometer/histogram';
import kernel from 'inferometer/kernel.wasm';
import { withTelemetry } from 'inferometer/middleware';
import { createRemoteWrite } from 'inferometer/remote-write';

await loadKernel(kernel);
const telemetry = createTelemetry();
// biome-ignore lint/correctness/noUnusedVariables: it is kept, so that there is one
let remote;

async function answer(request, env) {
  remote ??= createRemoteWrite(telemetry, {
    url: env.REMOTE_WRITE_URL,
    externalLabels: { job: 'my-worker', instance: crypto.randomUUID() },
    timeoutSeconds: 10,
  });
  const { pathname } = new URL(request.url);
  if (pathname === '/began') {
    const { startedAtUnixMs } = telemetry.snapshot();
    return Response.json({ startedAtUnixMs, nowUnixMs: Date.now() });
  }
  if (pathname === '/stream') {
    const tokens = trackStream(telemetry, { modelId: 'glyphs' }, () => generate());
    return new Response(ReadableStream.from(tokens).pipeThrough(new TextEncoderStream()));
  }
  if (pathname === '/fail') throw new Error('of the worker');
  return Response.json(await telemetry.trackInference({ modelId: 'glyphs' }, async () => ({ label: 'a' })));
}

async function* generate() {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    yield `token ${i}\n`;
  }
}

const everySeconds = 1;
const route = ({ url }) => new URL(url).pathname;
export default {
  fetch: flushAfter(telemetry, withTelemetry(telemetry, answer, { route }), { everySeconds }),
};
