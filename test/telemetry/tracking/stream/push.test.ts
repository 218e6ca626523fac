// Streams whose tokens are told of one by one.
import { createTelemetry, getStreamMetrics, startStream } from 'inferometer';
import { assert, collectGarbage, test } from '../../../harness.ts';
import { ManualClock, sampleOf } from '../../support.ts';

const model = { modelId: 'm' };

test('a pushed stream has the figures of any other', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const stream = startStream(telemetry, { ...model, tokensOf: (text: string) => text.length });
  clock.advance(2);
  stream.token();
  assert.is(getStreamMetrics(telemetry, 'm')?.active, 1);
  clock.advance(1);
  stream.chunk('abc');
  clock.advance(1);
  stream.token({ reasoning: 2, tool: 1 });
  stream.usage({ inputTokens: 9 });
  stream.end();
  stream.fail(new Error('too late'));
  const metrics = getStreamMetrics(telemetry, 'm');
  assert.equal([metrics?.tokens, metrics?.active, metrics?.endings.completed], [7, 0, 1]);
  assert.is(metrics?.timeToFirstToken?.totalSeconds, 2);
  assert.is(metrics?.timePerOutputToken?.totalSeconds, 2 / 6);
  assert.is(metrics?.interTokenLatency?.totalSeconds, 2);
  const used = (kind: string) => sampleOf(telemetry, `ipfs_aiml_${kind}_tokens_total`, { model_id: 'm' });
  assert.equal(['input', 'output', 'reasoning', 'tool'].map(used), [9, 7, 2, 1]);
  assert.is(stream.operation.outcome, 'ok');
});

test('its block was left, or nobody has it any more: abandoned', async () => {
  const telemetry = createTelemetry();
  {
    using stream = startStream(telemetry, model);
    stream.token();
  }
  {
    using stream = startStream(telemetry, model);
    stream.end();
  }
  (() => startStream(telemetry, model).token())();
  for (let turn = 0; turn < 10 && getStreamMetrics(telemetry, 'm')?.active !== 0; turn++)
    await collectGarbage();
  const metrics = getStreamMetrics(telemetry, 'm');
  assert.equal([metrics?.endings.abandoned, metrics?.endings.completed, metrics?.active], [2, 1, 0]);
});

test('its signal ends it', () => {
  const telemetry = createTelemetry();
  const controller = new AbortController();
  const stream = startStream(telemetry, { ...model, signal: controller.signal });
  controller.abort();
  stream.end();
  assert.is(getStreamMetrics(telemetry, 'm')?.endings.aborted, 1);
});

test('nothing is recorded where telemetry is disabled', () => {
  const telemetry = createTelemetry({ enabled: false });
  using stream = startStream(telemetry, model);
  stream.token();
  stream.usage({ outputTokens: 1 });
  stream.end();
  assert.equal(getStreamMetrics(telemetry), []);
});

test('misuse throws before anything begins', () => {
  const telemetry = createTelemetry();
  const wrong = { ...model, tokensOf: 4 } as unknown as { modelId: string };
  assert.throwsCode(() => startStream(telemetry, wrong), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => startStream(telemetry, {} as { modelId: string }), 'TELEMETRY_LABEL_KIND');
  assert.equal(getStreamMetrics(telemetry), []);
});
