/** Clients that need no description: what their methods do is known by their shape, whatever package they come from. */
import { type CallLabels, type InferenceOperationType, isAbortState } from '../telemetry/index.ts';
import type { CallDescription, DescribeCall } from './description.ts';

/** Clients that name the model in each request: of OpenAI's shape, of Anthropic's, of Google's. */
const METHODS: Readonly<Record<string, InferenceOperationType>> = {
  'chat.completions.create': 'inference',
  'completions.create': 'inference',
  'responses.create': 'inference',
  'embeddings.create': 'embeddings_generation',
  'messages.create': 'inference',
  'beta.messages.create': 'inference',
  'models.generateContent': 'inference',
  'models.generateContentStream': 'inference',
  'models.embedContent': 'embeddings_generation',
};

/** Models of the AI SDK, which name themselves. */
const MODEL_METHODS: Readonly<Record<string, InferenceOperationType>> = {
  doGenerate: 'inference',
  doStream: 'inference',
  doEmbed: 'embeddings_generation',
};

/** What the methods of the object do, by their paths; empty for an object of no known shape. */
export function knownOperations(
  target: object,
  labels: CallLabels | undefined,
): Record<string, DescribeCall> {
  const { modelId } = target as { modelId?: unknown };
  const methods = typeof modelId === 'string' ? MODEL_METHODS : METHODS;
  const found = Object.entries(methods).filter(([path]) => typeof at(target, path) === 'function');
  return Object.fromEntries(
    found.map(([path, operationType]) => {
      const describe = (request: Request, options?: Request) =>
        descriptionOf(operationType, target, labels, request, options);
      return [path, describe as DescribeCall];
    }),
  );
}

interface Request {
  readonly model?: unknown;
  readonly input?: unknown;
  readonly values?: unknown;
  readonly signal?: AbortSignal;
  readonly abortSignal?: AbortSignal;
}

function descriptionOf(
  operationType: InferenceOperationType,
  target: object,
  labels: CallLabels | undefined,
  request: Request | undefined,
  options: Request | undefined,
): CallDescription | undefined {
  const modelId = (target as { modelId?: unknown }).modelId ?? request?.model;
  if (typeof modelId !== 'string' || modelId === '') return undefined;
  const signal = options?.signal ?? request?.abortSignal;
  const items = request?.input ?? request?.values;
  // Numbers are one text, of tokens.
  const isBatch = Array.isArray(items) && items.length > 0 && typeof items[0] !== 'number';
  const batchSize = operationType === 'embeddings_generation' && isBatch ? items.length : 1;
  return {
    operationType,
    modelId,
    batchSize,
    ...(labels && { labels }),
    ...(isAbortState(signal) && { signal }),
  };
}

function at(target: object, path: string): unknown {
  let found: unknown = target;
  for (const key of path.split('.')) found = (found as Record<string, unknown> | null | undefined)?.[key];
  return found;
}
