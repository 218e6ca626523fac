/** What all pictures of bars have in common: a group of them for each name. */
import type { BarChart, Mark, Unit } from '../../model.ts';
import type { ChartQuery } from '../../query.ts';
import { accuracyNote, counted, figure, nothingOf, titled } from '../about.ts';
import type { Name } from '../maker.ts';

/** More names than these have no room for a bar that can be seen. */
const MAX_NAMES = 32;

export interface Row {
  readonly name: string;
  readonly values: readonly number[];
  /** The more it matters, the higher: those with most of it stay where not all have room. */
  readonly rank: number;
  readonly isEmphasized?: boolean;
}

interface Bars {
  readonly name: Name;
  readonly query: ChartQuery;
  readonly rows: readonly Row[];
  readonly bars: readonly { readonly label: string; readonly color: number }[];
  readonly label: string;
  readonly unit: Unit;
  /** What the names are, in the plural: `workers`. */
  readonly names: string;
  readonly figures: readonly string[];
  readonly marks?: readonly Mark[];
  readonly notes?: readonly string[];
  readonly errorRatio?: number;
}

export function barChart({
  name,
  query,
  rows: all,
  bars,
  label,
  unit,
  names,
  figures,
  marks = [],
  ...about
}: Bars): BarChart {
  const { notes = [], errorRatio = 0 } = about;
  const isEmpty = all.length === 0;
  const kept = new Set([...all].sort((a, b) => b.rank - a.rank).slice(0, MAX_NAMES));
  const rows = all.filter((row) => kept.has(row));
  const told = rows
    .slice(0, 6)
    .map((row) => `${row.name} ${row.values.map((one) => figure(one, unit)).join(' / ')}`);
  return {
    schemaVersion: 1,
    id: name.id,
    title: isEmpty ? nothingOf(name.title, query) : titled(name.title, query, figures),
    description: isEmpty
      ? 'Nothing was recorded in this range.'
      : `${name.title} of ${counted(all.length, names)}, ${bars.map((bar) => bar.label).join(' / ')}: ${told.join(', ')}${rows.length > told.length ? ' ...' : ''}.`,
    notes: isEmpty
      ? []
      : [
          ...(errorRatio > 0 ? [accuracyNote(errorRatio)] : []),
          ...(all.length > rows.length
            ? [`${rows.length} of ${all.length} ${names} are drawn, those with most of it.`]
            : []),
          ...notes,
        ],
    errorRatio: isEmpty ? 0 : errorRatio,
    isEmpty,
    kind: 'bars',
    names: rows.map((row) => row.name),
    y: { scale: 'linear', label, unit },
    bars: bars.map((bar, i) => ({ ...bar, values: rows.map(({ values }) => values[i] as number) })),
    marks: isEmpty ? [] : marks,
    emphasized: rows.flatMap(({ isEmphasized }, i) => (isEmphasized ? [i] : [])),
  };
}

/** `worker-2` before `worker-10`; not Intl: the same in every runtime. */
export function inNaturalOrder(rows: readonly Row[]): Row[] {
  const keys = new Map(
    rows.map((row) => [row, row.name.replace(/\d+/g, (digits) => digits.padStart(12, '0'))]),
  );
  return [...rows].sort((a, b) => ((keys.get(a) as string) < (keys.get(b) as string) ? -1 : 1));
}
