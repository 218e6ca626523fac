/**
 * What the library counts of itself: every bound has a counter that says how often it was met. Here is what all programs
 * have; rooms that a program may do without define their own.
 */
import type { MetricKind } from './base/model.ts';

/** These keep their prefix, whatever the options say. */
const PREFIX = 'inferometer_';

export const HISTORY_INTERVALS_DROPPED = selfMetric('history_intervals_dropped_total', ['bound']);
export const INSTRUMENT_CONFLICTS = selfMetric('instrument_conflicts_total', ['metric']);
export const LABELS_REPLACED = selfMetric('labels_replaced_total', ['label']);
export const SERIES_OVERFLOW = selfMetric('series_overflow_total', ['metric']);
export const RECORDINGS_REFUSED = selfMetric('recordings_refused_total', ['reason']);
export const WORKERS_MISSING = selfMetric('workers_missing_total', []);

export const SELF_METRICS = [
  HISTORY_INTERVALS_DROPPED,
  INSTRUMENT_CONFLICTS,
  LABELS_REPLACED,
  SERIES_OVERFLOW,
  RECORDINGS_REFUSED,
  WORKERS_MISSING,
] as const;

export function selfMetric<const Name extends string, const Kind extends MetricKind = 'counter'>(
  name: Name,
  labels: readonly string[],
  kind: Kind = 'counter' as Kind,
  unit = '1',
) {
  return { name, kind, unit, labels, category: 'self', prefix: PREFIX } as const;
}
