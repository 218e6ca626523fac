/**
 * Every metric of the library: expositions, dashboards, alert rules and the reference are made from this table, so none
 * of them can name a series that is not recorded.
 */
import type { Instrument } from '../../metrics/index.ts';
import type { Category } from '../context/categories.ts';
import { OPERATION_METRICS } from '../operations/metrics.ts';
import { CONTINUAL_METRICS } from './continual/metrics.ts';
import { DATASET_METRICS } from './dataset/metrics.ts';
import { DISTRIBUTED_METRICS } from './distributed/metrics.ts';
import { DRIFT_METRICS } from './drift/metrics.ts';
import { HTTP_METRICS } from './http/metrics.ts';
import { INFERENCE_METRICS } from './inference/metrics.ts';
import { MODEL_METRICS } from './model/metrics.ts';
import { RUNTIME_METRICS } from './runtime-metrics.ts';
import { STORAGE_METRICS } from './storage/metrics.ts';
import { STREAM_METRICS } from './stream/metrics.ts';
import { TRAINING_METRICS } from './training/metrics.ts';

/** What is recorded of each category of work. */
const METRICS: Readonly<Record<Category, readonly Instrument[]>> = {
  model: MODEL_METRICS,
  inference: INFERENCE_METRICS,
  stream: STREAM_METRICS,
  training: TRAINING_METRICS,
  dataset: DATASET_METRICS,
  distributed: DISTRIBUTED_METRICS,
  storage: STORAGE_METRICS,
  http: HTTP_METRICS,
  drift: DRIFT_METRICS,
  continual: CONTINUAL_METRICS,
};

/** Groups that are no work of their own come last. */
export const CATALOGUE: readonly Instrument[] = [
  ...Object.values(METRICS).flat(),
  ...OPERATION_METRICS,
  ...RUNTIME_METRICS,
];
