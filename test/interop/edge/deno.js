// As docs/edge.md shows it: `deno serve deno.js`.
import { createTelemetry } from 'inferometer';
import { flushAfter } from 'inferometer/edge';
import { createRemoteWrite } from 'inferometer/remote-write';

const telemetry = createTelemetry();
createRemoteWrite(telemetry, {
  url: Deno.env.get('REMOTE_WRITE_URL'),
  externalLabels: { job: 'my-app', instance: Deno.env.get('DENO_DEPLOYMENT_ID') ?? crypto.randomUUID() },
});

export default {
  fetch: flushAfter(telemetry, async () =>
    Response.json(await telemetry.trackInference({ modelId: 'glyphs' }, async () => ({ label: 'a' }))),
  ),
};
