/** What is recorded of storage operations. */
import { counter, durations, gauge } from '../../operations/metric-rows.ts';

// OpenTelemetry's for database clients (db.client.operation.duration), and longer.
const STORAGE_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];
const STORAGE = ['operation_type', 'backend'];
const STORAGE_STATUS = [...STORAGE, 'status'];

export const OPERATION_LATENCY_SECONDS = durations(
  'storage',
  'operation_latency_seconds',
  STORAGE,
  STORAGE_SECONDS,
);
export const BACKEND_RESPONSE_TIME_SECONDS = durations(
  'storage',
  'backend_response_time_seconds',
  STORAGE,
  STORAGE_SECONDS,
);
/** By the class of what was thrown, or how it ended where nothing was. */
export const OPERATION_FAILURE_LATENCY_SECONDS = durations(
  'storage',
  'operation_failure_latency_seconds',
  [...STORAGE, 'outcome', 'error_type'],
  STORAGE_SECONDS,
);
export const OPERATION_SUCCESS_RATE = gauge('storage', 'operation_success_rate', '1', STORAGE, {
  of: 'operation_outcomes_total',
  label: 'outcome',
  value: 'ok',
});
export const OPERATION_ERROR_RATE = gauge('storage', 'operation_error_rate', '1', STORAGE, {
  of: 'operation_outcomes_total',
  label: 'outcome',
  value: 'error',
});
export const OPERATIONS_PER_MINUTE = gauge('storage', 'operations_per_minute', '1', STORAGE);
export const OPERATIONS_BY_STATUS = gauge('storage', 'operations_by_status', '1', STORAGE_STATUS);
export const QUEUE_SIZE = gauge('storage', 'queue_size', '1', ['status'], 'max');
export const BACKEND_HEALTH = gauge('storage', 'backend_health', '1', ['backend'], 'min');
export const OPERATION_COUNT_TOTAL = counter('storage', 'operation_count_total', STORAGE_STATUS);
export const OPERATION_OUTCOMES_TOTAL = counter('storage', 'operation_outcomes_total', [
  ...STORAGE,
  'outcome',
]);
export const RETRY_COUNT_TOTAL = counter('storage', 'retry_count_total', STORAGE);

export const STORAGE_METRICS = [
  OPERATION_LATENCY_SECONDS,
  BACKEND_RESPONSE_TIME_SECONDS,
  OPERATION_FAILURE_LATENCY_SECONDS,
  OPERATION_SUCCESS_RATE,
  OPERATION_ERROR_RATE,
  OPERATIONS_PER_MINUTE,
  OPERATIONS_BY_STATUS,
  QUEUE_SIZE,
  BACKEND_HEALTH,
  OPERATION_COUNT_TOTAL,
  OPERATION_OUTCOMES_TOTAL,
  RETRY_COUNT_TOTAL,
] as const;
