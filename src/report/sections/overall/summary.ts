/** What was observed at all: the period, the operations and how they ended, and what could not be recorded. */

import type { DataPoint } from '../../../metrics/inner.ts';
import { metricNamed, type TelemetrySnapshot } from '../../../telemetry/index.ts';
import { type Block, type KeyValues, left, measurement, right, UNKNOWN } from '../../document/document.ts';
import { rangeText } from '../../document/range.ts';
import type { ReportContext, SectionMaker } from '../context.ts';

export const summary: SectionMaker = (context) => {
  const { snapshot } = context;
  const ends = endsIn(context);
  const blocks = [facts(context, ends), ...outcomeTable(ends), ...lossNotes(snapshot)];
  if (snapshot.metrics.length === 0 && snapshot.curves.length === 0) {
    blocks.push({ kind: 'note', text: 'Nothing was recorded yet.' });
  }
  return { id: 'summary', heading: 'Summary', blocks };
};

function facts(
  { snapshot, durationSeconds, findings, runtime, members }: ReportContext,
  ends: ReturnType<typeof endsIn>,
): KeyValues {
  const { startedAtUnixMs, takenAtUnixMs, metrics, curves } = snapshot;
  const models = new Set([
    ...metrics.flatMap(({ series }) => series.map(({ labels }) => labels.model_id)),
    ...curves.map(({ modelId }) => modelId),
  ]);
  models.delete(undefined);
  const ended = ends.reduce((sum, one) => sum + one.ended, 0);
  const high = findings.filter(({ severity }) => severity === 'high').length;
  return {
    kind: 'key_values',
    pairs: [
      { label: 'Range', value: rangeText(startedAtUnixMs, takenAtUnixMs) ?? UNKNOWN },
      { label: 'Observed', value: measurement(durationSeconds, 'seconds') },
      {
        label: 'Environment',
        value: `${runtime ?? 'not known, of a snapshot'}; inferometer ${LIBRARY_VERSION}`,
      },
      ...(isTelling(members) ? [{ label: 'Recorded by', value: membersText(members) }] : []),
      { label: 'Models', value: measurement(models.size, 'count') },
      { label: 'Operations', value: measurement(ended, 'count') },
      {
        label: 'Recommendations',
        value:
          findings.length === 0
            ? 'none'
            : `${findings.length}, ${high === 0 ? 'none' : high} of them of high severity`,
      },
    ],
  };
}

/** One that nobody gave a name says nothing. */
function isTelling(members: readonly string[]): boolean {
  return members.length > 0 && members.join() !== 'main';
}

const NAMED_MEMBERS = 5;

function membersText(members: readonly string[]): string {
  const named = members.slice(0, NAMED_MEMBERS).join(', ');
  const rest = members.length - NAMED_MEMBERS;
  return rest > 0 ? `${named} and ${rest} more` : named;
}

const OUTCOMES = ['ok', 'error', 'aborted', 'unknown'] as const;

/** One row per operation type, and per backend of storage, one column per outcome. */
function outcomeTable(rows: ReturnType<typeof endsIn>): Block[] {
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      columns: [left('Operation'), ...OUTCOMES.map(right), right('Succeeded')],
      rows: rows.map(({ name, outcomes, ended }) => [
        name,
        ...OUTCOMES.map((outcome) => measurement(outcomes[outcome], 'count')),
        measurement(outcomes.ok / ended, 'ratio'),
      ]),
    },
  ];
}

/** What found no room in its metric is a row, too. */
function endsIn({ snapshot, totals }: ReportContext) {
  const known = totals.map(({ operationType, backend, ...ends }) => ({
    name: backend === undefined ? operationType : `${operationType} on ${backend}`,
    ...ends,
  }));
  const rest = total(OVERFLOWING.flatMap((name) => valuesOf(snapshot, name).filter((one) => one.overflow)));
  const outcomes = { ok: Number.NaN, error: Number.NaN, aborted: Number.NaN, unknown: Number.NaN };
  return [...known, { name: '(overflow)', outcomes, ended: rest }].filter(({ ended }) => ended > 0);
}

const OVERFLOWING = ['operations_total', 'operation_outcomes_total'];

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
function valuesOf(snapshot: TelemetrySnapshot, name: string): ValueSeries[] {
  const series = metricNamed(snapshot, name)?.series ?? [];
  return series.filter((one): one is ValueSeries => 'value' in one && one.value > 0);
}

function total(series: readonly ValueSeries[]): number {
  return series.reduce((sum, { value }) => sum + value, 0);
}
