// Calls beside one another with labels of one's own: the wall time of a model is one, and what its callers do adds up.
import fc from 'fast-check';
import { createTelemetry, getInferenceMetrics, type Telemetry } from 'inferometer';
import { assert, test } from '../harness.ts';
import { ManualClock, sampleOf } from '../telemetry/support.ts';

const TENANTS = ['a', 'b', 'c', 'd'];
const modelId = 'glyphs';

function throughputs(telemetry: Telemetry): number[] {
  return TENANTS.map(
    (tenant) =>
      sampleOf(telemetry, 'ipfs_aiml_inference_throughput', { model_id: modelId, tenant }) ?? Number.NaN,
  );
}

test('four tenants that do 8 items a second each, side by side, are 32 items a second', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock, labelNames: ['tenant'] });
  const calls = TENANTS.map((tenant) =>
    telemetry.start('inference', { modelId, batchSize: 8, labels: { tenant } }),
  );
  clock.advance(1);
  for (const call of calls) call.ok();
  const { busySeconds, meanItemsPerSecond } = getInferenceMetrics(telemetry, modelId)?.throughput ?? {};
  assert.equal([busySeconds, meanItemsPerSecond], [1, 32]);
  assert.equal(throughputs(telemetry), [8, 8, 8, 8]);
});

test('whoever calls when, the parts of the throughput are the whole', () => {
  const call = fc.record({ tenant: fc.constantFrom(...TENANTS), from: fc.nat(20), seconds: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 20 }), (calls) => {
      const clock = new ManualClock();
      const telemetry = createTelemetry({ clock, labelNames: ['tenant'] });
      const open = new Map<object, ReturnType<typeof telemetry.start>>();
      let busy = 0;
      // Calls of no time begin and end in one turn, after those that end then.
      for (let now = 0; now <= 26; now++) {
        for (const one of calls) if (one.from + one.seconds === now) open.get(one)?.ok();
        for (const one of calls) {
          if (one.from !== now) continue;
          const labels = { tenant: one.tenant };
          open.set(one, telemetry.start('inference', { modelId, batchSize: 2, labels }));
          if (one.seconds === 0) open.get(one)?.ok();
        }
        busy += Number(calls.some(({ from, seconds }) => from <= now && now < from + seconds));
        clock.advance(1);
      }
      const throughput = getInferenceMetrics(telemetry, modelId)?.throughput;
      assert.is(throughput?.busySeconds, busy);
      assert.is(throughput?.items, 2 * calls.length);
      if (busy === 0) return;
      assert.close(throughput?.meanItemsPerSecond ?? 0, (2 * calls.length) / busy, 1e-12);
    }),
  );
});
