/**
 * Every metric of the library: expositions, dashboards, alert rules and the reference are made from this table, so none
 * of them can name a series that is not recorded. Each category's rows live with its tracker.
 */
import type { Instrument } from '../../metrics/index.ts';
import { OPERATION_METRICS } from '../operations/metrics.ts';
import { DATASET_METRICS } from './dataset/metrics.ts';
import { DISTRIBUTED_METRICS } from './distributed/metrics.ts';
import { HTTP_METRICS } from './http/metrics.ts';
import { INFERENCE_METRICS } from './inference/metrics.ts';
import { MODEL_METRICS } from './model/metrics.ts';
import { RUNTIME_METRICS } from './runtime-metrics.ts';
import { STORAGE_METRICS } from './storage/metrics.ts';
import { STREAM_METRICS } from './stream/metrics.ts';
import { TRAINING_METRICS } from './training/metrics.ts';

export const CATALOGUE: readonly Instrument[] = [
  ...MODEL_METRICS,
  ...INFERENCE_METRICS,
  ...STREAM_METRICS,
  ...TRAINING_METRICS,
  ...DATASET_METRICS,
  ...DISTRIBUTED_METRICS,
  ...STORAGE_METRICS,
  ...HTTP_METRICS,
  ...OPERATION_METRICS,
  ...RUNTIME_METRICS,
];
