import fc from 'fast-check';
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { countOf, ManualClock, refusals, sampleOf } from '../../support.ts';

test('a handle records into the same series as trackInference', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const inference = telemetry.inference({ modelId: 'm', batchSize: 8 });
  const token = inference.start();
  clock.advance(2);
  inference.end(token);
  telemetry.trackInference({ modelId: 'm', batchSize: 8 }, () => clock.advance(4));
  assert.is(inference.batchSize, 8);
  assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', { model_id: 'm', batch_size: '8' }), 2);
  assert.is(getInferenceMetrics(telemetry, 'm')?.latency?.meanSeconds, 3);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_call_rate', { model_id: 'm' }), 2);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_throughput', { model_id: 'm' }), 16 / 6);
  assert.is(
    sampleOf(telemetry, 'ipfs_aiml_operations_total', { operation_type: 'inference', status: 'ok' }),
    2,
  );
});

test('runs may overlap', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const inference = telemetry.inference({ modelId: 'm' });
  const first = inference.start();
  clock.advance(1);
  const second = inference.start();
  clock.advance(1);
  inference.end(first);
  inference.end(second);
  const latency = getInferenceMetrics(telemetry, 'm')?.latency;
  assert.equal([latency?.minSeconds, latency?.maxSeconds], [1, 2]);
});

test('a failure is counted by its kind, apart from successes', () => {
  const telemetry = createTelemetry();
  const inference = telemetry.inference({ modelId: 'm' });
  inference.fail(inference.start(), new Error('x'));
  inference.fail(inference.start(), new DOMException('stopped', 'AbortError'));
  inference.fail(inference.start());
  assert.equal(getInferenceMetrics(telemetry, 'm')?.outcomes.inference, {
    ok: 0,
    error: 2,
    aborted: 1,
    unknown: 0,
  });
  assert.is(getInferenceMetrics(telemetry, 'm')?.latency, undefined);
});

test('a handle of another type counts as that', () => {
  const telemetry = createTelemetry();
  telemetry.inference({ modelId: 'm', operationType: 'embeddings_generation' }).record(0.5);
  assert.equal(Object.keys(getInferenceMetrics(telemetry, 'm')?.outcomes ?? {}), ['embeddings_generation']);
});

test('a duration or a token that makes no sense is refused, counted, and never thrown', () => {
  const telemetry = createTelemetry();
  const inference = telemetry.inference({ modelId: 'm' });
  for (const seconds of [Number.NaN, -1, Infinity, -Infinity]) inference.record(seconds);
  inference.end(Number.NaN);
  inference.end(undefined as unknown as number);
  inference.fail({} as unknown as number, new Error('x'));
  assert.is(refusals(telemetry, 'bad_duration'), 7);
  assert.is(getInferenceMetrics(telemetry, 'm')?.latency, undefined);
});

test('a model whose handle was never used has no inference', () => {
  const telemetry = createTelemetry();
  telemetry.inference({ modelId: 'idle' });
  assert.equal(getInferenceMetrics(telemetry), []);
});

test('law: results are those of the durations that were recorded', () => {
  const durations = fc.array(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(durations, fc.integer({ min: 1, max: 64 }), (seconds, batchSize) => {
      using telemetry = createTelemetry({ analysisPercentiles: [0, 25, 99.9, 100] });
      const inference = telemetry.inference({ modelId: 'm', batchSize });
      for (const duration of seconds) inference.record(duration);
      const sorted = [...seconds].sort((a, b) => a - b);
      const nearestRank = (q: number) => sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] as number;
      const total = seconds.reduce((sum, duration) => sum + duration, 0);
      const { latency, callRate, throughput } = getInferenceMetrics(telemetry, 'm') ?? {};
      assert.is(latency?.count, seconds.length);
      assert.is(latency?.minSeconds, sorted[0]);
      assert.is(latency?.maxSeconds, sorted.at(-1));
      assert.close(latency?.meanSeconds ?? 0, total / seconds.length, 1e-12);
      assert.close(latency?.medianSeconds ?? 0, nearestRank(0.5), 0.011);
      assert.close(latency?.percentilesSeconds.p25 ?? 0, nearestRank(0.25), 0.011);
      assert.close(latency?.percentilesSeconds['p99.9'] ?? 0, nearestRank(0.999), 0.011);
      assert.is(latency?.percentilesSeconds.p0, sorted[0]);
      assert.is(latency?.percentilesSeconds.p100, sorted.at(-1));
      assert.is(throughput?.items, seconds.length * batchSize);
      assert.close(throughput?.meanItemsPerSecond ?? 0, (seconds.length * batchSize) / total, 1e-9);
      assert.close(callRate?.meanItemsPerSecond ?? 0, (seconds.length * batchSize) / total, 1e-12);
      assert.close(callRate?.maxItemsPerSecond ?? 0, batchSize / nearestRank(0), 1e-12);
    }),
    { numRuns: 50 },
  );
});
