/** Tokens that an operation used, as its provider tells them. */
import type { RecordingSwitch, Registry } from '../../metrics/inner.ts';
import type { SpanIds } from '../../ports.ts';
import type { LabelValues } from '../context/call-labels.ts';
import { REQUEST_TOKENS, TOKENS_TOTAL } from './metrics.ts';

/** Whole numbers, 0 or more. What is left out, null or undefined was not told, which is something else than 0. */
export interface TokenUsage {
  /** Of the prompt, with those that came out of a cache. */
  readonly inputTokens?: number | null | undefined;
  /** Everything that the model wrote, with reasoning and calls of tools. */
  readonly outputTokens?: number | null | undefined;
  /** Of the input, read out of a cache. */
  readonly cachedTokens?: number | null | undefined;
  /** Of the output, reasoning. */
  readonly reasoningTokens?: number | null | undefined;
  /** Of the output, calls of tools. */
  readonly toolTokens?: number | null | undefined;
}

export type TokenKind = keyof TokenUsage;

/** What was told, each a number that can be one. */
export type KnownUsage = { readonly [Kind in TokenKind]?: number };

/** The label `token_type` of each kind. */
export const TOKEN_TYPES = {
  inputTokens: 'input',
  outputTokens: 'output',
  cachedTokens: 'cached',
  reasoningTokens: 'reasoning',
  toolTokens: 'tool',
} as const satisfies Record<TokenKind, string>;

export const TOKEN_KINDS = Object.keys(TOKEN_TYPES) as TokenKind[];

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

/** Counts the tokens of one request, which has ended. */
export function recordUsage(
  registry: Registry,
  [modelId, operationType]: readonly [modelId: string, operationType: string],
  own: LabelValues,
  usage: KnownUsage,
  span: SpanIds | undefined,
): void {
  for (const kind of TOKEN_KINDS) {
    const tokens = usage[kind];
    if (tokens === undefined) continue;
    const labels = [modelId, operationType, TOKEN_TYPES[kind], ...own];
    registry.of(TOKENS_TOTAL).withLabelValues(labels).record(tokens, span);
    registry.of(REQUEST_TOKENS).withLabelValues(labels).record(tokens, span);
  }
}
