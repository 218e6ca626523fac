/** A chart as comma-separated values (RFC 4180). */
import type { Chart, HeatmapChart } from '../model.ts';
import { type ChartTable, type ColumnUnit, chartTable } from './table.ts';

/**
 * The numbers behind a picture: times as ISO 8601 in UTC, everything else in base units that the headings name, unknown values
 * empty. Of a heatmap its cells, those with something in them.
 *
 * @example
 * await writeFile('latency.csv', chartCsv(chart)); // time,values,p50 (seconds),p95 (seconds) ...
 */
export function chartCsv(chart: Chart): string {
  const { columns, rows } = chart.kind === 'heatmap' ? cellsOf(chart) : chartTable(chart);
  const lines = [
    columns.map(({ heading, unit }) => field(`${heading}${unitOf(unit)}`)),
    ...rows.map((row) => row.map((cell, i) => field(written(cell, columns[i]?.unit)))),
  ];
  return lines.map((fields) => `${fields.join(',')}\r\n`).join('');
}

function cellsOf({ positions, bounds, counts, y }: HeatmapChart): Pick<ChartTable, 'columns' | 'rows'> {
  const rows = bounds.length - 1;
  return {
    columns: [
      { heading: 'time', unit: 'unix_ms' },
      { heading: `${y.label} above`, unit: y.unit },
      { heading: 'up to', unit: y.unit },
      { heading: 'values', unit: 'count' },
    ],
    rows: counts.flatMap((count, i) => {
      const row = i % rows;
      if (!(count > 0)) return [];
      return [
        [positions[Math.floor(i / rows)] as number, bounds[row] as number, bounds[row + 1] as number, count],
      ];
    }),
  };
}

const BASE_UNITS: Partial<Readonly<Record<ColumnUnit, string>>> = {
  seconds: 'seconds',
  bytes: 'bytes',
  ratio: '0 to 1',
  per_second: 'per second',
  per_minute: 'per minute',
  bytes_per_second: 'bytes per second',
};

function unitOf(unit: ColumnUnit): string {
  const word = BASE_UNITS[unit];
  return word === undefined ? '' : ` (${word})`;
}

function written(cell: string | number, unit: ColumnUnit | undefined): string {
  // A name that begins like a formula is none: spreadsheets would run it.
  if (typeof cell === 'string') return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  if (!Number.isFinite(cell)) return '';
  return unit === 'unix_ms' ? new Date(cell).toISOString() : `${cell}`;
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
