import type { STORAGE_METRICS } from './metrics.ts';

/** The eight metric types of the WAL Telemetry API, and where each of them is recorded. */
export const STORAGE_METRIC_TYPES = {
  operation_count: 'operation_count_total',
  operation_latency: 'operation_latency_seconds',
  success_rate: 'operation_success_rate',
  error_rate: 'operation_error_rate',
  backend_health: 'backend_health',
  throughput: 'operations_per_minute',
  queue_size: 'queue_size',
  retry_count: 'retry_count_total',
} as const satisfies Record<string, (typeof STORAGE_METRICS)[number]['name']>;

export type StorageMetricType = keyof typeof STORAGE_METRIC_TYPES;
