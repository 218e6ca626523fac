/** What the library counts of itself: every bound has a counter that says how often it was met. */
import type { Instrument } from './base/model.ts';

/** These keep their prefix, whatever the options say. */
const PREFIX = 'inferometer_';
const REMOTE = ['remote'];

export const HISTORY_INTERVALS_DROPPED = counter('history_intervals_dropped_total', ['bound']);
export const INSTRUMENT_CONFLICTS = counter('instrument_conflicts_total', ['metric']);
export const LABELS_REPLACED = counter('labels_replaced_total', ['label']);
export const SERIES_OVERFLOW = counter('series_overflow_total', ['metric']);
export const RECORDINGS_REFUSED = counter('recordings_refused_total', ['reason']);
export const WORKERS_MISSING = counter('workers_missing_total', []);
export const REMOTE_WRITE_SENT = counter('remote_write_samples_sent_total', REMOTE);
export const REMOTE_WRITE_DROPPED = counter('remote_write_samples_dropped_total', [...REMOTE, 'reason']);
export const REMOTE_WRITE_RETRIES = counter('remote_write_retries_total', [...REMOTE, 'reason']);
export const REMOTE_WRITE_WAITING = {
  name: 'remote_write_samples_waiting',
  kind: 'gauge',
  unit: '1',
  labels: REMOTE,
  category: 'self',
  prefix: PREFIX,
} as const satisfies Instrument;

export const SELF_METRICS = [
  HISTORY_INTERVALS_DROPPED,
  INSTRUMENT_CONFLICTS,
  LABELS_REPLACED,
  SERIES_OVERFLOW,
  RECORDINGS_REFUSED,
  WORKERS_MISSING,
  REMOTE_WRITE_SENT,
  REMOTE_WRITE_DROPPED,
  REMOTE_WRITE_RETRIES,
  REMOTE_WRITE_WAITING,
] as const;

function counter<const Name extends string>(name: Name, labels: readonly string[]) {
  return { name, kind: 'counter', unit: '1', labels, category: 'self', prefix: PREFIX } as const;
}
