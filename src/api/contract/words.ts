/** The words that parameters are chosen from. */

/** Of the source document: WAL Telemetry API, Metric Types. */
export const METRIC_TYPES = [
  'operation_count',
  'operation_latency',
  'success_rate',
  'error_rate',
  'backend_health',
  'throughput',
  'queue_size',
  'retry_count',
] as const;

/** Of the source document: WAL Telemetry API, Aggregation Methods. */
export const AGGREGATIONS = [
  'sum',
  'average',
  'minimum',
  'maximum',
  'percentile_95',
  'percentile_99',
  'count',
  'rate',
] as const;

/** The kinds of work. */
export const CATEGORIES = [
  'model',
  'inference',
  'stream',
  'training',
  'dataset',
  'distributed',
  'storage',
  'http',
  'drift',
  'continual',
] as const;

/** What metrics belong to: a kind of work, or a group of metrics that is no work of its own. */
export const METRIC_CATEGORIES = [
  ...CATEGORIES,
  'operation',
  'objective',
  'runtime',
  'custom',
  'self',
] as const;

export const CHART_IDS = [
  'latency-heatmap',
  'latency-percentiles',
  'latency-distribution',
  'latency-by-batch-size',
  'latency-by-model',
  'throughput',
  'in-flight',
  'failures',
  'time-to-first-token',
  'time-to-first-token-distribution',
  'inter-token-latency',
  'stream-endings',
  'stream-stalls',
  'token-usage',
  'model-load-time',
  'training-curves',
  'learning-rate',
  'gradient-norm',
  'epoch-time',
  'dataset-time',
  'dataset-throughput',
  'worker-balance',
  'worker-utilization',
  'coordination-time',
  'operation-count',
  'operation-latency',
  'operation-latency-distribution',
  'success-rate',
  'error-rate',
  'backend-health',
  'storage-throughput',
  'queue-size',
  'retry-count',
  'http-latency',
  'http-latency-distribution',
  'http-requests',
  'drift-distribution',
  'drift-categories',
  'drift-score',
  'drift-p-value',
  'knowledge-retention',
  'task-training',
  'device-memory',
  'objective-budget',
  'metric',
] as const;

export const CHART_KINDS = ['lines', 'heatmap', 'bars', 'distribution', 'lanes'] as const;

/** `number` is a plain figure without a unit: a loss, a learning rate. */
export const UNITS = [
  'seconds',
  'bytes',
  'ratio',
  'per_second',
  'per_minute',
  'bytes_per_second',
  'count',
  'number',
] as const;

/** Of metrics. */
export const METRIC_UNITS = ['seconds', 'bytes', 'ratio', 'per_second', '1'] as const;

export const METRIC_KINDS = ['counter', 'up_down_counter', 'gauge', 'histogram'] as const;

export const SEVERITIES = ['medium', 'high'] as const;

export const REPORT_STATES = ['waiting', 'running', 'done', 'failed'] as const;

/** What an error is, as programs tell: `error_type`. */
export const ERROR_TYPES = [
  'API_PARAMETER',
  'API_BODY',
  'API_UNAUTHORIZED',
  'API_FORBIDDEN',
  'API_NOT_FOUND',
  'API_METHOD',
  'API_NOT_ACCEPTABLE',
  'API_TIMEOUT',
  'API_BODY_TOO_LARGE',
  'API_ADDRESS_TOO_LONG',
  'API_MEDIA_TYPE',
  'API_TOO_MANY_REQUESTS',
  'API_HEADERS_TOO_LARGE',
  'API_INTERNAL',
  'API_UNAVAILABLE',
] as const;
