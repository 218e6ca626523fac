// Tokens that an operation says it used.
import fc from 'fast-check';
import { createTelemetry, getInferenceMetrics, instrument, type TokenUsage } from 'inferometer';
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

test('what is written to a cache is priced apart, by how long it is kept where that is told', async () => {
  const claude = { input: 3, output: 15, cached: 0.3, cacheWrite: 3.75, cacheWrite1h: 6 };
  const telemetry = createTelemetry({
    pricePerMillionTokens: {
      claude,
      short: { ...claude, cacheWrite1h: undefined as never },
      plain: { input: 3 },
    },
  });
  const usage = {
    input_tokens: 100,
    cache_read_input_tokens: 1000,
    cache_creation_input_tokens: 500,
    cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 200 },
    output_tokens: 10,
  };
  const client = instrument(telemetry, {
    messages: { create: async ({ model }: { model: string }) => ({ model, usage }) },
  });
  for (const model of ['claude', 'short', 'plain']) await client.messages.create({ model });
  const cost = (model_id: string, token_type: string) =>
    sampleOf(telemetry, 'ipfs_aiml_token_cost_total', { ...labels, model_id, token_type });
  const types = ['input', 'cached', 'cache_write', 'cache_write_1h', 'output'];
  const costs = (model: string) => types.map((type) => (cost(model, type) ?? 0) * 1e6);
  assert.equal(costs('claude').map(Math.round), [300, 300, 1125, 1200, 150]);
  assert.equal(costs('short').map(Math.round), [300, 300, 1125, 750, 150]);
  assert.equal(costs('plain').map(Math.round), [300, 3000, 900, 600, 0]);
  const of = { ...labels, model_id: 'claude' };
  const kinds = ['input', 'cached', 'cache_write', 'cache_write_1h'];
  assert.equal(
    kinds.map((kind) => tokensOf(telemetry, kind, of)),
    [1600, 1000, 500, 200],
  );
});

test('law: each token of the input is priced once', () => {
  const tokens = fc.nat({ max: 1e6 });
  fc.assert(
    fc.property(tokens, tokens, tokens, tokens, (rest, cachedTokens, short, cacheWrite1hTokens) => {
      using telemetry = createTelemetry({ pricePerMillionTokens: { m: { input: 1 } } });
      const cacheWriteTokens = short + cacheWrite1hTokens;
      const inputTokens = rest + cachedTokens + cacheWriteTokens;
      telemetry.trackInference({ modelId: 'm' }, (inference) =>
        inference.usage({ inputTokens, cachedTokens, cacheWriteTokens, cacheWrite1hTokens }),
      );
      const cost = getInferenceMetrics(telemetry, 'm')?.usage?.cost ?? 0;
      assert.close(cost * 1e6, inputTokens, 1e-9);
    }),
    { numRuns: 40 },
  );
});
