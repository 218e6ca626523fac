/** What was observed at all: the period, the operations and how they ended, and what could not be recorded. */

import type { DataPoint } from '../../metrics/inner.ts';
import type { TelemetrySnapshot } from '../../telemetry/context/context.ts';
import type { ReportContext, SectionMaker } from '../context.ts';
import { type Block, type Facts, left, quantity, right } from '../document.ts';

export const summary: SectionMaker = (context) => {
  const { snapshot } = context;
  const blocks = [facts(context), ...outcomeTable(snapshot), ...lossNotes(snapshot)];
  if (snapshot.metrics.length === 0 && snapshot.curves.length === 0) {
    blocks.push({ kind: 'note', text: 'Nothing was recorded yet.' });
  }
  return { heading: 'Summary', blocks };
};

function facts({ snapshot, findings }: ReportContext): Facts {
  const { startedAtUnixMs, takenAtUnixMs, metrics, curves } = snapshot;
  const models = new Set([
    ...metrics.flatMap(({ series }) => series.map(({ labels }) => labels.model_id)),
    ...curves.map(({ modelId }) => modelId),
  ]);
  models.delete(undefined);
  const high = findings.filter(({ severity }) => severity === 'high').length;
  return {
    kind: 'facts',
    facts: [
      { label: 'Observed', value: quantity((takenAtUnixMs - startedAtUnixMs) / 1000, 'seconds') },
      { label: 'Taken', value: new Date(takenAtUnixMs).toISOString() },
      { label: 'Models', value: quantity(models.size, 'count') },
      { label: 'Operations', value: quantity(total(valuesOf(snapshot, 'operations_total')), 'count') },
      {
        label: 'Recommendations',
        value: findings.length === 0 ? 'none' : `${findings.length}, ${high} of them of high severity`,
      },
    ],
  };
}

const OUTCOMES = ['ok', 'error', 'aborted', 'unknown'] as const;

/** One row per operation type, one column per outcome. */
function outcomeTable(snapshot: TelemetrySnapshot): Block[] {
  const counters = valuesOf(snapshot, 'operations_total');
  const types = [...new Set(counters.map(({ labels }) => labels.operation_type))];
  if (types.length === 0) return [];
  return [
    {
      kind: 'table',
      columns: [left('Operation'), ...OUTCOMES.map(right), right('Succeeded')],
      rows: types.map((type) => {
        const own = counters.filter(({ labels }) => labels.operation_type === type);
        const counts = OUTCOMES.map((status) => total(own.filter(({ labels }) => labels.status === status)));
        return [
          type === undefined ? '(overflow)' : String(type),
          ...counts.map((count) => quantity(count, 'count')),
          quantity((counts[0] as number) / total(own), 'ratio'),
        ];
      }),
    },
  ];
}

/** A report must not look complete when it is not. */
function lossNotes(snapshot: TelemetrySnapshot): Block[] {
  return [
    ...valuesOf(snapshot, 'recordings_refused_total').map(
      ({ labels, value }) => `Recordings refused (${labels.reason}): ${value}.`,
    ),
    ...valuesOf(snapshot, 'series_overflow_total').map(
      ({ labels, value }) =>
        `Look-ups that found ${labels.metric} full and went to its overflow series: ${value}.`,
    ),
  ].map((text) => ({ kind: 'note', text }));
}

type ValueSeries = Extract<DataPoint, { value: number }>;

/** The series of a counter or gauge that stand above 0. */
function valuesOf({ metrics }: TelemetrySnapshot, name: string): ValueSeries[] {
  const series = metrics.find(({ instrument }) => instrument.name === name)?.series ?? [];
  return series.filter((one): one is ValueSeries => 'value' in one && one.value > 0);
}

function total(series: readonly ValueSeries[]): number {
  return series.reduce((sum, { value }) => sum + value, 0);
}
