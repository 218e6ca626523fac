import fc from 'fast-check';
import { createTelemetry, shouldSample } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { countOf } from '../support.ts';

const traceId = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: 32, maxLength: 32 })
  .map((digits) => digits.map((digit) => digit.toString(16)).join(''))
  .filter((id) => !/^0+$/.test(id));

test('all at 1, none at 0; metrics are exact at any ratio', () => {
  fc.assert(
    fc.property(traceId, (id) => {
      using all = createTelemetry();
      using none = createTelemetry({ samplingRatio: 0 });
      assert.ok(shouldSample(all, { traceId: id }));
      assert.not.ok(shouldSample(none, { traceId: id }));
    }),
  );
  const telemetry = createTelemetry({ samplingRatio: 0 });
  for (let i = 0; i < 100; i++) telemetry.trackInference({ modelId: 'm' }, () => i);
  assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', { model_id: 'm' }), 100);
});

test('the threshold is (1 - ratio) * 2^56 of the last 56 bits', () => {
  const telemetry = createTelemetry({ samplingRatio: 0.25 });
  const ending = (bits: string) => shouldSample(telemetry, { traceId: `${'a'.repeat(18)}${bits}` });
  assert.ok(ending('c0000000000000'));
  assert.ok(ending('ffffffffffffff'));
  assert.not.ok(ending('bfffffffffffff'));
  assert.not.ok(ending('00000000000000'));
});

test('a service that samples less samples a part of what the other one does', () => {
  fc.assert(
    fc.property(
      traceId,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (id, a, b) => {
        using less = createTelemetry({ samplingRatio: Math.min(a, b) });
        using more = createTelemetry({ samplingRatio: Math.max(a, b) });
        if (shouldSample(less, { traceId: id })) assert.ok(shouldSample(more, { traceId: id }));
      },
    ),
  );
});

test('the share of random traces is the ratio', () => {
  const telemetry = createTelemetry({ samplingRatio: 0.1 });
  let sampled = 0;
  for (let i = 0; i < 20_000; i++) {
    const words = crypto.getRandomValues(new Uint32Array(4));
    const id = [...words].map((word) => word.toString(16).padStart(8, '0')).join('');
    if (shouldSample(telemetry, { traceId: id })) sampled += 1;
  }
  // Seven standard deviations: it fails once in a hundred thousand million runs.
  assert.ok(Math.abs(sampled - 2000) < 300, `${sampled} of 20,000`);
});

test('what the caller decided stands', () => {
  const id = '4bf92f3577b34da6a3ce929d0e0e4736';
  assert.ok(shouldSample(createTelemetry({ samplingRatio: 0 }), { traceId: id, parentSampled: true }));
  assert.not.ok(shouldSample(createTelemetry(), { traceId: id, parentSampled: false }));
});

test('the ratio changes while telemetry runs; disabled, nothing is sampled', () => {
  const telemetry = createTelemetry();
  const request = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };
  telemetry.configure({ samplingRatio: 0 });
  assert.not.ok(shouldSample(telemetry, request));
  telemetry.configure({ samplingRatio: 1, enabled: false });
  assert.not.ok(shouldSample(telemetry, request));
});

test('what is no trace id is refused', () => {
  const telemetry = createTelemetry();
  for (const id of ['', 'x', '0'.repeat(32), 'A'.repeat(32), 'a'.repeat(31), 7]) {
    assert.throwsCode(() => shouldSample(telemetry, { traceId: id as string }), 'TELEMETRY_TRACE_ID');
  }
});
