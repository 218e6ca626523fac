/**
 * Every metric of the library, defined here and nowhere else: expositions, dashboards, alert rules and the
 * reference are made from this table, so none of them can name a series that is not recorded. What each metric is in
 * words stands in help.ts.
 *
 * Names are those of the source documents (WAL Telemetry AI/ML Integration, Prometheus Integration); ours follow
 * their pattern: base units, unit suffix, `_total` on counters.
 */
import type { MetricCategory, MetricDefinition, MetricKind, MetricUnit } from './snapshot.ts';

// Upper bounds of classic buckets, for expositions that need them. Recording does not use them: histograms keep
// exponential buckets, and quantiles come from those.
const MODEL_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const INFERENCE_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
// OpenTelemetry's for gen_ai.server.time_to_first_token and gen_ai.server.time_per_output_token.
const FIRST_TOKEN_SECONDS = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
const TOKEN_SECONDS = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];
// OpenTelemetry's for gen_ai.client.token.usage.
const TOKENS = Array.from({ length: 14 }, (_, i) => 4 ** i);
const TOKENS_PER_SECOND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const STEP_SECONDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];
const EPOCH_SECONDS = [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400];
// OpenTelemetry's for database clients (db.client.operation.duration), and longer.
const STORAGE_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];
const FAILURE_SECONDS = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 3600];
const PHASE_SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600];
const BYTES_PER_SECOND = [1e4, 1e5, 1e6, 1e7, 5e7, 1e8, 5e8, 1e9, 5e9, 1e10];
// OpenTelemetry's for http.server.request.duration.
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const WORKERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const MEBIBYTE = 2 ** 20;
const MEMORY_BYTES = [-64, -1, 0, 1, 4, 16, 64, 256, 1024, 4096].map((mebibytes) => mebibytes * MEBIBYTE);

const MODEL = ['model_id', 'framework'];
const DEVICE = ['model_id', 'framework', 'device'];
const BATCH = ['model_id', 'batch_size'];
const ID = ['model_id'];
const STATISTIC = ['model_id', 'metric'];
const WORKER = ['worker_id'];
const FORMAT = ['dataset_id', 'format'];
const TRANSFORMATION = ['dataset_id', 'operation'];
const CACHE = ['dataset_id', 'source', 'result'];
const COORDINATION = ['operation'];
/** The subject is the model, the dataset or the backend. */
const PHASE = ['operation_type', 'phase', 'subject'];
const STORAGE = ['operation_type', 'backend'];
const STORAGE_STATUS = [...STORAGE, 'status'];
const STATUS = ['operation_type', 'status'];
const REMOTE = ['remote'];

