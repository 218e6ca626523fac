/** Clients that need no description: what their methods do is known by their shape, whatever package they come from. */
import { type CallLabels, type InferenceOperationType, isAbortState } from '../telemetry/index.ts';
import type { CallDescription, DescribeCall } from './description.ts';
import { withFacts } from './request-facts.ts';

/** What a method asks of a model, by the words of OpenTelemetry's conventions for generative AI. */
export interface KnownMethod {
  readonly operationType: InferenceOperationType;
  /** `gen_ai.operation.name`. */
  readonly operationName: string;
  readonly inputType?: string;
}

export const CHAT: KnownMethod = { operationType: 'inference', operationName: 'chat' };
export const COMPLETION: KnownMethod = { operationType: 'inference', operationName: 'text_completion' };
export const CONTENT: KnownMethod = { operationType: 'inference', operationName: 'generate_content' };
export const EMBEDDINGS: KnownMethod = {
  operationType: 'embeddings_generation',
  operationName: 'embeddings',
};

/** Clients that name the model in each request: of OpenAI's shape, of Anthropic's, of Google's. */
const METHODS: Readonly<Record<string, KnownMethod>> = {
  'chat.completions.create': CHAT,
  'completions.create': COMPLETION,
  'responses.create': CHAT,
  'embeddings.create': EMBEDDINGS,
  'images.generate': { ...CONTENT, inputType: 'text' },
  'images.edit': { ...CONTENT, inputType: 'image' },
  'audio.speech.create': { ...CONTENT, inputType: 'text' },
  'audio.transcriptions.create': { ...CONTENT, inputType: 'audio' },
  'audio.translations.create': { ...CONTENT, inputType: 'audio' },
  'messages.create': CHAT,
  'beta.messages.create': CHAT,
  'models.generateContent': CONTENT,
  'models.generateContentStream': CONTENT,
  'models.embedContent': EMBEDDINGS,
};

/** Models of the AI SDK, which name themselves. */
const MODEL_METHODS: Readonly<Record<string, KnownMethod>> = {
  doGenerate: CHAT,
  doStream: CHAT,
  doEmbed: EMBEDDINGS,
};

/** What is said of all calls of a client. */
export interface CallsOf {
  readonly labels?: CallLabels | undefined;
  /** `gen_ai.provider.name` of their spans. */
  readonly provider?: string | undefined;
}

/** What the methods of the object do, by their paths; empty for an object of no known shape. */
export function knownOperations(target: object, of: CallsOf): Record<string, DescribeCall> {
  const { modelId } = target as { modelId?: unknown };
  const methods = typeof modelId === 'string' ? MODEL_METHODS : METHODS;
  const found = Object.entries(methods).filter(([path]) => typeof at(target, path) === 'function');
  return Object.fromEntries(
    found.map(([path, method]) => {
      const describe = (request?: Request, options?: Request) => {
        // Read anew: what wraps a model of the AI SDK may name another.
        const { modelId: own, baseURL } = target as { modelId?: unknown; baseURL?: unknown };
        const asked = own ?? request?.model;
        return requestDescription(method, asked, of, {
          items: request?.input ?? request?.values,
          signal: options?.signal ?? request?.abortSignal ?? request?.config?.abortSignal,
          address: baseURL,
          request,
        });
      };
      return [path, describe as DescribeCall];
    }),
  );
}

interface Request {
  readonly model?: unknown;
  readonly input?: unknown;
  readonly values?: unknown;
  readonly signal?: unknown;
  readonly abortSignal?: unknown;
  /** Google's. */
  readonly config?: { readonly abortSignal?: unknown };
}

/** What else is read of a request. */
export interface Asked {
  /** The texts of embeddings: a list, or one. */
  readonly items?: unknown;
  readonly signal?: unknown;
  /** Where it goes. */
  readonly address?: unknown;
  /** What the model is asked, as the API has it. */
  readonly request?: unknown;
}

/** What a request asks of a model; undefined where it names none. */
export function requestDescription(
  { operationType, operationName, inputType }: KnownMethod,
  modelId: unknown,
  { labels, provider }: CallsOf,
  { items, signal, address, request }: Asked,
): CallDescription | undefined {
  if (typeof modelId !== 'string' || modelId === '') return undefined;
  // Numbers are one text, of tokens.
  const isBatch = Array.isArray(items) && items.length > 0 && typeof items[0] !== 'number';
  const batchSize = operationType === 'embeddings_generation' && isBatch ? items.length : 1;
  const description: CallDescription = {
    operationType,
    operationName,
    modelId,
    batchSize,
    ...(inputType !== undefined && { inputType }),
    ...(provider !== undefined && { provider }),
    ...(labels && { labels }),
    ...(isAbortState(signal) && { signal: signal as AbortSignal }),
  };
  return withFacts(description, address, request);
}

function at(target: object, path: string): unknown {
  let found: unknown = target;
  for (const key of path.split('.')) found = (found as Record<string, unknown> | null | undefined)?.[key];
  return found;
}
