/**
 * What the metrics of the catalogue are called: the one table behind the option `names` of every way out.
 *
 * `kit` has the names of the catalogue. The others have those of OpenTelemetry's semantic conventions where there is one
 * for what is measured, and the catalogue's for the rest:
 * - `semconv-v1.41`: semantic-conventions 1.41.0, from before generative AI moved out of it.
 * - `semconv-genai-latest`: semantic-conventions-genai, where generative AI went; its migration page says what was renamed
 *   since 1.41.0. Everything else is of semantic-conventions 1.44.0, which it builds on.
 *
 * Those of generative AI have the status Development: they may change, and the schema URL says which ones these are.
 * Two series never get the same name and attributes: what tells them apart in the catalogue does so here.
 */
import { wrongValue } from '../../errors.ts';
import type { DataPoint, Instrument, Labels, MetricKind } from '../../metrics/inner.ts';
import { type Codes, ownValue, requireOneOf, requireText } from '../../validate.ts';
import { CATALOGUE } from './catalogue.ts';

export const NAME_SETS = ['kit', 'semconv-v1.41', 'semconv-genai-latest'] as const;

export type Names = (typeof NAME_SETS)[number];

/** How every way out takes the choice. */
export interface NameOptions {
  /**
   * What metrics and labels of the catalogue are called: `kit`, as docs/metrics.md has them; `semconv-v1.41` and
   * `semconv-genai-latest`, as OpenTelemetry's semantic conventions of these versions have them, and as the kit does what
   * they have no name for. Metrics of one's own, and those of a MeterProvider, keep their names.
   */
  readonly names?: Names | undefined;
  /** `gen_ai.provider.name` of metrics of generative AI: `openai`, `anthropic` ... Not told if left out. */
  readonly provider?: string | undefined;
  /**
   * `gen_ai.operation.name` of inferences in metrics of generative AI: `chat`, `text_completion`, `generate_content` ..., where a
   * program does nothing else. Metrics do not keep of which kind each was, as spans do; `inference` if left out.
   */
  readonly operationName?: string | undefined;
}

export interface ConventionalMetric {
  readonly name: string;
  readonly description: string;
  /** UCUM. */
  readonly unit: string;
  readonly schemaUrl: string;
  /** Where the convention has another kind of instrument for it. */
  readonly kind?: MetricKind;
}

/** How series of one metric of the catalogue become points of a conventional one. */
export interface Convention {
  /** Its name without prefix. */
  readonly from: string;
  readonly to: ConventionalMetric;
  /** The attribute of each label that the metric has by itself. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes that every point has. */
  readonly fixed?: Readonly<Record<string, string>>;
  /**
   * Values of labels under the names of the convention, empty for an attribute that is left out. A series with any other
   * value stays what it was.
   */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Labels whose values are whole numbers. */
  readonly integers?: readonly string[];
  /** Whether the overflow series keeps its name: that of another metric has this one. */
  readonly keepsOverflow?: boolean;
}

/** Operation types as `gen_ai.operation.name`; where the conventions have no name for one, its own is a custom value. */
const OPERATIONS = {
  inference: 'inference',
  batch_inference: 'batch_inference',
  embeddings_generation: 'embeddings',
} as const;

type OperationName = keyof typeof OPERATIONS;

const OPERATION_NAME = 'gen_ai.operation.name';

const MODEL = { model_id: 'gen_ai.request.model' };
const BATCH = { ...MODEL, batch_size: 'inferometer.batch_size' };
const FAILURE = {
  operation_type: OPERATION_NAME,
  ...MODEL,
  status: 'inferometer.status',
  error_type: 'error.type',
};
/** That an operation failed is said by `error.type`. */
const STATUS = { error: '', aborted: 'aborted', unknown: 'unknown' };
const INFERENCE = { [OPERATION_NAME]: OPERATIONS.inference };
const REQUEST = { operation_type: OPERATION_NAME, ...MODEL };

/** Names that differ between the versions. */
interface Renamed {
  /** Of the duration of an inference. */
  readonly inference: string;
  readonly embeddings: string;
  /** Before `.time_to_first_chunk` and `.time_per_output_chunk`. */
  readonly chunks: string;
  readonly genaiSchemaUrl: string;
  readonly coreSchemaUrl: string;
}

const V1_41_SCHEMA = 'https://opentelemetry.io/schemas/1.41.0';
const V1_41: Renamed = {
  inference: 'gen_ai.client.operation.duration',
  embeddings: 'gen_ai.client.operation.duration',
  chunks: 'gen_ai.client.operation',
  genaiSchemaUrl: V1_41_SCHEMA,
  coreSchemaUrl: V1_41_SCHEMA,
};
const GENAI_LATEST: Renamed = {
  inference: 'gen_ai.client.inference.duration',
  embeddings: 'gen_ai.client.embeddings.duration',
  chunks: 'gen_ai.client.inference',
  genaiSchemaUrl: 'https://opentelemetry.io/schemas/gen-ai-dev/1.42.0-dev',
  coreSchemaUrl: 'https://opentelemetry.io/schemas/1.44.0',
};

