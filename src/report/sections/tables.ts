/** Columns and cells that the tables of several categories have. */
import type { DurationStatistics } from '../../telemetry/index.ts';
import {
  type Block,
  type Cell,
  type Column,
  left,
  measurement,
  right,
  type Table,
} from '../document/document.ts';

export function durationColumns(percentiles: readonly number[]): Column[] {
  return ['Count', 'Mean', ...percentiles.map((percentile) => `p${percentile}`), 'Max'].map(right);
}

/** One cell per column; all unknown, and none counted, when nothing ended well. */
export function durationCells(
  durations: DurationStatistics | undefined,
  percentiles: readonly number[],
): Cell[] {
  return [
    measurement(durations?.count ?? 0, 'count'),
    measurement(durations?.meanSeconds, 'seconds'),
    ...percentiles.map((percentile) =>
      measurement(durations?.percentilesSeconds[`p${percentile}`], 'seconds'),
    ),
    measurement(durations?.maxSeconds, 'seconds'),
  ];
}

/**
 * The table with a column that only shows up when something failed.
 *
 * @param failed operations that ended with an error, for each row of the table.
 */
export function withFailures(table: Table, failed: readonly number[]): Table {
  if (failed.every((count) => count === 0)) return table;
  return {
    ...table,
    columns: [...table.columns, right('Failed')],
    rows: table.rows.map((row, i) => [...row, measurement(failed[i], 'count')]),
  };
}

/**
 * The parts of operations.
 *
 * @param phases by `model_load/fetch`, with the subject of each; no table where there is none
 */
export function phaseTable(
  subject: string,
  phases: readonly (readonly [subject: string, phases: Readonly<Record<string, DurationStatistics>>])[],
  percentiles: readonly number[],
): Block[] {
  const rows = phases.flatMap(([about, own]) =>
    Object.entries(own).map(([name, durations]) => [about, name, ...durationCells(durations, percentiles)]),
  );
  if (rows.length === 0) return [];
  const columns = [left(subject), left('Phase'), ...durationColumns(percentiles)];
  return [{ kind: 'table', caption: 'Phases', columns, rows }];
}
