// An inference that waits for another one has neither its memory nor the other's company.
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { assert, test } from '../harness.ts';
import { sampleOf } from '../telemetry/support.ts';

test('memory of a queued inference is what changed from when it ran', () => {
  let usedBytes = 0;
  const telemetry = createTelemetry({ memory: { usedBytes: () => usedBytes }, trackMemoryUsage: true });
  const first = telemetry.start('inference', { modelId: 'first' });
  const second = telemetry.start('inference', { modelId: 'second', isQueued: true });
  usedBytes += 1000;
  first.ok();
  second.started();
  usedBytes += 7;
  second.ok();
  const { count, meanBytes, peakBytes } = getInferenceMetrics(telemetry, 'second')?.memory ?? {};
  assert.equal([count, meanBytes, peakBytes], [1, 7, 7]);
  assert.is(getInferenceMetrics(telemetry, 'first')?.memory?.meanBytes, 1000);
});

test('one that runs beside another after all has none, and neither has the other', () => {
  const telemetry = createTelemetry({
    memory: { usedBytes: () => 1 },
    trackMemoryUsage: true,
    logLevel: 'silent',
  });
  const first = telemetry.start('inference', { modelId: 'first' });
  const second = telemetry.start('inference', { modelId: 'second', isQueued: true });
  second.started();
  first.ok();
  second.ok();
  assert.is(getInferenceMetrics(telemetry, 'first')?.memory, undefined);
  assert.is(getInferenceMetrics(telemetry, 'second')?.memory, undefined);
  assert.is(sampleOf(telemetry, 'inferometer_recordings_refused_total', { reason: 'shared_memory' }), 2);
});

test('one that never ran reads no memory', () => {
  let reads = 0;
  const usedBytes = () => ++reads;
  const telemetry = createTelemetry({ memory: { usedBytes }, trackMemoryUsage: true });
  telemetry.start('inference', { modelId: 'glyphs', isQueued: true }).abort();
  assert.is(reads, 0);
});
