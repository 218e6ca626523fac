/** Rows of a question, as the wire has them: in snake_case, times in Unix seconds. */
import { csvLine } from '../../csv.ts';
import { AGGREGATIONS, type StoreQuery, type StoreRow } from '../../store/inner.ts';
import type { CellValue } from '../answers/table.ts';

export function rowJson(row: StoreRow) {
  const {
    startedAtUnixMs,
    endedAtUnixMs,
    observedSeconds,
    metric,
    kind,
    unit,
    member,
    overflow,
    labels,
    ...figures
  } = row;
  return {
    start_time: startedAtUnixMs / 1000,
    end_time: endedAtUnixMs / 1000,
    observed_seconds: observedSeconds,
    ...{ metric, kind, unit },
    ...(member !== undefined && { member }),
    labels: textLabels(row),
    overflow,
    ...figures,
  };
}

/** @param most rows. A column for each label that is grouped by; where all are, one with all of them as JSON */
export function rowsCsv(
  rows: AsyncIterable<StoreRow>,
  { groupBy, aggregation, percentiles = [] }: Pick<StoreQuery, 'groupBy' | 'aggregation' | 'percentiles'>,
  most: number,
): { readonly heading: string; readonly lines: AsyncGenerator<string> } {
  const isOfAll = groupBy === undefined || groupBy.includes('*');
  const names = isOfAll ? [] : groupBy.filter((name) => name !== 'member');
  const figures = aggregation === undefined ? AGGREGATIONS : [aggregation].flat();
  const heading = csvLine([
    ...['start_time', 'end_time', 'observed_seconds', 'metric', 'kind', 'unit', 'member', 'overflow'],
    ...(isOfAll ? ['labels'] : names),
    ...figures,
    ...percentiles.map((p) => `p${p}`),
  ]);
  const lineOf = (row: StoreRow): string => {
    const labels: Record<string, string> = textLabels(row);
    return csvLine([
      ...[timeText(row.startedAtUnixMs), timeText(row.endedAtUnixMs), row.observedSeconds],
      ...[row.metric, row.kind, row.unit, row.member ?? '', row.overflow],
      ...(isOfAll ? [JSON.stringify(labels)] : names.map((name) => labels[name] ?? '')),
      ...figures.map((name): CellValue => row[name] ?? null),
      ...percentiles.map((p): CellValue => row.percentiles?.[`p${p}`] ?? null),
    ]);
  };
  async function* lines(): AsyncGenerator<string> {
    let count = 0;
    for await (const row of rows) {
      if (count === most) return;
      count += 1;
      yield lineOf(row);
    }
  }
  return { heading, lines: lines() };
}

/** Attributes of others may be numbers and lists. */
function textLabels({ labels }: StoreRow): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}

function timeText(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
