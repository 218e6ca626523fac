/** Rows as CSV (RFC 4180), a column for each label that any of them has. */
import { csvLine } from '../../csv.ts';
import type { StoreRow } from '../../store/inner.ts';

const AGGREGATES = ['sum', 'average', 'minimum', 'maximum', 'count', 'rate'] as const;

export function csvOf(rows: readonly StoreRow[]): string {
  const labels = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))];
  const percentiles = [...new Set(rows.flatMap((row) => Object.keys(row.percentiles ?? {})))];
  const hasMember = rows.some(({ member }) => member !== undefined);
  const head = [
    'start_time',
    'end_time',
    'observed_seconds',
    'metric',
    'kind',
    'unit',
    ...(hasMember ? ['member'] : []),
    ...labels,
    ...AGGREGATES,
    ...percentiles,
  ];
  const lines = rows.map((row) => [
    new Date(row.startedAtUnixMs).toISOString(),
    new Date(row.endedAtUnixMs).toISOString(),
    row.observedSeconds,
    row.metric,
    row.kind,
    row.unit,
    ...(hasMember ? [row.member] : []),
    ...labels.map((name) => (Object.hasOwn(row.labels, name) ? row.labels[name] : undefined)),
    ...AGGREGATES.map((name) => row[name]),
    ...percentiles.map((name) => row.percentiles?.[name]),
  ]);
  return [head, ...lines].map(csvLine).join('');
}
