/**
 * What is recorded of continual learning: names, labels and buckets of the source document (Observability and Monitoring
 * Setup: application metrics), which have no prefix.
 */
import { counter, durations, gauge } from '../../operations/metric-rows.ts';

const INFERENCE_SECONDS = [0.001, 0.01, 0.1, 1, 10];
const DEVICE = ['device'];
const TASK = ['task_id'];

export const CONTINUAL_TRAINING_LOSS = gauge('continual', 'training_loss', '1', [], 'last');
export const TRAINING_ACCURACY = gauge('continual', 'training_accuracy', '1', [], 'last');
export const TASKS_LEARNED_TOTAL = counter('continual', 'tasks_learned_total', []);
export const INFERENCE_DURATION_SECONDS = durations(
  'continual',
  'inference_duration_seconds',
  [],
  INFERENCE_SECONDS,
);
export const MEMORY_USAGE_BYTES = gauge('continual', 'memory_usage_bytes', 'bytes', DEVICE);
/** What the source document's alert divides by, and never exported. */
export const GPU_MEMORY_TOTAL_BYTES = gauge('continual', 'gpu_memory_total_bytes', 'bytes', DEVICE);
/** A gauge, whatever its name says. */
export const MODEL_PARAMETERS_TOTAL = gauge('continual', 'model_parameters_total', '1', [], 'last');
export const KNOWLEDGE_RETENTION_SCORE = gauge('continual', 'knowledge_retention_score', '1', TASK, 'last');
/** The highest that a task ever had: what it forgot is the difference. */
export const KNOWLEDGE_RETENTION_PEAK_SCORE = {
  ...gauge('continual', 'knowledge_retention_peak_score', '1', TASK, 'max'),
  acrossIntervals: 'max',
} as const;

export const CONTINUAL_METRICS = [
  CONTINUAL_TRAINING_LOSS,
  TRAINING_ACCURACY,
  TASKS_LEARNED_TOTAL,
  INFERENCE_DURATION_SECONDS,
  MEMORY_USAGE_BYTES,
  GPU_MEMORY_TOTAL_BYTES,
  MODEL_PARAMETERS_TOTAL,
  KNOWLEDGE_RETENTION_SCORE,
  KNOWLEDGE_RETENTION_PEAK_SCORE,
] as const;
