/** How many tokens the chunks of one stream hold, and of what kind. */
import { isThenable, type RecordingSwitch } from '../../../metrics/inner.ts';
import { requireFunction } from '../../../validate.ts';
import type { KnownUsage, TokenUsage } from '../../operations/usage.ts';
import { deltaIn } from './delta.ts';

/** Tokens in a chunk by kind; what is left out is 0. */
export interface TokenCounts {
  /** Of the answer itself. */
  readonly content?: number;
  readonly reasoning?: number;
  /** Of calls of tools. */
  readonly tool?: number;
}

/** How the caller says what is in a chunk. What one of these throws is counted, and the chunk has none of it. */
export interface ChunkOptions<Chunk = unknown> {
  /**
   * Whether a chunk is a token of content: not the role, not the usage at the end; anything truthy is one. If it and
   * `tokensOf` are left out, the chunks of known APIs are one token for each that adds to the output, `{ tokens: 4 }` is
   * four, and any other chunk is one.
   */
  readonly isToken?: (chunk: Chunk) => unknown;
  /**
   * How many tokens a chunk holds, 0 or more, or how many of each kind: for sources that send several at once. Goes
   * before `isToken`.
   */
  readonly tokensOf?: (chunk: Chunk) => number | TokenCounts | null | undefined;
  /**
   * What a chunk tells of usage, if it tells; of each kind the last report counts. The usage of OpenAI's, Anthropic's,
   * Gemini's and the AI SDK's chunks is found if left out.
   */
  readonly usageOf?: (chunk: Chunk) => TokenUsage | null | undefined;
}

const CHUNK_REMEDY = 'Pass a function that is asked with each chunk, or leave it out.';

/** @throws TELEMETRY_ARGUMENT_KIND */
export function requireChunkOptions({ isToken, tokensOf, usageOf }: ChunkOptions<never>): void {
  for (const [name, fn] of Object.entries({ isToken, tokensOf, usageOf })) {
    if (fn !== undefined) requireFunction(name, fn, CHUNK_REMEDY);
  }
}

const NO_TOKENS = { content: 0, reasoning: 0, tool: 0 };

export class StreamTokens {
  /** Of all chunks up to now. */
  total = 0;
  reasoning = 0;
  private tool = 0;
  /** False as soon as a chunk was taken for a token because nobody knows better. */
  private areTokens = true;
  private readonly options: ChunkOptions<never>;
  private readonly recording: RecordingSwitch;

  constructor(options: ChunkOptions<never>, recording: RecordingSwitch) {
    this.options = options;
    this.recording = recording;
  }

  /** Adds what the chunk holds, and returns it. */
  addChunk(chunk: unknown): Required<TokenCounts> {
    return this.add(this.recording.contain('callback', () => this.countsOf(chunk as never)) ?? 0);
  }

  /** @param tokens of content, or of each kind */
  add(tokens: number | TokenCounts): Required<TokenCounts> {
    const counts = this.recording.contain('callback', () => this.amounts(tokens)) ?? NO_TOKENS;
    this.total += counts.content + counts.reasoning + counts.tool;
    this.reasoning += counts.reasoning;
    this.tool += counts.tool;
    return counts;
  }

  /**
   * What is to be added to the usage that was told: what was counted, where it says more. A stream that broke off has
   * told of no more than its beginning.
   */
  missing(usage: KnownUsage, isComplete: boolean): KnownUsage {
    const { outputTokens = -1, reasoningTokens, toolTokens } = usage;
    const isMore = this.areTokens && this.total > 0 && outputTokens < (isComplete ? 0 : this.total);
    if (!isMore && this.options.tokensOf === undefined) return {};
    return {
      ...(isMore && { outputTokens: this.total }),
      ...(this.reasoning > 0 && reasoningTokens === undefined && { reasoningTokens: this.reasoning }),
      ...(this.tool > 0 && toolTokens === undefined && { toolTokens: this.tool }),
    };
  }

  private countsOf(chunk: never): number | TokenCounts | null | undefined {
    const { isToken, tokensOf } = this.options;
    if (tokensOf !== undefined) return tokensOf(chunk);
    if (isToken !== undefined) {
      const answer: unknown = this.recording.contain('callback', () => isToken(chunk));
      return answer && !isThenable(answer) ? 1 : 0;
    }
    const kind = deltaIn(chunk);
    if (kind !== undefined) return { [kind]: 1 };
    const tokens = (chunk as { readonly tokens?: unknown } | null | undefined)?.tokens;
    if (typeof tokens === 'number') return tokens;
    if (Array.isArray(tokens)) return tokens.length;
    this.areTokens = false;
    return 1;
  }

  private amounts(tokens: number | TokenCounts): Required<TokenCounts> {
    const { content, reasoning, tool } = typeof tokens === 'object' ? tokens : { content: tokens };
    return {
      content: this.amount(content),
      reasoning: this.amount(reasoning),
      tool: this.amount(tool),
    };
  }

  private amount(given: number | null | undefined): number {
    const tokens = given ?? 0;
    if (Number.isFinite(tokens) && tokens >= 0) return tokens;
    this.recording.reject('bad_usage');
    return 0;
  }
}
