/** A chart as rows and columns: for those who do not see it, and for programs. */
import { formatMeasurement } from '../look/format.ts';
import type {
  BarChart,
  Chart,
  DistributionChart,
  HeatmapChart,
  LanesChart,
  Line,
  LineChart,
  Unit,
} from '../model.ts';

/** Moments are in milliseconds since 1970. */
export type ColumnUnit = Unit | 'unix_ms' | 'text';

export interface ChartColumn {
  readonly heading: string;
  readonly unit: ColumnUnit;
}

export interface ChartTable {
  readonly title: string;
  readonly columns: readonly ChartColumn[];
  /** Each as long as columns. Numbers as they are; NaN is what nobody knows. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/**
 * What is behind a picture, as a table of numbers: a row for each step, name or range of values. Of a heatmap it has how many
 * values there were and their percentiles; `chartCsv` has its cells.
 *
 * @example
 * const { columns, rows } = chartTable(chart);
 * const cells = rows.map((row) => row.map((cell, i) => formatCell(cell, columns[i].unit)));
 */
export function chartTable(chart: Chart): ChartTable {
  const { title } = chart;
  if (chart.isEmpty) return { title, columns: [], rows: [] };
  switch (chart.kind) {
    case 'lines':
      return { title, ...ofLines(chart) };
    case 'heatmap':
      return { title, ...ofHeatmap(chart) };
    case 'bars':
      return { title, ...ofBars(chart) };
    case 'distribution':
      return { title, ...ofDistribution(chart) };
    case 'lanes':
      return { title, ...ofLanes(chart) };
  }
}

/** A cell as a reader sees it; moments in UTC, as ISO 8601 has them. */
export function formatCell(cell: string | number, unit: ColumnUnit): string {
  if (typeof cell === 'string') return cell;
  if (unit === 'unix_ms') return new Date(cell).toISOString().replace('.000', '');
  return formatMeasurement({ value: cell, unit: unit === 'text' ? 'number' : unit });
}

type Content = Pick<ChartTable, 'columns' | 'rows'>;

const TIME: ChartColumn = { heading: 'time', unit: 'unix_ms' };

function ofLines({ x, y, positions, counts, lines }: LineChart): Content {
  const first = x.scale === 'time' ? TIME : { heading: x.label, unit: x.unit };
  const headings = headingsOf(lines);
  return {
    columns: [
      first,
      ...(counts === undefined ? [] : [{ heading: 'values', unit: 'count' } as const]),
      ...headings.map((heading) => ({ heading, unit: y.unit })),
    ],
    rows: positions.map((position, i) => [
      position,
      ...(counts === undefined ? [] : [counts[i] ?? Number.NaN]),
      ...lines.map(({ values }) => values[i] ?? Number.NaN),
    ]),
  };
}

/** Values and the smoothed line over them have one name. */
function headingsOf(lines: readonly Line[]): string[] {
  const faint = new Set(lines.filter(({ isFaint }) => isFaint).map(({ label }) => label));
  return lines.map(({ label, isFaint }) => (!isFaint && faint.has(label) ? `${label}, smoothed` : label));
}

function ofHeatmap({ y, positions, bounds, counts, lines }: HeatmapChart): Content {
  const rows = bounds.length - 1;
  return {
    columns: [
      TIME,
      { heading: 'values', unit: 'count' },
      ...lines.map(({ label }) => ({ heading: label, unit: y.unit })),
    ],
    rows: positions.map((position, step) => [
      position,
      counts.slice(step * rows, (step + 1) * rows).reduce((sum, count) => sum + count, 0),
      ...lines.map(({ values }) => values[step] ?? Number.NaN),
    ]),
  };
}

function ofBars({ names, bars, y }: BarChart): Content {
  return {
    columns: [
      { heading: 'name', unit: 'text' },
      ...bars.map(({ label }) => ({ heading: label, unit: y.unit })),
    ],
    rows: names.map((name, i) => [name, ...bars.map(({ values }) => values[i] ?? Number.NaN)]),
  };
}

function ofDistribution({ x, outlines }: DistributionChart): Content {
  return {
    columns: [
      { heading: 'name', unit: 'text' },
      { heading: `${x.label} above`, unit: x.unit },
      { heading: 'up to', unit: x.unit },
      { heading: 'share', unit: 'ratio' },
    ],
    rows: outlines.flatMap(({ label, bounds, shares }) =>
      shares.map((share, i) => [label, bounds[i] as number, bounds[i + 1] as number, share]),
    ),
  };
}

function ofLanes({ lanes }: LanesChart): Content {
  return {
    columns: [
      { heading: 'name', unit: 'text' },
      { heading: 'from', unit: 'unix_ms' },
      { heading: 'to', unit: 'unix_ms' },
      { heading: 'state', unit: 'text' },
    ],
    rows: lanes.flatMap(({ label, spans }) =>
      spans.map(({ startUnixMs, endUnixMs, word }) => [label, startUnixMs, endUnixMs, word]),
    ),
  };
}
