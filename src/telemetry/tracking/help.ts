/**
 * What each metric of the catalogue is, in one sentence. Apart from the catalogue, because recording needs no words:
 * only what shows metrics to people imports them.
 */

import type { Instrument } from '../../metrics/inner.ts';
import { ownValue } from '../../validate.ts';

const HELP: Readonly<Record<string, string>> = {
  model_load_seconds: 'Time to load a model from storage.',
  model_init_seconds: 'Time to initialise a model on a device.',
  model_save_seconds: 'Time to save a model to storage.',
  model_size_bytes: 'Size of the model.',
  inference_seconds: 'Time of one inference.',
  batch_inference_seconds: 'Time of one batch inference.',
  embeddings_generation_seconds: 'Time to embed a batch.',
  inference_throughput: 'Items per second of the last inference.',
  inference_memory_bytes: 'Memory the last inference took or freed.',
  inference_memory_delta_bytes: 'Memory an inference took or freed.',
  inference_memory_peak_bytes: 'Most memory in use during an inference, less what was in use when it began.',
  time_to_first_chunk_seconds: 'Time to the first chunk of a stream.',
  time_to_first_token_seconds: 'Time to the first token of a stream.',
  inter_token_latency_seconds: 'Time between two tokens.',
  time_per_output_token_seconds: 'Time per token of a stream after its first.',
  stream_tokens_per_second: 'Tokens per second of a whole stream.',
  stream_output_tokens: 'Tokens of one stream, when it has ended.',
  stream_tokens_total: 'Tokens of the streams that have ended.',
  streams_total: 'Streams that have ended, by how.',
  stream_objectives_total: 'Streams that met every bound of an objective, or missed one.',
  active_streams: 'Streams that are being read now.',
  training_epoch_seconds: 'Time of one training epoch.',
  optimizer_step_seconds: 'Time of one optimizer step.',
  gradient_update_seconds: 'Time of one gradient update.',
  training_samples_per_second: 'Samples per second of the last epoch.',
  training_loss: 'Last training loss.',
  training_metric: 'Last value of another training statistic.',
  dataset_load_seconds: 'Time to load a dataset from storage.',
  dataset_preprocess_seconds: 'Time to preprocess a dataset.',
  dataset_transform_seconds: 'Time to transform a dataset.',
  dataset_size_bytes: 'Size of the dataset.',
  dataset_bytes_per_second: 'Bytes per second of an operation on a dataset.',
  dataset_cache_reads_total: 'Reads of a dataset that a cache served or missed.',
  coordination_overhead_seconds: 'Time of coordinating workers, by type of operation.',
  coordinated_workers: 'Workers that took part in an operation.',
  worker_task_seconds: 'Time a worker needed for a task.',
  worker_utilization_ratio: 'Share of time a worker was busy, as it said last.',
  worker_utilization_sample_ratio: 'Share of time a worker was busy, every sample.',
  operation_latency_seconds: 'Time from the start of a storage operation to its end.',
  backend_response_time_seconds: 'Time a backend worked on a storage operation.',
  operation_failure_latency_seconds: 'Time of failed storage operations.',
  operation_success_rate: 'Share of storage operations that ended well.',
  operation_error_rate: 'Share of storage operations that failed.',
  operations_per_minute: 'Storage operations that ended in the last minute.',
  operations_by_status: 'Storage operations in flight, by status.',
  queue_size: 'Operations in the queue, by status.',
  backend_health: 'Health: 1 online, 0.5 degraded, 0 offline.',
  operation_count_total: 'Storage operations that reached a status.',
  operation_outcomes_total: 'Storage operations that ended.',
  retry_count_total: 'Retries of storage operations.',
  http_server_request_duration_seconds: 'Time of a request, to the end of its response.',
  http_server_active_requests: 'Requests that are being answered now.',
  operations_total: 'Operations that ended, by outcome.',
  model_operations_total: 'Operations on a model, by outcome.',
  dataset_operations_total: 'Operations on a dataset, by outcome.',
  operation_failure_seconds: 'Time of failed operations, by model and class of error.',
  operation_phase_seconds: 'Time of one phase of an operation.',
  operation_phases_total: 'Phases that ended, by outcome.',
  operation_phase_failure_seconds: 'Time of failed phases.',
  memory_in_use_bytes: 'Memory in use when the interval ended, by kind.',
  history_intervals_dropped_total: 'Intervals that left the history, by bound.',
  instrument_conflicts_total:
    'Instruments of OpenTelemetry, or metrics of workers, with the name of another one that they differ from.',
  labels_replaced_total: 'Look-ups with a label value that was not admitted.',
  series_overflow_total: 'Look-ups that found their metric full.',
  recordings_refused_total: 'Recordings that made no sense.',
  workers_missing_total:
    'Workers that did not tell in time what they recorded, or not in this version’s form.',
  remote_write_samples_sent_total: 'Samples that a remote write receiver took.',
  remote_write_samples_dropped_total: 'Samples that no remote write receiver took.',
  remote_write_retries_total: 'Remote write requests to be sent again.',
  remote_write_samples_waiting: 'Samples that wait to be sent by remote write.',
};

/** One sentence: the instrument's own, or the catalogue's. */
export function helpOf({ name, category, help }: Instrument): string {
  return help ?? (category === 'custom' ? '' : (ownValue(HELP, name) ?? ''));
}
