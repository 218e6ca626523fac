/** What a telemetry counts of the stores that keep what it records. */
import { selfMetric } from '../../metrics/inner.ts';

export const STORE_INTERVALS = /* @__PURE__ */ selfMetric('store_intervals_total', []);
export const STORE_INTERVALS_DROPPED = /* @__PURE__ */ selfMetric('store_intervals_dropped_total', [
  'reason',
]);
export const STORE_DAMAGED = /* @__PURE__ */ selfMetric('store_damaged_total', ['what']);
export const STORE_RECORDS_LOST = /* @__PURE__ */ selfMetric('store_records_lost_total', []);
export const STORE_DEGRADED = /* @__PURE__ */ selfMetric('store_degraded', [], 'gauge');
export const STORE_BYTES = /* @__PURE__ */ selfMetric('store_bytes', [], 'gauge', 'bytes');
export const STORE_PENDING_BYTES = /* @__PURE__ */ selfMetric('store_pending_bytes', [], 'gauge', 'bytes');
export const STORE_APPEND_SECONDS = /* @__PURE__ */ selfMetric(
  'store_append_seconds',
  [],
  'histogram',
  'seconds',
);

export const SELF_METRICS = [
  STORE_INTERVALS,
  STORE_INTERVALS_DROPPED,
  STORE_DAMAGED,
  STORE_RECORDS_LOST,
  STORE_DEGRADED,
  STORE_BYTES,
  STORE_PENDING_BYTES,
  STORE_APPEND_SECONDS,
] as const;
