/** Tables whose headings are repeated on every page of paper, and that scroll by themselves on a narrow screen. */
import { formatMeasurement, shortened } from '../../chart/inner.ts';
import type { Slices } from '../../metrics/inner.ts';
import type { Cell, Column, Section, Table } from '../document/document.ts';
import { html, Markup, NOTHING } from './markup.ts';

/** A name wraps; one of thousands of characters would hide the table behind it. */
const LONGEST_NAME = 200;

/** @param section whose heading, with the caption or the first columns, names the table for who does not see it. */
export function* writingTable(
  { caption, columns, rows }: Table,
  id: string,
  section: Section,
): Slices<Markup> {
  const headings = columns.map((column) => html`<th scope="col"${classOf(column)}>${column.heading}</th>`);
  const lines: Markup[] = [];
  for (const row of rows) {
    lines.push(html`<tr>${row.map((cell, i) => cellOf(cell, columns[i], i))}</tr>\n`);
    yield;
  }
  const first = columns.slice(0, NAMING_COLUMNS).map(({ heading }) => heading);
  const name =
    caption === undefined
      ? html`aria-label="${`${section.heading}: ${first.join(', ')}`}"`
      : html`aria-labelledby="${section.id}-heading ${id}"`;
  return html`${caption === undefined ? NOTHING : html`<h3 id="${id}">${caption}</h3>\n`}<div class="table" role="group" tabindex="0" ${name}>
<table>
<thead><tr>${headings}</tr></thead>
<tbody>
${lines}</tbody>
</table>
</div>
`;
}

const NAMING_COLUMNS = 3;

/** A name in the first column names its row. */
function cellOf(cell: Cell, column: Column | undefined, i: number): Markup {
  if (i === 0 && typeof cell === 'string') return html`<th scope="row">${cellMarkup(cell)}</th>`;
  return html`<td${classOf(column)}>${cellMarkup(cell)}</td>`;
}

function classOf(column: Column | undefined): Markup {
  return column?.align === 'right' ? html` class="number"` : NOTHING;
}

export function cellMarkup(cell: Cell): Markup {
  if (typeof cell === 'string') return html`${shortened(cell, LONGEST_NAME)}`;
  if ('values' in cell) return courseMarkup(cell.values);
  const figure = formatMeasurement(cell);
  return cell.best ? html`<strong>${figure}</strong> (best)` : html`${figure}`;
}

const [WIDTH, HEIGHT, MARGIN] = [88, 18, 2];

/** As a line: the lowest value at the bottom, the highest at the top. */
function courseMarkup(values: readonly number[]): Markup {
  const known = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  // Halves, since the difference of two doubles may be too large for a double.
  const span = high / 2 - low / 2;
  const at = (value: number, i: number) => {
    const x = MARGIN + (known.length < 2 ? 0.5 : i / (known.length - 1)) * (WIDTH - 2 * MARGIN);
    const share = span === 0 ? 0.5 : (value / 2 - low / 2) / span;
    return [x, HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)].map((one) => one.toFixed(1)).join(' ');
  };
  if (known.length === 0) return html`–`;
  const [first, last] = [known[0], known.at(-1)].map((value) =>
    formatMeasurement({ value: value as number, unit: 'number' }),
  ) as [string, string];
  const points = thinned(known).map(([i, value]) => at(value, i));
  const path = points.length === 1 ? `M${points[0]}h0` : `M${points.join('L')}`;
  return html`<svg class="course" width="88" height="18" viewBox="0 0 ${`${WIDTH} ${HEIGHT}`}" role="img" aria-label="${`${known.length} values, from ${first} to ${last}`}"><path d="${new Markup(path)}"/></svg>`;
}

/** No more points than there is room for, with the first and the last; of each stretch the lowest and the highest. */
function thinned(values: readonly number[]): (readonly [index: number, value: number])[] {
  const all = values.map((value, i) => [i, value] as const);
  if (all.length <= WIDTH) return all;
  const kept = new Set([0, all.length - 1]);
  const stretches = WIDTH / 2;
  for (let stretch = 0; stretch < stretches; stretch++) {
    const part = all.slice(
      Math.floor((stretch * all.length) / stretches),
      Math.floor(((stretch + 1) * all.length) / stretches),
    );
    const ordered = part.toSorted((a, b) => a[1] - b[1]);
    for (const end of [ordered[0], ordered.at(-1)]) if (end !== undefined) kept.add(end[0]);
  }
  return all.filter(([i]) => kept.has(i));
}
