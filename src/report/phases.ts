/** The parts of operations, as a table. */

import type { DurationStatistics } from '../telemetry/query/statistics.ts';
import { type Block, left } from './document/document.ts';
import { durationCells, durationColumns } from './durations.ts';

/** @param phases by `model_load/fetch`, with the subject of each; no table where there is none */
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
