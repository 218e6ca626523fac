/** What is recorded of datasets. */
import { counter, distribution, durations, gauge, WORK_SECONDS } from '../../operations/metric-rows.ts';

const FORMAT = ['dataset_id', 'format'];
const TRANSFORMATION = ['dataset_id', 'operation'];
const BYTES_PER_SECOND = [1e4, 1e5, 1e6, 1e7, 5e7, 1e8, 5e8, 1e9, 5e9, 1e10];
const CACHE = ['dataset_id', 'source', 'result'];

export const DATASET_LOAD_SECONDS = durations('dataset', 'dataset_load_seconds', FORMAT, WORK_SECONDS);
export const DATASET_PREPROCESS_SECONDS = durations(
  'dataset',
  'dataset_preprocess_seconds',
  TRANSFORMATION,
  WORK_SECONDS,
);
export const DATASET_TRANSFORM_SECONDS = durations(
  'dataset',
  'dataset_transform_seconds',
  TRANSFORMATION,
  WORK_SECONDS,
);
export const DATASET_SIZE_BYTES = gauge('dataset', 'dataset_size_bytes', 'bytes', FORMAT, 'max');
export const DATASET_BYTES_PER_SECOND = distribution(
  'dataset',
  'dataset_bytes_per_second',
  'per_second',
  ['dataset_id', 'operation_type'],
  BYTES_PER_SECOND,
);
export const DATASET_CACHE_READS_TOTAL = counter('dataset', 'dataset_cache_reads_total', CACHE);

export const DATASET_METRICS = [
  DATASET_LOAD_SECONDS,
  DATASET_PREPROCESS_SECONDS,
  DATASET_TRANSFORM_SECONDS,
  DATASET_SIZE_BYTES,
  DATASET_BYTES_PER_SECOND,
  DATASET_CACHE_READS_TOTAL,
] as const;
