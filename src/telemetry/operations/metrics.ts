/** What is recorded of operations of every category. */
import { counter, distribution, durations } from './metric-rows.ts';

const STATUS = ['operation_type', 'status'];
const ID = ['model_id'];
// Those of inferences among them: in some name sets failures and inferences are one metric.
const FAILURE_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3600,
];
const PHASE_SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600];
/** The subject is the model, the dataset or the backend. */
const PHASE = ['operation_type', 'phase', 'subject'];

export const OPERATIONS_TOTAL = counter('operation', 'operations_total', STATUS);
export const MODEL_OPERATIONS_TOTAL = counter('operation', 'model_operations_total', [...ID, ...STATUS]);
export const DATASET_OPERATIONS_TOTAL = counter('operation', 'dataset_operations_total', [
  'dataset_id',
  ...STATUS,
]);
/** By the class of what was thrown, or how it ended where nothing was; no model where it was about none. */
const FAILURE = ['operation_type', 'model_id', 'status', 'error_type'];
export const OPERATION_FAILURE_SECONDS = durations(
  'operation',
  'operation_failure_seconds',
  FAILURE,
  FAILURE_SECONDS,
);
export const OPERATION_PHASE_SECONDS = durations(
  'operation',
  'operation_phase_seconds',
  PHASE,
  PHASE_SECONDS,
);
export const OPERATION_PHASES_TOTAL = counter('operation', 'operation_phases_total', [...PHASE, 'status']);
export const OPERATION_PHASE_FAILURE_SECONDS = durations(
  'operation',
  'operation_phase_failure_seconds',
  [...PHASE, 'status'],
  FAILURE_SECONDS,
);
/** Of operations that end with a stream: the time before its first chunk could be asked for. No model where it was about none. */
export const STREAM_OPENING_SECONDS = durations(
  'operation',
  'stream_opening_seconds',
  ['operation_type', 'model_id'],
  PHASE_SECONDS,
);

const REQUEST = ['model_id', 'operation_type'];
// OpenTelemetry's for gen_ai.client.token.usage.
const TOKEN_COUNTS = Array.from({ length: 14 }, (_, i) => 4 ** i);

// Metrics of their own instead of a label: those of a cache are among the input and reasoning is among the output, so that a
// sum over a label would count them twice, and a quantile over it would be of no request.
function tokenMetrics<const Kind extends string>(kind: Kind) {
  return {
    total: counter('operation', `${kind}_tokens_total`, REQUEST),
    perRequest: distribution('operation', `request_${kind}_tokens`, '1', REQUEST, TOKEN_COUNTS),
  };
}

export const TOKEN_METRICS = {
  inputTokens: tokenMetrics('input'),
  outputTokens: tokenMetrics('output'),
  cachedTokens: tokenMetrics('cached'),
  cacheWriteTokens: tokenMetrics('cache_write'),
  cacheWrite1hTokens: tokenMetrics('cache_write_1h'),
  reasoningTokens: tokenMetrics('reasoning'),
  toolTokens: tokenMetrics('tool'),
};
/** Each token in one `token_type`: of the input those that no cache gave or took, of the output those that are nothing else. */
const PRICED = [...REQUEST, 'token_type'];
export const TOKEN_COST_TOTAL = counter('operation', 'token_cost_total', PRICED);
export const UNPRICED_TOKENS_TOTAL = counter('operation', 'unpriced_tokens_total', PRICED);
const OPERATION_OF_MODEL = ['operation_type', 'model_id'];

/** By what ended the attempt: the status of HTTP, or the class of the error. */
export const RETRIES_TOTAL = counter('operation', 'operation_retries_total', [
  ...OPERATION_OF_MODEL,
  'error_type',
]);
export const RATE_LIMITED_TOTAL = counter('operation', 'operation_rate_limited_total', OPERATION_OF_MODEL);

export const OPERATION_METRICS = [
  OPERATIONS_TOTAL,
  MODEL_OPERATIONS_TOTAL,
  DATASET_OPERATIONS_TOTAL,
  OPERATION_FAILURE_SECONDS,
  OPERATION_PHASE_SECONDS,
  OPERATION_PHASES_TOTAL,
  OPERATION_PHASE_FAILURE_SECONDS,
  RETRIES_TOTAL,
  RATE_LIMITED_TOTAL,
  STREAM_OPENING_SECONDS,
  ...Object.values(TOKEN_METRICS).map(({ total }) => total),
  ...Object.values(TOKEN_METRICS).map(({ perRequest }) => perRequest),
  TOKEN_COST_TOTAL,
  UNPRICED_TOKENS_TOTAL,
] as const;