export const CATALOGUE = [
  durations('model', 'model_load_seconds', MODEL, MODEL_SECONDS),
  durations('model', 'model_init_seconds', DEVICE, MODEL_SECONDS),
  durations('model', 'model_save_seconds', MODEL, MODEL_SECONDS),
  gauge('model', 'model_size_bytes', 'bytes', MODEL),

  durations('inference', 'inference_seconds', BATCH, INFERENCE_SECONDS),
  durations('inference', 'batch_inference_seconds', BATCH, INFERENCE_SECONDS),
  durations('inference', 'embeddings_generation_seconds', BATCH, INFERENCE_SECONDS),
  gauge('inference', 'inference_throughput', 'per_second', ID),
  gauge('inference', 'inference_memory_bytes', 'bytes', ID),
  distribution('inference', 'inference_memory_delta_bytes', 'bytes', ID, MEMORY_BYTES),
  distribution(
    'inference',
    'inference_memory_peak_bytes',
    'bytes',
    ID,
    MEMORY_BYTES.filter((bytes) => bytes >= 0),
  ),

  durations('inference', 'time_to_first_chunk_seconds', ID, FIRST_TOKEN_SECONDS),
  durations('inference', 'time_to_first_token_seconds', ID, FIRST_TOKEN_SECONDS),
  durations('inference', 'inter_token_latency_seconds', ID, TOKEN_SECONDS),
  durations('inference', 'time_per_output_token_seconds', ID, TOKEN_SECONDS),
  distribution('inference', 'stream_tokens_per_second', 'per_second', ID, TOKENS_PER_SECOND),
  distribution('inference', 'stream_output_tokens', '1', ID, TOKENS),
  counter('inference', 'stream_tokens_total', ID),
  counter('inference', 'streams_total', [...ID, 'ending']),
  counter('inference', 'stream_objectives_total', [...ID, 'operation_type', 'objective', 'result']),
  gauge('inference', 'active_streams', '1', ID),

  durations('training', 'training_epoch_seconds', ID, EPOCH_SECONDS),
  durations('training', 'optimizer_step_seconds', ID, STEP_SECONDS),
  durations('training', 'gradient_update_seconds', ID, STEP_SECONDS),
  gauge('training', 'training_samples_per_second', 'per_second', ID),
  gauge('training', 'training_loss', '1', ID),
  gauge('training', 'training_metric', '1', STATISTIC),

  durations('dataset', 'dataset_load_seconds', FORMAT, MODEL_SECONDS),
  durations('dataset', 'dataset_preprocess_seconds', TRANSFORMATION, MODEL_SECONDS),
  durations('dataset', 'dataset_transform_seconds', TRANSFORMATION, MODEL_SECONDS),
  gauge('dataset', 'dataset_size_bytes', 'bytes', FORMAT),
  distribution(
    'dataset',
    'dataset_bytes_per_second',
    'per_second',
    ['dataset_id', 'operation_type'],
    BYTES_PER_SECOND,
  ),
  counter('dataset', 'dataset_cache_reads_total', CACHE),

  durations('distributed', 'coordination_overhead_seconds', COORDINATION, MODEL_SECONDS),
  distribution('distributed', 'coordinated_workers', '1', COORDINATION, WORKERS),
  durations('distributed', 'worker_task_seconds', WORKER, MODEL_SECONDS),
  gauge('distributed', 'worker_utilization_ratio', 'ratio', WORKER),

  durations('storage', 'operation_latency_seconds', STORAGE, STORAGE_SECONDS),
  durations('storage', 'backend_response_time_seconds', STORAGE, STORAGE_SECONDS),
  durations('storage', 'operation_failure_latency_seconds', [...STORAGE, 'outcome'], STORAGE_SECONDS),
  gauge('storage', 'operation_success_rate', '1', STORAGE),
  gauge('storage', 'operation_error_rate', '1', STORAGE),
  gauge('storage', 'operations_per_minute', '1', STORAGE),
  gauge('storage', 'operations_by_status', '1', STORAGE_STATUS),
  gauge('storage', 'queue_size', '1', ['status']),
  gauge('storage', 'backend_health', '1', ['backend']),
  counter('storage', 'operation_count_total', STORAGE_STATUS),
  counter('storage', 'operation_outcomes_total', [...STORAGE, 'outcome']),
  counter('storage', 'retry_count_total', STORAGE),

  durations(
    'http',
    'http_server_request_duration_seconds',
    ['method', 'route', 'status_code', 'outcome'],
    REQUEST_SECONDS,
  ),
  gauge('http', 'http_server_active_requests', '1', ['method']),

  counter('operation', 'operations_total', STATUS),
  counter('operation', 'model_operations_total', [...ID, ...STATUS]),
  counter('operation', 'dataset_operations_total', ['dataset_id', ...STATUS]),
  durations('operation', 'operation_failure_seconds', STATUS, FAILURE_SECONDS),
  durations('operation', 'operation_phase_seconds', PHASE, PHASE_SECONDS),
  counter('operation', 'operation_phases_total', [...PHASE, 'status']),
  durations('operation', 'operation_phase_failure_seconds', [...PHASE, 'status'], FAILURE_SECONDS),

  gauge('runtime', 'memory_in_use_bytes', 'bytes', ['kind']),

  counter('self', 'history_intervals_dropped_total', ['bound']),
  counter('self', 'instrument_conflicts_total', ['metric']),
  counter('self', 'labels_replaced_total', ['label']),
  counter('self', 'series_overflow_total', ['metric']),
  counter('self', 'recordings_refused_total', ['reason']),
  counter('self', 'workers_missing_total', []),
  counter('self', 'remote_write_samples_sent_total', REMOTE),
  counter('self', 'remote_write_samples_dropped_total', [...REMOTE, 'reason']),
  counter('self', 'remote_write_retries_total', [...REMOTE, 'reason']),
  gauge('self', 'remote_write_samples_waiting', '1', REMOTE),
] as const satisfies readonly MetricDefinition[];

/** The name of any metric of the catalogue. */
export type AnyCatalogueName = (typeof CATALOGUE)[number]['name'];

/** The names of one kind of metric. */
export type CatalogueName<Kind extends MetricKind> = Extract<
  (typeof CATALOGUE)[number],
  { kind: Kind }
>['name'];

function durations<const Name extends string>(
  category: MetricCategory,
  name: Name,
  labels: readonly string[],
  bucketBounds: readonly number[],
) {
  return { name, kind: 'histogram', unit: 'seconds', labels, bucketBounds, category } as const;
}

function distribution<const Name extends string>(
  category: MetricCategory,
  name: Name,
  unit: MetricUnit,
  labels: readonly string[],
  bucketBounds: readonly number[],
) {
  return { name, kind: 'histogram', unit, labels, bucketBounds, category } as const;
}

function gauge<const Name extends string>(
  category: MetricCategory,
  name: Name,
  unit: MetricUnit,
  labels: readonly string[],
) {
  return { name, kind: 'gauge', unit, labels, category } as const;
}

function counter<const Name extends string>(category: MetricCategory, name: Name, labels: readonly string[]) {
  return { name, kind: 'counter', unit: '1', labels, category } as const;
}
