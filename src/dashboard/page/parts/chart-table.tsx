/** The figures behind a picture, as a table. */
import type { Chart } from '../../../chart/looks.ts';
import { visible } from '../../../chart/looks.ts';
import { Scroller } from '../elements/scroller.tsx';
import { figure, isGap } from '../painters/readout.ts';
import { exactTime } from '../painters/times.ts';

interface Rows {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** More would take a browser longer to lay out than anybody reads; the CSV has all. */
const MAX_ROWS = 500;

export function ChartTable({ chart }: { readonly chart: Chart }) {
  const { headings, rows } = rowsOf(chart);
  return (
    <Scroller label="The figures behind it" class="chart-table">
      <table>
        <thead>
          <tr>
            {headings.map((heading, i) => (
              <th key={`${i} ${heading}`} scope="col">
                {visible(heading)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map((cells) => (
            <tr key={cells[0]}>
              {cells.map((cell, i) => (
                <td key={i}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MAX_ROWS && <p>{rows.length - MAX_ROWS} rows more are in the CSV.</p>}
    </Scroller>
  );
}

/** Of what is over time, the newest first. */
function rowsOf(chart: Chart): Rows {
  switch (chart.kind) {
    case 'lines': {
      const { x, y, positions, lines, counts } = chart;
      const isTimed = x.scale === 'time';
      const rows = positions.flatMap((position, i) => {
        if (lines.every(({ values }) => isGap(values[i]))) return [];
        const at = isTimed ? exactTime(position) : figure(position, x.unit);
        const figures = lines.map(({ values }) => figure(values[i], y.unit));
        return [[at, ...figures, ...(counts ? [figure(counts[i], 'count')] : [])]];
      });
      const headings = [isTimed ? 'time' : x.label, ...lines.map(({ label }) => label)];
      return {
        headings: counts ? [...headings, 'count'] : headings,
        rows: isTimed ? rows.reverse() : rows,
      };
    }
    case 'heatmap': {
      const { positions, bounds, counts, lines, y } = chart;
      const of = bounds.length - 1;
      const rows = positions.flatMap((position, step) => {
        const count = counts.slice(step * of, (step + 1) * of).reduce((sum, one) => sum + one, 0);
        if (count === 0) return [];
        return [
          [
            exactTime(position),
            figure(count, 'count'),
            ...lines.map(({ values }) => figure(values[step], y.unit)),
          ],
        ];
      });
      return { headings: ['time', 'count', ...lines.map(({ label }) => label)], rows: rows.reverse() };
    }
    case 'bars':
      return {
        headings: ['', ...chart.bars.map(({ label }) => label)],
        rows: chart.names.map((name, i) => [
          visible(name),
          ...chart.bars.map(({ values }) => figure(values[i], chart.y.unit)),
        ]),
      };
    case 'distribution':
      return {
        headings: ['from', 'to', 'share', ''],
        rows: chart.outlines.flatMap(({ label, bounds, shares }) =>
          shares.flatMap((share, i) =>
            share > 0
              ? [
                  [
                    figure(bounds[i], chart.x.unit),
                    figure(bounds[i + 1], chart.x.unit),
                    figure(share, 'ratio'),
                    visible(label),
                  ],
                ]
              : [],
          ),
        ),
      };
    case 'lanes':
      return {
        headings: ['', 'from', 'to', 'state'],
        rows: chart.lanes.flatMap(({ label, spans }) =>
          spans.map(({ startUnixMs, endUnixMs, word }) => [
            visible(label),
            exactTime(startUnixMs),
            exactTime(endUnixMs),
            word,
          ]),
        ),
      };
  }
}