const TOKEN_USAGE = tokens(V1_41, 'gen_ai.client.token.usage', 'Number of input and output tokens used.');

export const CONVENTIONS: Readonly<Record<Names, readonly Convention[]>> = {
  kit: [],
  'semconv-v1.41': [
    ...common(V1_41),
    ...(['input', 'output'] as const).map(
      (type): Convention => ({
        from: `request_${type}_tokens`,
        to: TOKEN_USAGE,
        attributes: REQUEST,
        fixed: { 'gen_ai.token.type': type },
        values: { operation_type: OPERATIONS },
        keepsOverflow: true,
      }),
    ),
  ],
  'semconv-genai-latest': [...common(GENAI_LATEST), ...latestTokens()],
};

function latestTokens(): Convention[] {
  const { embeddings_generation: embeddings, ...inferences } = OPERATIONS;
  const convention = (from: string, name: string, description: string): Convention => ({
    from,
    to: tokens(GENAI_LATEST, name, description),
    attributes: REQUEST,
    values: { operation_type: inferences },
    keepsOverflow: true,
  });
  const used = (kind: string, name: string, description: string): Convention => ({
    ...convention(`${kind}_tokens_total`, `gen_ai.client.inference.usage.${name}`, description),
    // Required; `unknown` is for what nobody has told.
    fixed: { 'gen_ai.token.modality': 'unknown' },
  });
  return [
    convention(
      'request_input_tokens',
      'gen_ai.client.inference.operation.input_tokens',
      'Number of input tokens used per inference operation.',
    ),
    {
      ...convention(
        'request_input_tokens',
        'gen_ai.client.embeddings.operation.input_tokens',
        'Number of input tokens used per embeddings operation.',
      ),
      values: { operation_type: { embeddings_generation: embeddings } },
    },
    convention(
      'request_output_tokens',
      'gen_ai.client.inference.operation.output_tokens',
      'Number of output tokens used per inference operation.',
    ),
    used('input', 'input_tokens', 'Number of input tokens used, including cached tokens.'),
    used('output', 'output_tokens', 'Number of output tokens used, including reasoning tokens.'),
    used('cached', 'cache_read.input_tokens', 'Number of input tokens read from a cache.'),
    used('cache_write', 'cache_creation.input_tokens', 'Number of input tokens written to a cache.'),
    used('reasoning', 'reasoning.output_tokens', 'Number of output tokens used for reasoning.'),
  ];
}

function common(version: Renamed): Convention[] {
  const { genaiSchemaUrl, coreSchemaUrl, chunks } = version;
  const seconds = (schemaUrl: string) => (name: string, description: string) => ({
    name,
    description,
    unit: 's',
    schemaUrl,
  });
  const [genai, core] = [seconds(genaiSchemaUrl), seconds(coreSchemaUrl)];
  const inferences = genai(version.inference, 'GenAI operation duration.');
  const isApart = version.embeddings !== version.inference;
  const embeddings = isApart ? genai(version.embeddings, 'GenAI embeddings duration.') : inferences;
  const duration = (from: string, operation: OperationName, to: ConventionalMetric): Convention => ({
    from,
    to,
    attributes: BATCH,
    fixed: { [OPERATION_NAME]: OPERATIONS[operation] },
  });
  const failures = (to: ConventionalMetric, ...types: OperationName[]): Convention => ({
    from: 'operation_failure_seconds',
    to,
    attributes: FAILURE,
    values: {
      operation_type: Object.fromEntries(types.map((type) => [type, OPERATIONS[type]])),
      status: STATUS,
    },
    keepsOverflow: true,
  });
  const stream = (from: string, name: string, description: string): Convention => ({
    from,
    to: genai(name, description),
    attributes: MODEL,
    fixed: INFERENCE,
  });
  const database = core('db.client.operation.duration', 'Duration of database client operations.');
  const storage = { operation_type: 'db.operation.name', backend: 'db.system.name' };
  const method = { http_request_method: 'http.request.method' };
  return [
    duration('inference_seconds', 'inference', inferences),
    duration('batch_inference_seconds', 'batch_inference', inferences),
    duration('embeddings_generation_seconds', 'embeddings_generation', embeddings),
    ...(isApart
      ? [failures(inferences, 'inference', 'batch_inference'), failures(embeddings, 'embeddings_generation')]
      : [failures(inferences, 'inference', 'batch_inference', 'embeddings_generation')]),
    stream(
      'time_to_first_chunk_seconds',
      `${chunks}.time_to_first_chunk`,
      'Time to receive the first chunk in the response stream.',
    ),
    stream(
      'inter_token_latency_seconds',
      `${chunks}.time_per_output_chunk`,
      'Time per output chunk after the first one.',
    ),
    stream(
      'time_to_first_token_seconds',
      'gen_ai.server.time_to_first_token',
      'Time to generate the first token.',
    ),
    stream(
      'time_per_output_token_seconds',
      'gen_ai.server.time_per_output_token',
      'Time per output token after the first one.',
    ),
    { from: 'operation_latency_seconds', to: database, attributes: storage },
    {
      from: 'operation_failure_latency_seconds',
      to: database,
      attributes: { ...storage, outcome: FAILURE.status, error_type: FAILURE.error_type },
      values: { outcome: STATUS },
      keepsOverflow: true,
    },
    {
      from: 'backend_response_time_seconds',
      to: core('messaging.process.duration', 'Duration of processing operation.'),
      attributes: { operation_type: 'messaging.operation.name', backend: 'messaging.system' },
    },
    {
      from: 'http_server_request_duration_seconds',
      to: core('http.server.request.duration', 'Duration of HTTP server requests.'),
      attributes: {
        ...method,
        http_route: 'http.route',
        http_response_status_code: 'http.response.status_code',
        error_type: 'error.type',
      },
      integers: ['http_response_status_code'],
    },
    {
      from: 'http_server_active_requests',
      to: {
        name: 'http.server.active_requests',
        description: 'Number of active HTTP server requests.',
        unit: '{request}',
        schemaUrl: coreSchemaUrl,
        kind: 'up_down_counter',
      },
      attributes: method,
    },
  ];
}

