/**
 * The metrics of what methods of a telemetry track. They are there from the beginning; those of streams, servers, drift and
 * continual learning, which are functions, from the first call on, so that a bundle has those that it uses.
 */
import type { Instrument } from '../../metrics/index.ts';
import { OPERATION_METRICS } from '../operations/metrics.ts';
import { DATASET_METRICS } from './dataset/metrics.ts';
import { DISTRIBUTED_METRICS } from './distributed/metrics.ts';
import { INFERENCE_METRICS } from './inference/metrics.ts';
import { MODEL_METRICS } from './model/metrics.ts';
import { RUNTIME_METRICS } from './runtime-metrics.ts';
import { STORAGE_METRICS } from './storage/metrics.ts';
import { TRAINING_METRICS } from './training/metrics.ts';

export const METHOD_METRICS: readonly Instrument[] = [
  ...MODEL_METRICS,
  ...INFERENCE_METRICS,
  ...TRAINING_METRICS,
  ...DATASET_METRICS,
  ...DISTRIBUTED_METRICS,
  ...STORAGE_METRICS,
  ...OPERATION_METRICS,
  ...RUNTIME_METRICS,
];

/** Labels that only the other metrics of the catalogue have. */
export const FURTHER_LABELS = ['task_id', 'feature', 'side', 'category', 'ending', 'objective'];
