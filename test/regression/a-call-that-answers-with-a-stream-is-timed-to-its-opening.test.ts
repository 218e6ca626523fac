// A call that answers with a stream was timed to its opening: a generation of a minute looked like one of 50 ms.
import { createTelemetry, getInferenceMetrics, instrument } from 'inferometer';
import { assert, test } from '../harness.ts';
import { ManualClock } from '../telemetry/support.ts';

test('a stream beside other things, a response and a ReadableStream take their time to the end', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const readable = () => {
    let left = 3;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        clock.advance(1);
        controller.enqueue(new Uint8Array(1));
        if (--left === 0) controller.close();
      },
    });
  };
  const client = instrument(
    telemetry,
    {
      generate: async () => ({ stream: readable(), response: Promise.resolve('x') }),
      fetch: async () => new Response(readable()),
      run: async () => readable(),
    },
    {
      operations: {
        generate: { operationType: 'inference', modelId: 'generate' },
        fetch: { operationType: 'inference', modelId: 'fetch' },
        run: { operationType: 'inference', modelId: 'run' },
      },
    },
  );
  await new Response((await client.generate()).stream).arrayBuffer();
  await (await client.fetch()).arrayBuffer();
  await new Response(await client.run()).arrayBuffer();
  for (const modelId of ['generate', 'fetch', 'run'])
    assert.ok((getInferenceMetrics(telemetry, modelId)?.latency?.totalSeconds ?? 0) >= 3, modelId);
});
