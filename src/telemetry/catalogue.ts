/**
 * Every metric of the library, defined here and nowhere else: expositions, dashboards, alert rules and the
 * reference are made from this table, so none of them can name a series that is not recorded.
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
  durations('model', 'model_load_seconds', MODEL, MODEL_SECONDS, 'Time to load a model from storage.'),
  durations('model', 'model_init_seconds', DEVICE, MODEL_SECONDS, 'Time to initialise a model on a device.'),
  durations('model', 'model_save_seconds', MODEL, MODEL_SECONDS, 'Time to save a model to storage.'),
  gauge('model', 'model_size_bytes', 'bytes', MODEL, 'Size of the model.'),

  durations('inference', 'inference_seconds', BATCH, INFERENCE_SECONDS, 'Time of one inference.'),
  durations('inference', 'batch_inference_seconds', BATCH, INFERENCE_SECONDS, 'Time of one batch inference.'),
  durations('inference', 'embeddings_generation_seconds', BATCH, INFERENCE_SECONDS, 'Time to embed a batch.'),
  gauge('inference', 'inference_throughput', 'per_second', ID, 'Items per second of the last inference.'),
  gauge('inference', 'inference_memory_bytes', 'bytes', ID, 'Memory the last inference took or freed.'),
  distribution(
    'inference',
    'inference_memory_delta_bytes',
    'bytes',
    ID,
    MEMORY_BYTES,
    'Memory an inference took or freed.',
  ),
  distribution(
    'inference',
    'inference_memory_peak_bytes',
    'bytes',
    ID,
    MEMORY_BYTES.filter((bytes) => bytes >= 0),
    'Most memory in use during an inference, less what was in use when it began.',
  ),

  durations(
    'inference',
    'time_to_first_chunk_seconds',
    ID,
    FIRST_TOKEN_SECONDS,
    'Time to the first chunk of a stream.',
  ),
  durations(
    'inference',
    'time_to_first_token_seconds',
    ID,
    FIRST_TOKEN_SECONDS,
    'Time to the first token of a stream.',
  ),
  durations('inference', 'inter_token_latency_seconds', ID, TOKEN_SECONDS, 'Time between two tokens.'),
  durations(
    'inference',
    'time_per_output_token_seconds',
    ID,
    TOKEN_SECONDS,
    'Time per token of a stream after its first.',
  ),
  distribution(
    'inference',
    'stream_tokens_per_second',
    'per_second',
    ID,
    TOKENS_PER_SECOND,
    'Tokens per second of a whole stream.',
  ),
  distribution(
    'inference',
    'stream_output_tokens',
    '1',
    ID,
    TOKENS,
    'Tokens of one stream, when it has ended.',
  ),
  counter('inference', 'stream_tokens_total', ID, 'Tokens of the streams that have ended.'),
  counter('inference', 'streams_total', [...ID, 'ending'], 'Streams that have ended, by how.'),
  counter(
    'inference',
    'stream_objectives_total',
    [...ID, 'operation_type', 'objective', 'result'],
    'Streams that met every bound of an objective, or missed one.',
  ),
  gauge('inference', 'active_streams', '1', ID, 'Streams that are being read now.'),

  durations('training', 'training_epoch_seconds', ID, EPOCH_SECONDS, 'Time of one training epoch.'),
  durations('training', 'optimizer_step_seconds', ID, STEP_SECONDS, 'Time of one optimizer step.'),
  durations('training', 'gradient_update_seconds', ID, STEP_SECONDS, 'Time of one gradient update.'),
  gauge('training', 'training_samples_per_second', 'per_second', ID, 'Samples per second of the last epoch.'),
  gauge('training', 'training_loss', '1', ID, 'Last training loss.'),
  gauge('training', 'training_metric', '1', STATISTIC, 'Last value of another training statistic.'),

  durations('dataset', 'dataset_load_seconds', FORMAT, MODEL_SECONDS, 'Time to load a dataset from storage.'),
  durations(
    'dataset',
    'dataset_preprocess_seconds',
    TRANSFORMATION,
    MODEL_SECONDS,
    'Time to preprocess a dataset.',
  ),
  durations(
    'dataset',
    'dataset_transform_seconds',
    TRANSFORMATION,
    MODEL_SECONDS,
    'Time to transform a dataset.',
  ),
  gauge('dataset', 'dataset_size_bytes', 'bytes', FORMAT, 'Size of the dataset.'),
  distribution(
    'dataset',
    'dataset_bytes_per_second',
    'per_second',
    ['dataset_id', 'operation_type'],
    BYTES_PER_SECOND,
    'Bytes per second of an operation on a dataset.',
  ),
  counter('dataset', 'dataset_cache_reads_total', CACHE, 'Reads of a dataset that a cache served or missed.'),

  durations(
    'distributed',
    'coordination_overhead_seconds',
    COORDINATION,
    MODEL_SECONDS,
    'Time of coordinating workers, by type of operation.',
  ),
  distribution(
    'distributed',
    'coordinated_workers',
    '1',
    COORDINATION,
    WORKERS,
    'Workers that took part in an operation.',
  ),
  durations('distributed', 'worker_task_seconds', WORKER, MODEL_SECONDS, 'Time a worker needed for a task.'),
  gauge('distributed', 'worker_utilization_ratio', 'ratio', WORKER, 'Share of time a worker was busy.'),

  durations(
    'storage',
    'operation_latency_seconds',
    STORAGE,
    STORAGE_SECONDS,
    'Time from the start of a storage operation to its end.',
  ),
  durations(
    'storage',
    'backend_response_time_seconds',
    STORAGE,
    STORAGE_SECONDS,
    'Time a backend worked on a storage operation.',
  ),
  durations(
    'storage',
    'operation_failure_latency_seconds',
    [...STORAGE, 'outcome'],
    STORAGE_SECONDS,
    'Time of failed storage operations.',
  ),
  gauge('storage', 'operation_success_rate', '1', STORAGE, 'Share of storage operations that ended well.'),
  gauge('storage', 'operation_error_rate', '1', STORAGE, 'Share of storage operations that failed.'),
  gauge(
    'storage',
    'operations_per_minute',
    '1',
    STORAGE,
    'Storage operations that ended in the last minute.',
  ),
  gauge('storage', 'operations_by_status', '1', STORAGE_STATUS, 'Storage operations in flight, by status.'),
  gauge('storage', 'queue_size', '1', ['status'], 'Operations in the queue, by status.'),
  gauge('storage', 'backend_health', '1', ['backend'], 'Health: 1 online, 0.5 degraded, 0 offline.'),
  counter('storage', 'operation_count_total', STORAGE_STATUS, 'Storage operations that reached a status.'),
  counter('storage', 'operation_outcomes_total', [...STORAGE, 'outcome'], 'Storage operations that ended.'),
  counter('storage', 'retry_count_total', STORAGE, 'Retries of storage operations.'),

  durations(
    'http',
    'http_server_request_duration_seconds',
    ['method', 'route', 'status_code', 'outcome'],
    REQUEST_SECONDS,
    'Time of a request, to the end of its response.',
  ),
  gauge('http', 'http_server_active_requests', '1', ['method'], 'Requests that are being answered now.'),

  counter('operation', 'operations_total', STATUS, 'Operations that ended, by outcome.'),
  counter('operation', 'model_operations_total', [...ID, ...STATUS], 'Operations on a model, by outcome.'),
  counter(
    'operation',
    'dataset_operations_total',
    ['dataset_id', ...STATUS],
    'Operations on a dataset, by outcome.',
  ),
  durations('operation', 'operation_failure_seconds', STATUS, FAILURE_SECONDS, 'Time of failed operations.'),
  durations(
    'operation',
    'operation_phase_seconds',
    PHASE,
    PHASE_SECONDS,
    'Time of one phase of an operation.',
  ),
  counter('operation', 'operation_phases_total', [...PHASE, 'status'], 'Phases that ended, by outcome.'),
  durations(
    'operation',
    'operation_phase_failure_seconds',
    [...PHASE, 'status'],
    FAILURE_SECONDS,
    'Time of failed phases.',
  ),

  gauge(
    'runtime',
    'memory_in_use_bytes',
    'bytes',
    ['kind'],
    'Memory in use when the interval ended, by kind.',
  ),

  counter('self', 'history_intervals_dropped_total', ['bound'], 'Intervals that left the history, by bound.'),
  counter(
    'self',
    'instrument_conflicts_total',
    ['metric'],
    'Instruments of OpenTelemetry with the name of another one that they differ from.',
  ),
  counter('self', 'labels_replaced_total', ['label'], 'Look-ups with a label value that was not admitted.'),
  counter('self', 'series_overflow_total', ['metric'], 'Look-ups that found their metric full.'),
  counter('self', 'recordings_refused_total', ['reason'], 'Recordings that made no sense.'),
  counter('self', 'workers_missing_total', [], 'Workers that did not tell in time what they recorded.'),
  counter('self', 'remote_write_samples_sent_total', REMOTE, 'Samples that a remote write receiver took.'),
  counter(
    'self',
    'remote_write_samples_dropped_total',
    [...REMOTE, 'reason'],
    'Samples that no remote write receiver took.',
  ),
  counter(
    'self',
    'remote_write_retries_total',
    [...REMOTE, 'reason'],
    'Remote write requests to be sent again.',
  ),
  gauge('self', 'remote_write_samples_waiting', '1', REMOTE, 'Samples that wait to be sent by remote write.'),
] as const satisfies readonly MetricDefinition[];

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
  help: string,
) {
  return { name, kind: 'histogram', unit: 'seconds', help, labels, bucketBounds, category } as const;
}

function distribution<const Name extends string>(
  category: MetricCategory,
  name: Name,
  unit: MetricUnit,
  labels: readonly string[],
  bucketBounds: readonly number[],
  help: string,
) {
  return { name, kind: 'histogram', unit, help, labels, bucketBounds, category } as const;
}

function gauge<const Name extends string>(
  category: MetricCategory,
  name: Name,
  unit: MetricUnit,
  labels: readonly string[],
  help: string,
) {
  return { name, kind: 'gauge', unit, help, labels, category } as const;
}

function counter<const Name extends string>(
  category: MetricCategory,
  name: Name,
  labels: readonly string[],
  help: string,
) {
  return { name, kind: 'counter', unit: '1', help, labels, category } as const;
}
