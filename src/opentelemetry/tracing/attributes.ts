/** What spans say about operations: the caller's attributes by the names of the telemetry contract, A and C. */
import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { SpanRequest } from '../../telemetry/ports.ts';

type Names = Readonly<Record<string, string | readonly string[]>>;

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
    tokens: 'stream.tokens',
    timeToFirstChunkSeconds: 'gen_ai.response.time_to_first_chunk',
    timeToFirstTokenSeconds: 'stream.time_to_first_token_seconds',
  },
  training: {
    modelId: 'model.id',
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
};

/** What the attributes say of an operation of this category; absent values are left out, and so is what is no value. */
export function attributesOf(category: string, given: object): Attributes {
  const attributes: Attributes = {};
  const values = given as Readonly<Record<string, unknown>>;
  for (const [key, names] of Object.entries(NAMES[category] ?? {})) {
    const value = values[key];
    if (!isTellable(value)) continue;
    for (const name of typeof names === 'string' ? [names] : names) attributes[name] = value;
  }
  return attributes;
}

/** The name of a span and the attributes that it begins with. */
export function headOf({ category, operationType, phase, attributes: given }: SpanRequest): {
  readonly name: string;
  readonly attributes: Attributes;
} {
  const common = { 'operation.type': operationType, 'operation.category': category };
  if (phase !== undefined) {
    return {
      name: phase.slice(phase.lastIndexOf('/') + 1),
      attributes: { ...common, 'operation.phase': phase },
    };
  }
  const attributes: Attributes = { ...common, ...attributesOf(category, given) };
  if (category === 'inference') {
    attributes['batch.size'] ??= 1;
    attributes['gen_ai.operation.name'] = OPERATION_NAMES[operationType] ?? operationType;
  }
  const verb = attributes['gen_ai.operation.name'] ?? operationType;
  const subject = attributes['model.id'] ?? attributes['dataset.id'] ?? attributes.backend;
  return { name: subject === undefined ? String(verb) : `${verb} ${subject}`, attributes };
}

/** Types with a name of their own in OpenTelemetry's conventions; others keep theirs, as these permit. */
const OPERATION_NAMES: Readonly<Record<string, string>> = { embeddings_generation: 'embeddings' };

/** Values that the caller named freely; those that can be told. */
export function tellable(values: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(values)) {
    if (isTellable(value) || Array.isArray(value)) attributes[name] = value;
  }
  return attributes;
}

function isTellable(value: unknown): value is Exclude<AttributeValue, unknown[]> {
  if (typeof value === 'number') return !Number.isNaN(value);
  return typeof value === 'string' || typeof value === 'boolean';
}