function tokens({ genaiSchemaUrl }: Renamed, name: string, description: string): ConventionalMetric {
  return { name, description, unit: '{token}', schemaUrl: genaiSchemaUrl };
}

/** Under which names a way out writes. */
export class Naming {
  private readonly byMetric = new Map<string, Convention[]>();
  private readonly provider: Labels;
  private readonly inference: string;

  constructor({ names = 'kit', provider, operationName }: NameOptions) {
    for (const convention of CONVENTIONS[names]) {
      const { from } = convention;
      this.byMetric.set(from, [...(this.byMetric.get(from) ?? []), convention]);
    }
    this.provider = provider === undefined ? {} : { 'gen_ai.provider.name': provider };
    this.inference = operationName ?? OPERATIONS.inference;
  }

  /** Those that some series of the metric may be named by; none for what keeps the name that it has. */
  conventionsOf({ name, scope, category }: Instrument): readonly Convention[] {
    return scope === undefined && category !== 'custom' ? (this.byMetric.get(name) ?? []) : [];
  }

  /** What a point is called by in the convention; undefined if that does not speak of it. */
  attributesOf(convention: Convention, { labels, overflow }: DataPoint): Labels | undefined {
    const { attributes, values = {}, integers = [], keepsOverflow = false } = convention;
    if (overflow && keepsOverflow) return undefined;
    const named: [string, Labels[string]][] = Object.entries(this.everywhere(convention));
    for (const [label, value] of Object.entries(labels)) {
      const translations = ownValue(values, label);
      const translated = translations === undefined ? value : ownValue(translations, String(value));
      if (translated === undefined) return undefined;
      const attribute = ownValue(attributes, label);
      // Empty is what a missing attribute is; labels of one's own keep their names.
      if (attribute !== undefined && translated === '') continue;
      const told = attribute === OPERATION_NAME ? this.operationOf(translated) : translated;
      named.push([attribute ?? label, integers.includes(label) ? Number(told) : told]);
    }
    return Object.fromEntries(named);
  }

  /** The names of all attributes that a point of this metric may have in the convention. */
  attributeNames(convention: Convention, { labels }: Instrument): string[] {
    const named = labels.map((label) => ownValue(convention.attributes, label) ?? label);
    return Object.keys(this.everywhere(convention)).concat(named);
  }

  /** The attributes that every point has in the convention. */
  private everywhere({ fixed, to }: Convention): Labels {
    const operation = fixed?.[OPERATION_NAME];
    return {
      ...fixed,
      ...(operation !== undefined && { [OPERATION_NAME]: this.operationOf(operation) }),
      ...(to.name.startsWith('gen_ai.') && this.provider),
    };
  }

  private operationOf(operation: Labels[string]): Labels[string] {
    return operation === OPERATIONS.inference ? this.inference : operation;
  }
}

/**
 * The bounds of classic buckets that everything has which has this name in the convention: series of one metric have to
 * have the same ones, and these are counted exactly.
 */
export function commonBounds(names: Names, { to }: Convention): readonly number[] {
  const members = CONVENTIONS[names].filter((one) => one.to.name === to.name).map(({ from }) => from);
  const bounds = CATALOGUE.filter(({ name }) => members.includes(name)).map((one) => one.bucketBounds ?? []);
  return bounds.reduce((common, others) => common.filter((bound) => others.includes(bound)));
}

/** @throws the codes */
export function requireNames(codes: Codes, { names, provider, operationName }: NameOptions): void {
  if (names !== undefined) requireOneOf(codes, 'names', names, NAME_SETS);
  if (provider !== undefined) requireText(codes, 'provider', provider);
  if (operationName === undefined) return;
  requireText(codes, 'operationName', operationName);
  // Two series would be one.
  const { inference: _, ...others } = OPERATIONS;
  if (!(Object.values(others) as string[]).includes(operationName)) return;
  throw wrongValue(codes.range, 'operationName', 'a name of no other operation', operationName, codes.remedy);
}
