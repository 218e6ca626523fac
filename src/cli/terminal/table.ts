/** Tables, as wide as the terminal allows: names are cut in the middle before numbers are. */
import { shortened, visible } from '../../chart/inner.ts';
import type { Paint, Style } from './style.ts';
import { widthOf } from './text.ts';

export interface Column {
  readonly heading: string;
  /** Numbers are set to the right, and never cut. */
  readonly align?: 'right';
  /** Cut only when the other names cannot be cut further. */
  readonly isKept?: true;
  /** Never cut, but left out as a whole where names would be cut so far that they tell nothing: the last one first. */
  readonly isOptional?: true;
}

/** What stands in it, and how it is painted where there are colours. */
export type Cell = string | { readonly text: string; readonly paint: Paint };

export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly style: Style;
}

const GAP = '  ';
/** Names are not cut shorter than this. */
const SHORTEST_NAME = 10;
/** As much of a name as tells it from others. */
const TELLING_NAME = 20;

/** Lines of a table, its headings first. Rows are as long as columns. */
export function table(
  allColumns: readonly Column[],
  allRows: readonly (readonly Cell[])[],
  { width, style }: TableOptions,
): string[] {
  const shown = shownColumns(allColumns, allRows, width);
  const columns = shown.map((i) => allColumns[i] as Column);
  const rows = allRows.map((row) => shown.map((i) => row[i] as Cell));
  const texts = rows.map((row) => row.map((cell) => visible(textOf(cell))));
  const headings = columns.map(({ heading }) => heading);
  const widths = columns.map((_, i) =>
    Math.max(...[headings, ...texts].map((row) => widthOf(row[i] as string))),
  );
  for (;;) {
    const total = widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
    const widestOf = (isKept: boolean) => {
      const lengths = widths.map((one, i) => {
        const column = columns[i] as Column;
        return !isName(column) || (column.isKept === true) !== isKept ? 0 : one;
      });
      return lengths.indexOf(Math.max(...lengths));
    };
    const at = [widestOf(false), widestOf(true)].find(
      (i) => (widths[i] as number) > SHORTEST_NAME && isName(columns[i] as Column),
    );
    if (total <= width || at === undefined) break;
    widths[at] = (widths[at] as number) - 1;
  }
  const line = (row: readonly string[], paintOf: (i: number) => Paint) =>
    row
      .map((text, i) => {
        const room = widths[i] as number;
        const fitting = widthOf(text) > room ? shortened(text, room) : text;
        const space = ' '.repeat(Math.max(0, room - widthOf(fitting)));
        const painted = paintOf(i)(fitting);
        if (columns[i]?.align === 'right') return space + painted;
        return i === row.length - 1 ? painted : painted + space;
      })
      .join(GAP)
      .trimEnd();
  return [
    line(headings, () => style.faint),
    ...texts.map((row, r) => line(row, (i) => paintOf(rows[r]?.[i] as Cell))),
  ];
}

/** What may be cut. */
function isName({ align, isOptional }: Column): boolean {
  return align !== 'right' && isOptional === undefined;
}

/** Which columns there is room for, by their places. */
function shownColumns(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
): readonly number[] {
  const shown = [...columns.keys()];
  const widthOfColumn = (i: number) => {
    const column = columns[i] as Column;
    const texts = [column.heading, ...rows.map((row) => visible(textOf(row[i] as Cell)))];
    const natural = Math.max(...texts.map(widthOf));
    return isName(column) && !column.isKept ? Math.min(natural, TELLING_NAME) : natural;
  };
  for (;;) {
    const total = shown.reduce((sum, i) => sum + widthOfColumn(i) + GAP.length, -GAP.length);
    const last = shown.findLastIndex((i) => columns[i]?.isOptional);
    if (total <= width || last === -1) return shown;
    shown.splice(last, 1);
  }
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function paintOf(cell: Cell): Paint {
  return typeof cell === 'string' ? (text) => text : cell.paint;
}
