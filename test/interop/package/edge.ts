// Every export of `inferometer/edge`, called as a program would.
import { createTelemetry } from 'inferometer';
import * as edge from 'inferometer/edge';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

export const calls = {
  flushAfter: async () => {
    const telemetry = createTelemetry();
    const promises: Promise<unknown>[] = [];
    const waitUntil: edge.WaitUntil = (promise) => void promises.push(promise);
    const options: edge.FlushAfterOptions = { everySeconds: 1, waitUntil };
    const handler: (request: Request) => Promise<Response> = edge.flushAfter(
      telemetry,
      async (request: Request) =>
        telemetry.trackInference({ modelId: request.url }, () => new Response('ok')),
      options,
    );
    const response = await handler(new Request('http://localhost/'));
    await Promise.all(promises);
    expect((await response.text()) === 'ok' && promises.length === 1);
  },
};
