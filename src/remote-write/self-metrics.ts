/** What remote write counts of itself. */
import { selfMetric } from '../metrics/inner.ts';

const REMOTE = ['remote'];

export const REMOTE_WRITE_SENT = /* @__PURE__ */ selfMetric('remote_write_samples_sent_total', REMOTE);
export const REMOTE_WRITE_DROPPED = /* @__PURE__ */ selfMetric('remote_write_samples_dropped_total', [
  ...REMOTE,
  'reason',
]);
export const REMOTE_WRITE_RETRIES = /* @__PURE__ */ selfMetric('remote_write_retries_total', [
  ...REMOTE,
  'reason',
]);
export const REMOTE_WRITE_WAITING = /* @__PURE__ */ selfMetric(
  'remote_write_samples_waiting',
  REMOTE,
  'gauge',
);

export const SELF_METRICS = [
  REMOTE_WRITE_SENT,
  REMOTE_WRITE_DROPPED,
  REMOTE_WRITE_RETRIES,
  REMOTE_WRITE_WAITING,
] as const;
