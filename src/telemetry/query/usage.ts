/** Results about usage: the tokens of a model's inferences, streamed or not, and what they cost. */
import { OPERATION_TYPES } from '../context/operation-types.ts';
import { TOKEN_COST_TOTAL, TOKEN_METRICS, UNPRICED_TOKENS_TOTAL } from '../operations/metrics.ts';
import { TOKEN_KINDS, type TokenKind } from '../operations/usage.ts';
import { groupedBy, histogramsOf, type Recorded, valuesOf } from './snapshot-reader.ts';
import { type ValueStatistics, valueStatistics } from './statistics.ts';

/** Of the requests that have ended, however they did. */
export interface UsageMetrics {
  /** Totals of those kinds that were told: cached tokens are among the input, reasoning and tool ones among the output. */
  readonly tokens: { readonly [Kind in TokenKind]?: number };
  /** Tokens of one request. */
  readonly perRequest: { readonly [Kind in TokenKind]?: ValueStatistics };
  /** In the currency of `pricePerMillionTokens`; undefined where nothing had a price. */
  readonly cost: number | undefined;
  /** Tokens that these prices say nothing about; 0 without prices. */
  readonly unpricedTokens: number;
}

/** Looked up by model; undefined where nobody told of usage. */
export function usageByModel(recorded: Recorded): (modelId: string) => UsageMetrics | undefined {
  const counters = TOKEN_KINDS.map((kind) => sums(recorded, TOKEN_METRICS[kind].total.name));
  const histograms = TOKEN_KINDS.map((kind) =>
    groupedBy('model_id', histogramsOf(recorded, TOKEN_METRICS[kind].perRequest.name).filter(isInference)),
  );
  const costs = sums(recorded, TOKEN_COST_TOTAL.name);
  const unpriced = sums(recorded, UNPRICED_TOKENS_TOTAL.name);
  return (modelId) => {
    const kinds = TOKEN_KINDS.map((kind, i) => ({
      kind,
      total: counters[i]?.get(modelId),
      perRequest: valueStatistics(histograms[i]?.get(modelId) ?? []),
    })).filter(({ total }) => total !== undefined);
    if (kinds.length === 0) return undefined;
    return {
      tokens: Object.fromEntries(kinds.map(({ kind, total }) => [kind, total])),
      perRequest: Object.fromEntries(kinds.map(({ kind, perRequest }) => [kind, perRequest])),
      cost: costs.get(modelId),
      unpricedTokens: unpriced.get(modelId) ?? 0,
    };
  };
}

function sums(recorded: Recorded, name: string): Map<string, number> {
  const byModel = groupedBy('model_id', valuesOf(recorded, name).filter(isInference));
  return new Map([...byModel].map(([id, all]) => [id, all.reduce((sum, { value }) => sum + value, 0)]));
}

function isInference({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean {
  return (OPERATION_TYPES.inference as readonly string[]).includes(labels.operation_type as string);
}
