/** What is recorded of models. */
import { durations, gauge } from '../../operations/metric-rows.ts';

// Upper bounds of classic buckets, for expositions that need them. Recording does not use them: histograms keep
// exponential buckets, and quantiles come from those.
const MODEL_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const MODEL = ['model_id', 'framework'];
const DEVICE = ['model_id', 'framework', 'device'];

export const MODEL_LOAD_SECONDS = durations('model', 'model_load_seconds', MODEL, MODEL_SECONDS);
export const MODEL_INIT_SECONDS = durations('model', 'model_init_seconds', DEVICE, MODEL_SECONDS);
export const MODEL_SAVE_SECONDS = durations('model', 'model_save_seconds', MODEL, MODEL_SECONDS);
export const MODEL_SIZE_BYTES = gauge('model', 'model_size_bytes', 'bytes', MODEL, 'max');

export const MODEL_METRICS = [
  MODEL_LOAD_SECONDS,
  MODEL_INIT_SECONDS,
  MODEL_SAVE_SECONDS,
  MODEL_SIZE_BYTES,
] as const;
