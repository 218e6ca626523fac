/** Statistics of durations as columns and cells of a table. */

import type { DurationStatistics } from '../telemetry/query/statistics.ts';
import { type Cell, type Column, quantity, right } from './document/document.ts';

export function durationColumns(percentiles: readonly number[]): Column[] {
  return ['Count', 'Mean', ...percentiles.map((percentile) => `p${percentile}`), 'Max'].map(right);
}

/** One cell per column; all unknown, and none counted, when nothing ended well. */
export function durationCells(
  durations: DurationStatistics | undefined,
  percentiles: readonly number[],
): Cell[] {
  return [
    quantity(durations?.count ?? 0, 'count'),
    quantity(durations?.meanSeconds, 'seconds'),
    ...percentiles.map((percentile) => quantity(durations?.percentilesSeconds[`p${percentile}`], 'seconds')),
    quantity(durations?.maxSeconds, 'seconds'),
  ];
}
