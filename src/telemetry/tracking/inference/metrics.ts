/** What is recorded of inference. */
import { counter, distribution, durations, gauge } from '../../operations/metric-rows.ts';

const INFERENCE_SECONDS_BOUNDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
const BATCH = ['model_id', 'batch_size'];
const ID = ['model_id'];
/** The kind of memory that is the resident set of the process. */
export const RESIDENT = 'rss';
/** `kind`: `heap`, `device`, `rss` ... */
const MEMORY = [...ID, 'kind'];
const MEBIBYTE = 2 ** 20;
const MEMORY_BYTES = [-64, -1, 0, 1, 4, 16, 64, 256, 1024, 4096].map((mebibytes) => mebibytes * MEBIBYTE);

export const INFERENCE_SECONDS = durations('inference', 'inference_seconds', BATCH, INFERENCE_SECONDS_BOUNDS);
export const BATCH_INFERENCE_SECONDS = durations(
  'inference',
  'batch_inference_seconds',
  BATCH,
  INFERENCE_SECONDS_BOUNDS,
);
export const EMBEDDINGS_GENERATION_SECONDS = durations(
  'inference',
  'embeddings_generation_seconds',
  BATCH,
  INFERENCE_SECONDS_BOUNDS,
);
export const INFERENCE_THROUGHPUT = gauge('inference', 'inference_throughput', 'per_second', ID);
export const INFERENCE_THROUGHPUT_PEAK = gauge(
  'inference',
  'inference_throughput_peak',
  'per_second',
  ID,
  'max',
);
/** What one call achieves, however many run beside it. */
export const INFERENCE_CALL_RATE = gauge('inference', 'inference_call_rate', 'per_second', ID, 'last');
export const INFERENCE_ITEMS_TOTAL = counter('inference', 'inference_items_total', ID);
export const INFERENCE_BUSY_SECONDS_TOTAL = counter('inference', 'inference_busy_seconds_total', ID);
export const INFERENCE_RUNNING = gauge('inference', 'inference_running', '1', ID);
export const INFERENCE_WAITING = gauge('inference', 'inference_waiting', '1', ID);
export const INFERENCE_QUEUE_SECONDS = durations(
  'inference',
  'inference_queue_seconds',
  ID,
  INFERENCE_SECONDS_BOUNDS,
);
export const INFERENCE_MEMORY_BYTES = gauge('inference', 'inference_memory_bytes', 'bytes', ID, 'last');
export const INFERENCE_MEMORY_DELTA_BYTES = distribution(
  'inference',
  'inference_memory_delta_bytes',
  'bytes',
  MEMORY,
  MEMORY_BYTES,
);
export const INFERENCE_MEMORY_PEAK_BYTES = distribution(
  'inference',
  'inference_memory_peak_bytes',
  'bytes',
  MEMORY,
  MEMORY_BYTES.filter((bytes) => bytes >= 0),
);

export const INFERENCE_METRICS = [
  INFERENCE_SECONDS,
  BATCH_INFERENCE_SECONDS,
  EMBEDDINGS_GENERATION_SECONDS,
  INFERENCE_THROUGHPUT,
  INFERENCE_THROUGHPUT_PEAK,
  INFERENCE_CALL_RATE,
  INFERENCE_ITEMS_TOTAL,
  INFERENCE_BUSY_SECONDS_TOTAL,
  INFERENCE_RUNNING,
  INFERENCE_WAITING,
  INFERENCE_QUEUE_SECONDS,
  INFERENCE_MEMORY_BYTES,
  INFERENCE_MEMORY_DELTA_BYTES,
  INFERENCE_MEMORY_PEAK_BYTES,
] as const;
