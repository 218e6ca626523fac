/** What is recorded of models. */
import { durations, gauge, WORK_SECONDS } from '../../operations/metric-rows.ts';

const MODEL = ['model_id', 'framework'];
const DEVICE = ['model_id', 'framework', 'device'];

export const MODEL_LOAD_SECONDS = durations('model', 'model_load_seconds', MODEL, WORK_SECONDS);
export const MODEL_INIT_SECONDS = durations('model', 'model_init_seconds', DEVICE, WORK_SECONDS);
export const MODEL_SAVE_SECONDS = durations('model', 'model_save_seconds', MODEL, WORK_SECONDS);
export const MODEL_SIZE_BYTES = gauge('model', 'model_size_bytes', 'bytes', MODEL, 'max');

export const MODEL_METRICS = [
  MODEL_LOAD_SECONDS,
  MODEL_INIT_SECONDS,
  MODEL_SAVE_SECONDS,
  MODEL_SIZE_BYTES,
] as const;
