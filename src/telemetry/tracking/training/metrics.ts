/** What is recorded of training. */
import { durations, gauge } from '../../operations/metric-rows.ts';

const EPOCH_SECONDS = [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400];
const ID = ['model_id'];
const STEP_SECONDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];
const STATISTIC = ['model_id', 'metric'];

export const TRAINING_EPOCH_SECONDS = durations('training', 'training_epoch_seconds', ID, EPOCH_SECONDS);
export const OPTIMIZER_STEP_SECONDS = durations('training', 'optimizer_step_seconds', ID, STEP_SECONDS);
export const GRADIENT_UPDATE_SECONDS = durations('training', 'gradient_update_seconds', ID, STEP_SECONDS);
export const TRAINING_SAMPLES_PER_SECOND = gauge('training', 'training_samples_per_second', 'per_second', ID);
export const TRAINING_LOSS = gauge('training', 'training_loss', '1', ID, 'last');
export const TRAINING_METRIC = gauge('training', 'training_metric', '1', STATISTIC, 'last');

export const TRAINING_METRICS = [
  TRAINING_EPOCH_SECONDS,
  OPTIMIZER_STEP_SECONDS,
  GRADIENT_UPDATE_SECONDS,
  TRAINING_SAMPLES_PER_SECOND,
  TRAINING_LOSS,
  TRAINING_METRIC,
] as const;
