/**
 * OpenTelemetry's names for what the catalogue records: the one table that says which metric is which, with the
 * version of the conventions that it follows.
 *
 * GenAI: semantic-conventions-genai, docs/gen-ai/gen-ai-metrics.md; its status is Development, so names may change,
 * and the schema URL says which ones these are. Databases and messaging: semantic-conventions 1.44.0.
 */

const GENAI_SCHEMA = 'https://opentelemetry.io/schemas/gen-ai-dev/1.42.0-dev';
const CORE_SCHEMA = 'https://opentelemetry.io/schemas/1.44.0';

export interface ConventionalMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  /** Boundaries that the convention recommends for explicit buckets. */
  readonly bounds: readonly number[];
  readonly schemaUrl: string;
}

/** How the series of one metric of the catalogue become points of a conventional one. */
export interface Convention {
  /** Its name without prefix. */
  readonly from: string;
  readonly to: ConventionalMetric;
  /** The attribute of each label. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes that every point has. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** Values of labels under the names of the convention. A series with any other value stays what it was. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const CLIENT_SECONDS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const FIRST_TOKEN_SECONDS = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
const TOKEN_SECONDS = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];
const TOKENS = Array.from({ length: 14 }, (_, i) => 4 ** i);
const DATABASE_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const MESSAGING_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

const CLIENT_DURATION = genai(
  'gen_ai.client.operation.duration',
  CLIENT_SECONDS,
  'GenAI operation duration.',
);
const DATABASE_DURATION: ConventionalMetric = {
  name: 'db.client.operation.duration',
  description: 'Duration of database client operations.',
  unit: 's',
  bounds: DATABASE_SECONDS,
  schemaUrl: CORE_SCHEMA,
};
const PROCESS_DURATION: ConventionalMetric = {
  name: 'messaging.process.duration',
  description: 'Duration of processing operation.',
  unit: 's',
  bounds: MESSAGING_SECONDS,
  schemaUrl: CORE_SCHEMA,
};

/** Operation types as `gen_ai.operation.name`; where the convention has no name for one, its own is a custom value. */
const GENAI_OPERATIONS = {
  inference: 'inference',
  batch_inference: 'batch_inference',
  embeddings_generation: 'embeddings',
} as const;

const MODEL = { model_id: 'gen_ai.request.model' };
const BATCH = { ...MODEL, batch_size: 'inferometer.batch_size' };

export const CONVENTIONS: readonly Convention[] = [
  inference('inference_seconds', 'inference'),
  inference('batch_inference_seconds', 'batch_inference'),
  inference('embeddings_generation_seconds', 'embeddings_generation'),
  {
    from: 'operation_failure_seconds',
    to: CLIENT_DURATION,
    attributes: {
      operation_type: 'gen_ai.operation.name',
      model_id: 'gen_ai.request.model',
      error_type: 'error.type',
    },
    values: { operation_type: GENAI_OPERATIONS },
  },
  stream(
    'time_to_first_chunk_seconds',
    genai(
      'gen_ai.client.operation.time_to_first_chunk',
      CLIENT_SECONDS,
      'Time to receive the first chunk in the response stream.',
    ),
  ),
  stream(
    'inter_token_latency_seconds',
    genai(
      'gen_ai.client.operation.time_per_output_chunk',
      CLIENT_SECONDS,
      'Time per output chunk after the first one.',
    ),
  ),
  stream(
    'time_to_first_token_seconds',
    genai('gen_ai.server.time_to_first_token', FIRST_TOKEN_SECONDS, 'Time to generate the first token.'),
  ),
  stream(
    'time_per_output_token_seconds',
    genai('gen_ai.server.time_per_output_token', TOKEN_SECONDS, 'Time per output token after the first one.'),
  ),
  {
    from: 'stream_output_tokens',
    to: {
      name: 'gen_ai.client.token.usage',
      description: 'Number of input and output tokens used.',
      unit: '{token}',
      bounds: TOKENS,
      schemaUrl: GENAI_SCHEMA,
    },
    attributes: MODEL,
    fixed: { 'gen_ai.operation.name': GENAI_OPERATIONS.inference, 'gen_ai.token.type': 'output' },
  },
  {
    from: 'operation_latency_seconds',
    to: DATABASE_DURATION,
    attributes: { operation_type: 'db.operation.name', backend: 'db.system.name' },
  },
  {
    from: 'operation_failure_latency_seconds',
    to: DATABASE_DURATION,
    attributes: { operation_type: 'db.operation.name', backend: 'db.system.name', outcome: 'error.type' },
  },
  {
    from: 'backend_response_time_seconds',
    to: PROCESS_DURATION,
    attributes: { operation_type: 'messaging.operation.name', backend: 'messaging.system' },
  },
];

function genai(name: string, bounds: readonly number[], description: string): ConventionalMetric {
  return { name, description, unit: 's', bounds, schemaUrl: GENAI_SCHEMA };
}

function inference(from: Convention['from'], operation: keyof typeof GENAI_OPERATIONS): Convention {
  const fixed = { 'gen_ai.operation.name': GENAI_OPERATIONS[operation] };
  return { from, to: CLIENT_DURATION, attributes: BATCH, fixed };
}

function stream(from: Convention['from'], to: ConventionalMetric): Convention {
  return { from, to, attributes: MODEL, fixed: { 'gen_ai.operation.name': GENAI_OPERATIONS.inference } };
}
