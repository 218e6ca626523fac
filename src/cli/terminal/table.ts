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

/** Lines of a table, its headings first. Rows are as long as columns. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { width, style }: TableOptions,
): string[] {
  const texts = rows.map((row) => row.map((cell) => visible(textOf(cell))));
  const headings = columns.map(({ heading }) => heading);
  const widths = columns.map((_, i) =>
    Math.max(...[headings, ...texts].map((row) => widthOf(row[i] as string))),
  );
  for (;;) {
    const total = widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
    const widestOf = (isKept: boolean) => {
      const lengths = widths.map((one, i) => {
        const { align, isKept: kept = false } = columns[i] as Column;
        return align === 'right' || kept !== isKept ? 0 : one;
      });
      return lengths.indexOf(Math.max(...lengths));
    };
    const at = [widestOf(false), widestOf(true)].find(
      (i) => (widths[i] as number) > SHORTEST_NAME && columns[i]?.align !== 'right',
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

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function paintOf(cell: Cell): Paint {
  return typeof cell === 'string' ? (text) => text : cell.paint;
}
