// Tokens that an operation says it used.
import fc from 'fast-check';
import { createTelemetry, type TokenUsage } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { refusals, sampleOf } from '../support.ts';

const labels = { model_id: 'm', operation_type: 'inference' };

function tokensOf(
  telemetry: ReturnType<typeof createTelemetry>,
  type: string,
  of = labels,
): number | undefined {
  return sampleOf(telemetry, `ipfs_aiml_${type}_tokens_total`, of);
}

test('of each kind the last report counts, once, when the operation ends', () => {
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'm' }, (inference) => {
    inference.usage({ inputTokens: 7, outputTokens: 1 });
    inference.usage({ outputTokens: 12, reasoningTokens: 5, cachedTokens: 3, toolTokens: null });
    assert.is(tokensOf(telemetry, 'output'), undefined);
  });
  const types = ['input', 'output', 'cached', 'reasoning', 'tool'];
  assert.equal(
    types.map((type) => tokensOf(telemetry, type)),
    [7, 12, 3, 5, undefined],
  );
});

test('usage of what failed or was given up is kept', () => {
  const telemetry = createTelemetry();
  const failed = telemetry.start('batch_inference', { modelId: 'm' });
  failed.usage({ outputTokens: 4 });
  failed.fail(new Error('out of memory'));
  const aborted = telemetry.start('inference', { modelId: 'm' });
  aborted.usage({ outputTokens: 6 });
  aborted.abort();
  assert.is(tokensOf(telemetry, 'output', { ...labels, operation_type: 'batch_inference' }), 4);
  assert.is(tokensOf(telemetry, 'output'), 6);
});

test('usage that comes after the end counts where none came before', () => {
  const telemetry = createTelemetry();
  const late = telemetry.start('inference', { modelId: 'm' });
  late.ok();
  late.usage({ outputTokens: 6 });
  late.usage({ outputTokens: 8 });
  assert.is(tokensOf(telemetry, 'output'), 6);
  assert.is(refusals(telemetry, 'late_usage'), 1);
});

test('law: what is no number of tokens is refused and counted, and the rest is kept', () => {
  const told = fc.oneof(
    fc.nat(),
    fc.constantFrom(null, undefined, Number.NaN, Infinity, -1, '7', {}, 7n) as fc.Arbitrary<unknown>,
  );
  fc.assert(
    fc.property(fc.record({ inputTokens: told, outputTokens: told }), (report) => {
      const telemetry = createTelemetry();
      telemetry.trackInference({ modelId: 'm' }, (inference) => inference.usage(report as TokenUsage));
      const values = Object.values(report);
      const good = (value: unknown) => typeof value === 'number' && value >= 0 && Number.isFinite(value);
      assert.equal(
        [tokensOf(telemetry, 'input'), tokensOf(telemetry, 'output')],
        values.map((value) => (good(value) ? value : undefined)),
      );
      const bad = values.filter((value) => !good(value) && value !== null && value !== undefined);
      assert.is(refusals(telemetry, 'bad_usage') ?? 0, bad.length);
      telemetry.dispose();
    }),
  );
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'm' }, (inference) =>
    inference.usage(undefined as unknown as TokenUsage),
  );
  assert.is(tokensOf(telemetry, 'input'), undefined);
});
