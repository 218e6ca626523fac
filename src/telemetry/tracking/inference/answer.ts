/**
 * What the answers of known APIs tell: results as wholes, and chunks of streams. OpenAI's chat completions, responses and
 * embeddings, and whatever speaks like them; Anthropic's messages; the results and parts of the AI SDK (5 to 7); Gemini.
 *
 * Only own properties with a value are read: a getter may start something, as those of the AI SDK's streams do.
 */
import type { Operation } from '../../operations/operation.ts';
import type { KnownUsage, TokenKind } from '../../operations/usage.ts';

/** Keys, from the outside in. Taken apart once: streams are looked at chunk by chunk. */
type Path = readonly string[];

function pathsOf(...paths: readonly string[]): readonly Path[] {
  return paths.map((path) => path.split('.'));
}

/** What an answer tells besides its content. */
export interface AnswerFacts {
  readonly responseModel?: string;
  readonly responseId?: string;
  readonly finishReasons?: readonly string[];
}

/** Where usage lies in a result or a chunk: the first of these that is there. */
const USAGE_AT = /* @__PURE__ */ pathsOf(
  'totalUsage',
  'usage',
  'response.usage',
  'message.usage',
  'usageMetadata',
  'response.usageMetadata',
);

/** Where each kind lies in usage: the first number counts. */
const TOKENS_AT: Readonly<Record<TokenKind, readonly Path[]>> = {
  inputTokens: /* @__PURE__ */ pathsOf(
    'prompt_tokens',
    'input_tokens',
    'inputTokens',
    'inputTokens.total',
    'promptTokens',
    'promptTokenCount',
    'tokens',
  ),
  outputTokens: /* @__PURE__ */ pathsOf(
    'completion_tokens',
    'output_tokens',
    'outputTokens',
    'outputTokens.total',
    'completionTokens',
    'candidatesTokenCount',
  ),
  cachedTokens: /* @__PURE__ */ pathsOf(
    'prompt_tokens_details.cached_tokens',
    'input_tokens_details.cached_tokens',
    'cache_read_input_tokens',
    'inputTokenDetails.cacheReadTokens',
    'inputTokens.cacheRead',
    'cachedInputTokens',
    'cachedContentTokenCount',
  ),
  cacheWriteTokens: /* @__PURE__ */ pathsOf(
    'cache_creation_input_tokens',
    'input_tokens_details.cache_write_tokens',
    'prompt_tokens_details.cache_write_tokens',
    'inputTokenDetails.cacheWriteTokens',
    'inputTokens.cacheWrite',
  ),
  cacheWrite1hTokens: /* @__PURE__ */ pathsOf('cache_creation.ephemeral_1h_input_tokens'),
  reasoningTokens: /* @__PURE__ */ pathsOf(
    'completion_tokens_details.reasoning_tokens',
    'output_tokens_details.reasoning_tokens',
    'outputTokenDetails.reasoningTokens',
    'outputTokens.reasoning',
    'reasoningTokens',
    'thoughtsTokenCount',
  ),
  toolTokens: [],
};

/** Anthropic's input has none of what went through the cache, Gemini's output nothing of its thoughts. */
const ADDED: Partial<Record<TokenKind, readonly Path[]>> = {
  inputTokens: /* @__PURE__ */ pathsOf('cache_read_input_tokens', 'cache_creation_input_tokens'),
  outputTokens: /* @__PURE__ */ pathsOf('thoughtsTokenCount'),
};

/**
 * Usage that a result, or a chunk of a stream, tells of; undefined where it tells of none. Never throws.
 *
 * @example
 * usageIn({ usage: { prompt_tokens: 7, completion_tokens: 3 } }); // { inputTokens: 7, outputTokens: 3 }
 */
export function usageIn(value: unknown): KnownUsage | undefined {
  const usage = first(value, USAGE_AT, isObject);
  if (usage === undefined) return undefined;
  const known: { [Kind in TokenKind]?: number } = {};
  for (const [kind, paths] of Object.entries(TOKENS_AT) as [TokenKind, readonly Path[]][]) {
    const tokens = first(usage, paths, isNumber);
    if (tokens === undefined) continue;
    const added = (ADDED[kind] ?? []).map((path) => first(usage, [path], isNumber) ?? 0);
    known[kind] = added.reduce((sum, more) => sum + more, tokens);
  }
  return Object.keys(known).length > 0 ? known : undefined;
}

const MODEL_AT = /* @__PURE__ */ pathsOf(
  'model',
  'response.modelId',
  'response.model',
  'message.model',
  'modelId',
  'modelVersion',
);
const ID_AT = /* @__PURE__ */ pathsOf('id', 'response.id', 'message.id', 'responseId');
const CHOICES_AT = /* @__PURE__ */ pathsOf('choices', 'candidates');
const CHOICE_REASON_AT = /* @__PURE__ */ pathsOf('finish_reason', 'finishReason');
const OBJECT_AT = /* @__PURE__ */ pathsOf('object');
const STATUS_AT = /* @__PURE__ */ pathsOf('status');
const REASON_AT = /* @__PURE__ */ pathsOf(
  'finishReason',
  'finishReason.unified',
  'stop_reason',
  'delta.stop_reason',
  'response.status',
);

/** The model that answered, the answer's id, why it ended; what of it is told. Never throws. */
export function factsIn(value: unknown): AnswerFacts {
  const responseModel = first(value, MODEL_AT, isText);
  const responseId = first(value, ID_AT, isText);
  const finishReasons = reasonsIn(value);
  return {
    ...(responseModel !== undefined && { responseModel }),
    ...(responseId !== undefined && { responseId }),
    ...(finishReasons !== undefined && { finishReasons }),
  };
}

function reasonsIn(value: unknown): readonly string[] | undefined {
  const choices = first(value, CHOICES_AT, Array.isArray) ?? [];
  const reasons = choices.map((choice) => first(choice, CHOICE_REASON_AT, isText));
  const known = reasons.filter((reason) => reason !== undefined);
  if (known.length > 0) return known;
  const isResponse = first(value, OBJECT_AT, isText) === 'response';
  const reason = first(value, isResponse ? STATUS_AT : REASON_AT, isText);
  return reason === undefined || reason === 'in_progress' ? undefined : [reason];
}

/** Tells an operation what its answer, or a chunk of it, says of itself. */
export function noteAnswer(operation: Operation, value: unknown): void {
  const usage = usageIn(value);
  if (usage !== undefined) operation.usage(usage);
  if (operation.span !== undefined) operation.set(factsIn(value));
}

/** What lies at the first of the paths that has such a value. */
function first<T>(value: unknown, paths: readonly Path[], is: (found: unknown) => found is T): T | undefined {
  for (const path of paths) {
    const found = at(value, path);
    if (is(found)) return found;
  }
  return undefined;
}

function at(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) {
    if (!isObject(found)) return undefined;
    try {
      found = Object.getOwnPropertyDescriptor(found, key)?.value;
    } catch {
      // A proxy that does not like to be asked.
      return undefined;
    }
  }
  return found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
