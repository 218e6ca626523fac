/** What spans say about operations: the caller's attributes by the names of the telemetry contract, A and C. */
import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { SpanRequest } from '../../ports.ts';
import type { OperationAttributes } from '../../telemetry/index.ts';
import { ownValue } from '../../validate.ts';
import { headerAttributes, requestName } from './http.ts';

type Names = Readonly<Record<string, string | readonly string[]>>;

/** Requests of the Model Context Protocol, by OpenTelemetry's conventions for them (semantic-conventions-genai, mcp). */
const MCP_NAMES: Names = {
  methodName: 'mcp.method.name',
  toolName: 'gen_ai.tool.name',
  promptName: 'gen_ai.prompt.name',
  operationName: 'gen_ai.operation.name',
  resourceUri: 'mcp.resource.uri',
  requestId: 'jsonrpc.request.id',
  sessionId: 'mcp.session.id',
  protocolVersion: 'mcp.protocol.version',
  networkTransport: 'network.transport',
  errorType: 'error.type',
  statusCode: 'rpc.response.status_code',
};

/**
 * By category, then by the name that the caller used. What has a name in OpenTelemetry's conventions for generative AI
 * (semantic-conventions-genai, gen-ai-spans) has that one too. What is not here is no attribute: signals, parents.
 */
const NAMES: Readonly<Record<string, Names>> = {
  model: {
    modelId: 'model.id',
    framework: 'framework',
    device: 'device',
    source: 'source',
    modelSizeBytes: 'model.size_bytes',
  },
  inference: {
    modelId: ['model.id', 'gen_ai.request.model'],
    batchSize: 'batch.size',
    inputType: 'input_type',
    provider: 'gen_ai.provider.name',
    queuedSeconds: 'inferometer.queued_seconds',
    errorType: 'error.type',
    inputTokens: 'gen_ai.usage.input_tokens',
    outputTokens: 'gen_ai.usage.output_tokens',
    cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
    cacheWriteTokens: 'gen_ai.usage.cache_creation.input_tokens',
    cacheWrite1hTokens: 'inferometer.usage.cache_creation_1h.input_tokens',
    reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
    toolTokens: 'inferometer.usage.tool.output_tokens',
    responseModel: 'gen_ai.response.model',
    responseId: 'gen_ai.response.id',
    finishReasons: 'gen_ai.response.finish_reasons',
    encodingFormats: 'gen_ai.request.encoding_formats',
    dimensionCount: 'gen_ai.embeddings.dimension.count',
    serverAddress: 'server.address',
    serverPort: 'server.port',
    ending: 'stream.ending',
    tokens: 'stream.tokens',
    timeToFirstChunkSeconds: 'gen_ai.response.time_to_first_chunk',
    timeToFirstTokenSeconds: 'stream.time_to_first_token_seconds',
  },
  training: {
    modelId: 'model.id',
    runId: 'run.id',
    epoch: 'epoch',
    numSamples: 'num_samples',
    loss: 'loss',
    learningRate: 'learning_rate',
    gradientNorm: 'gradient_norm',
  },
  dataset: {
    datasetId: 'dataset.id',
    format: 'format',
    operation: 'operation',
    source: 'source',
    datasetSizeBytes: 'dataset.size_bytes',
  },
  distributed: {
    taskId: 'task.id',
    numWorkers: 'num_workers',
    workerId: 'worker.id',
    utilization: 'utilization',
  },
  storage: { operationId: 'operation.id', backend: 'backend', status: 'status' },
  http: {
    method: 'http.request.method',
    originalMethod: 'http.request.method_original',
    path: 'url.path',
    scheme: 'url.scheme',
    serverAddress: 'server.address',
    serverPort: 'server.port',
    protocolVersion: 'network.protocol.version',
    route: 'http.route',
    statusCode: 'http.response.status_code',
  },
  mcp_client: MCP_NAMES,
  mcp_server: MCP_NAMES,
};

/** The same as rows, since an operation is described in less than a microsecond. */
const ROWS: ReadonlyMap<string, readonly (readonly [key: string, name: string])[]> = new Map(
  Object.entries(NAMES).map(([category, names]) => [
    category,
    Object.entries(names).flatMap(([key, all]) => [all].flat().map((name) => [key, name] as const)),
  ]),
);

/**
 * What the attributes say of an operation of this category; absent values are left out, and so is what is no value.
 *
 * @param attributes to which they are added.
 */
export function attributesOf(category: string, given: object, attributes: Attributes = {}): Attributes {
  const values = given as Readonly<Record<string, unknown>>;
  for (const [key, name] of ROWS.get(category) ?? []) {
    const value = values[key];
    if (isTellable(value)) attributes[name] = value;
  }
  return category === 'http' ? Object.assign(attributes, headerAttributes(given)) : attributes;
}

/** As `attributesOf`; what has no name there goes by the one that it has. */
export function ownAttributesOf(category: string, given: object): Attributes {
  const own = Object.entries(given).filter(([key]) => ownValue(NAMES[category] ?? {}, key) === undefined);
  return attributesOf(category, given, tellable(Object.fromEntries(own)));
}

/** The name of a span and the attributes that it begins with. */
export function headOf({ category, operationType, phase, attributes: given }: SpanRequest): {
  readonly name: string;
  readonly attributes: Attributes;
} {
  const attributes: Attributes = { 'operation.type': operationType, 'operation.category': category };
  if (phase !== undefined) {
    attributes['operation.phase'] = phase;
    return { name: phase.slice(phase.lastIndexOf('/') + 1), attributes };
  }
  attributesOf(category, given, attributes);
  Object.assign(attributes, tellable((given as OperationAttributes).labels ?? {}));
  if (category === 'http') return { name: requestName(given), attributes };
  let verb = operationType;
  if (category === 'inference') {
    const { operationName } = given as { readonly operationName?: string };
    verb = operationName ?? OPERATION_NAMES[operationType] ?? operationType;
    attributes['gen_ai.operation.name'] = verb;
    if ((given as { batchSize?: unknown }).batchSize === undefined) attributes['batch.size'] = 1;
  }
  const subject = SUBJECTS.map((key) => attributes[key]).find((value) => value !== undefined);
  return { name: subject === undefined ? verb : `${verb} ${subject}`, attributes };
}

/** What an operation is about, which ends the name of its span: the first of these that is there. */
const SUBJECTS = ['model.id', 'dataset.id', 'backend', 'gen_ai.tool.name', 'gen_ai.prompt.name'];

/** Types with a name of their own in OpenTelemetry's conventions; others keep theirs, as these permit. */
const OPERATION_NAMES: Readonly<Record<string, string>> = { embeddings_generation: 'embeddings' };

/** Values that the caller named freely; those that can be told. */
export function tellable(values: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(values)) {
    if (isTellable(value)) attributes[name] = value;
  }
  return attributes;
}

function isTellable(value: unknown): value is AttributeValue {
  if (typeof value === 'number') return !Number.isNaN(value);
  return typeof value === 'string' || typeof value === 'boolean' || Array.isArray(value);
}
