// As docs/edge.md shows it.
import { createTelemetry } from 'inferometer';
import { flushAfter } from 'inferometer/edge';
import { createRemoteWrite } from 'inferometer/remote-write';

const telemetry = createTelemetry();
createRemoteWrite(telemetry, {
  url: process.env.REMOTE_WRITE_URL,
  externalLabels: { job: 'my-function', instance: crypto.randomUUID() },
  timeoutSeconds: 2,
});

const infer = ({ fails = false }) =>
  telemetry.trackInference({ modelId: 'glyphs' }, async () => {
    if (fails) throw new RangeError('of the function');
    return { label: 'a' };
  });

export const handler = flushAfter(
  telemetry,
  async (event) => ({ statusCode: 200, body: JSON.stringify(await infer(event)) }),
  { everySeconds: 0 },
);

/** Handed on in one interval of ten seconds: the first, and whatever comes after that. */
export const seldom = flushAfter(telemetry, async (event) => infer(event));

export const streamed = awslambda.streamifyResponse(
  flushAfter(
    telemetry,
    async (event, stream) => {
      for (let i = 0; i < 3; i++) stream.write(`${(await infer(event)).label}${i} `);
      stream.end();
      await new Promise((done) => stream.on('finish', done));
    },
    { everySeconds: 0 },
  ),
);
