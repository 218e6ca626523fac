/** Tokens that an operation used, as its provider tells them, and what they cost. */
import type { RecordingSwitch, Registry } from '../../metrics/inner.ts';
import type { SpanIds } from '../../ports.ts';
import { ownValue } from '../../validate.ts';
import type { LabelValues } from '../context/call-labels.ts';
import type { PricesByModel, TokenPrices } from '../context/options.ts';
import { TOKEN_COST_TOTAL, TOKEN_METRICS, UNPRICED_TOKENS_TOTAL } from './metrics.ts';

/** Whole numbers, 0 or more. What is left out, null or undefined was not told, which is something else than 0. */
export interface TokenUsage {
  /** Of the prompt, with those that came out of a cache. */
  readonly inputTokens?: number | null | undefined;
  /** Everything that the model wrote, with reasoning and calls of tools. */
  readonly outputTokens?: number | null | undefined;
  /** Of the input, read out of a cache. */
  readonly cachedTokens?: number | null | undefined;
  /** Of the input, written to a cache. */
  readonly cacheWriteTokens?: number | null | undefined;
  /** Of those that were written to a cache, such as are kept for an hour, where providers ask more for that. */
  readonly cacheWrite1hTokens?: number | null | undefined;
  /** Of the output, reasoning. */
  readonly reasoningTokens?: number | null | undefined;
  /** Of the output, calls of tools. */
  readonly toolTokens?: number | null | undefined;
}

export type TokenKind = keyof TokenUsage;

/** What was told, each a number that can be one. */
export type KnownUsage = { readonly [Kind in TokenKind]?: number };

export const TOKEN_KINDS = Object.keys(TOKEN_METRICS) as TokenKind[];

/** What of a report can be counted. The rest is somebody's data: refused and counted, never thrown. */
export function knownUsage(report: TokenUsage, recording: RecordingSwitch): KnownUsage {
  const known: { [Kind in TokenKind]?: number } = {};
  for (const kind of TOKEN_KINDS) {
    const tokens = report?.[kind] ?? undefined;
    if (tokens === undefined) continue;
    if (Number.isFinite(tokens) && tokens >= 0) known[kind] = tokens;
    else recording.reject('bad_usage');
  }
  return known;
}

/** Counts the tokens of one request, which has ended, and what they cost. */
export function recordUsage(
  registry: Registry,
  prices: PricesByModel | undefined,
  request: readonly [modelId: string, operationType: string],
  own: LabelValues,
  usage: KnownUsage,
  span: SpanIds | undefined,
): void {
  for (const kind of TOKEN_KINDS) {
    const tokens = usage[kind];
    if (tokens === undefined) continue;
    for (const metric of Object.values(TOKEN_METRICS[kind])) {
      registry
        .of(metric)
        .withLabelValues([...request, ...own])
        .record(tokens, span);
    }
  }
  if (prices === undefined) return;
  for (const [type, tokens, price] of pricedParts(usage, ownValue(prices, request[0]) ?? {})) {
    if (!(tokens > 0)) continue;
    const [metric, amount] =
      price === undefined ? [UNPRICED_TOKENS_TOTAL, tokens] : [TOKEN_COST_TOTAL, (tokens * price) / 1e6];
    registry
      .of(metric)
      .withLabelValues([...request, type, ...own])
      .record(amount, span);
  }
}

type PricedPart = readonly [type: string, tokens: number, price: number | undefined];

/** Each token once, with its price for a million. */
export function pricedParts(usage: KnownUsage, prices: TokenPrices): PricedPart[] {
  const { inputTokens = 0, outputTokens = 0, cachedTokens = 0, reasoningTokens = 0, toolTokens = 0 } = usage;
  const { cacheWrite1hTokens = 0, cacheWriteTokens = cacheWrite1hTokens } = usage;
  const { input, output, cached = input, reasoning = output, tool = output } = prices;
  const { cacheWrite = input, cacheWrite1h = cacheWrite } = prices;
  return [
    ['input', inputTokens - cachedTokens - cacheWriteTokens, input],
    ['cached', cachedTokens, cached],
    ['cache_write', cacheWriteTokens - cacheWrite1hTokens, cacheWrite],
    ['cache_write_1h', cacheWrite1hTokens, cacheWrite1h],
    ['output', outputTokens - reasoningTokens - toolTokens, output],
    ['reasoning', reasoningTokens, reasoning],
    ['tool', toolTokens, tool],
  ];
}
