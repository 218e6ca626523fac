// A slow reader made the model look slow: its pauses were gaps between tokens, and part of the time to the first one.
import fc from 'fast-check';
import { createTelemetry, getStreamMetrics, trackStream } from 'inferometer';
import { assert, test } from '../harness.ts';
import { ManualClock } from '../telemetry/support.ts';

const modelId = 'm';

test('law: of a source that works when it is asked, the reader’s pauses change no figure of the model', async () => {
  const milliseconds = fc.integer({ min: 5, max: 500 });
  const step = fc.record({ model: milliseconds, reader: fc.oneof(fc.constant(0), milliseconds) });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constant(0), milliseconds),
      fc.array(step, { minLength: 2, maxLength: 9 }),
      async (late, steps) => {
        const figures = async (isSlow: boolean) => {
          const clock = new ManualClock();
          const telemetry = createTelemetry({ clock });
          const source = async function* () {
            for (const { model } of steps) {
              clock.advance(model / 1000);
              yield 'token';
            }
          };
          const stream = trackStream(telemetry, { modelId }, source());
          if (isSlow) clock.advance(late / 1000);
          let i = 0;
          for await (const _ of stream) {
            const { reader } = steps[i++] as { reader: number };
            // Not after the last one: nothing was waited for there.
            if (isSlow && i < steps.length) clock.advance(reader / 1000);
          }
          const metrics = getStreamMetrics(telemetry, modelId);
          telemetry.dispose();
          return metrics;
        };
        const [slow, prompt] = [await figures(true), await figures(false)];
        for (const name of [
          'timeToFirstToken',
          'interTokenLatency',
          'timePerOutputToken',
          'longestStall',
        ] as const) {
          assert.close(slow?.[name]?.totalSeconds ?? 0, prompt?.[name]?.totalSeconds ?? 0, 1e-9, name);
        }
        const paused = steps.slice(0, -1).reduce((sum, { reader }) => sum + reader, late);
        assert.close(slow?.readerPause?.totalSeconds ?? 0, paused / 1000, 1e-9);
        assert.is(prompt?.readerPause?.totalSeconds, 0);
      },
    ),
  );
});

test('where the chunk was there when the reader came back, nobody knows the gap, and it is none', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const queue = new ReadableStream<string>({
    start(controller) {
      for (const token of ['a', 'b', 'c']) controller.enqueue(token);
      controller.close();
    },
  });
  const reader = trackStream(telemetry, { modelId }, queue).getReader();
  for (;;) {
    if ((await reader.read()).done) break;
    clock.advance(1);
  }
  const metrics = getStreamMetrics(telemetry, modelId);
  assert.equal(
    [metrics?.tokens, metrics?.interTokenLatency, metrics?.tokensPerSecond],
    [3, undefined, undefined],
  );
});
