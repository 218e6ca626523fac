/** What was recorded as tables: one for each histogram, one for all counters, one for all gauges. */
import { formatMeasurement, type Unit } from '../../chart/index.ts';
import type { StoreRow } from '../../store/index.ts';
import { shownStep } from '../terminal/moments.ts';
import type { Style } from '../terminal/style.ts';
import { type Cell, type Column, table } from '../terminal/table.ts';
import { widthOf } from '../terminal/text.ts';

export interface MetricTablesOptions {
  readonly width: number;
  readonly style: Style;
  /** Whether rows are of steps of time. */
  readonly hasSteps: boolean;
  readonly percentiles: readonly number[];
}

/** Metrics of the catalogue are known without it. */
const PREFIX = /^ipfs_aiml_/;

export function shownMetric(metric: string): string {
  return metric.replace(PREFIX, '');
}

/** How telemetry itself does is asked for by name. */
export function isOfWork({ metric }: Pick<StoreRow, 'metric'>): boolean {
  return !metric.startsWith('inferometer_');
}

/** The unit of numbers in the words of charts: instruments have words of their own, and those of UCUM. */
export function unitOf(unit: string, kind: StoreRow['kind']): Unit {
  switch (unit) {
    case 'seconds':
    case 's':
      return 'seconds';
    case 'bytes':
    case 'By':
      return 'bytes';
    case 'ratio':
    case 'per_second':
      return unit;
    default:
      return kind === 'gauge' || kind === 'histogram' ? 'number' : 'count';
  }
}

interface Figure {
  readonly heading: string;
  readonly of: (row: StoreRow, unit: Unit) => string;
  /** Left out first where the table is too wide; those without stay. */
  readonly rank?: number;
}

function value(read: (row: StoreRow) => number | undefined): Figure['of'] {
  return (row, unit) => formatMeasurement({ value: read(row) ?? Number.NaN, unit });
}

const COUNT: Figure = {
  heading: 'count',
  of: ({ count }) => formatMeasurement({ value: count ?? Number.NaN, unit: 'count' }),
};
const RATE: Figure = {
  heading: 'per second',
  of: ({ rate }) => formatMeasurement({ value: rate ?? Number.NaN, unit: 'number' }),
  rank: 1,
};

function histogramFigures(percentiles: readonly number[]): Figure[] {
  return [
    COUNT,
    RATE,
    { heading: 'mean', of: value(({ average }) => average), rank: 2 },
    ...percentiles.map((p, i) => ({
      heading: `p${p}`,
      of: value((row) => row.percentiles?.[`p${p}`]),
      rank: 4 + i,
    })),
    { heading: 'max', of: value(({ maximum }) => maximum), rank: 3 },
  ];
}

/** Most counters count; some add up seconds. */
const TOTAL: Figure = {
  heading: 'total',
  of: ({ sum = Number.NaN }) =>
    formatMeasurement({ value: sum, unit: Number.isInteger(sum) ? 'count' : 'number' }),
};
const COUNTER_FIGURES: readonly Figure[] = [TOTAL, RATE];
const GAUGE_FIGURES: readonly Figure[] = [
  { heading: 'last', of: value(({ sum }) => sum) },
  { heading: 'mean', of: value(({ average }) => average), rank: 1 },
  { heading: 'min', of: value(({ minimum }) => minimum), rank: 2 },
  { heading: 'max', of: value(({ maximum }) => maximum), rank: 3 },
];

export function metricTables(rows: readonly StoreRow[], options: MetricTablesOptions): string[] {
  if (rows.length === 0) return ['Nothing was recorded in this time, of this kind.'];
  const { style } = options;
  const ofKind = (...kinds: readonly StoreRow['kind'][]) => rows.filter(({ kind }) => kinds.includes(kind));
  const parts: string[][] = [];
  for (const [metric, of] of byMetric(ofKind('histogram'))) {
    const unit = of[0]?.unit === 'seconds' || of[0]?.unit === '1' ? '' : ` (${of[0]?.unit})`;
    const title = style.strong(shownMetric(metric)) + style.faint(unit);
    parts.push([title, ...fitted(labelColumns(of), histogramFigures(options.percentiles), of, options)]);
  }
  for (const [title, of, figures] of [
    ['Counters', ofKind('counter', 'up_down_counter'), COUNTER_FIGURES],
    ['Gauges', ofKind('gauge'), GAUGE_FIGURES],
  ] as const) {
    if (of.length === 0) continue;
    const columns: LabelColumn[] = [
      { heading: 'metric', of: ({ metric }) => shownMetric(metric) },
      { heading: 'labels', of: shownLabels },
    ];
    parts.push([style.strong(title), ...fitted(columns, figures, of, options)]);
  }
  return parts.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
}

interface LabelColumn {
  readonly heading: string;
  readonly of: (row: StoreRow) => string;
}

function labelColumns(rows: readonly StoreRow[]): LabelColumn[] {
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))];
  return [
    ...(rows.some(({ member }) => member !== undefined)
      ? [{ heading: 'member', of: ({ member = '' }: StoreRow) => member }]
      : []),
    ...names.map((name) => ({ heading: name, of: (row: StoreRow) => labelText(row, name) })),
  ];
}

function labelText({ labels, overflow }: StoreRow, name: string): string {
  if (overflow) return '(others)';
  const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
  return value === undefined || value === null || value === '' ? '–' : String(value);
}

/** Its values alone where their names are known: `glyph-dense, 8`. */
function shownLabels(row: StoreRow): string {
  const { labels, member, overflow } = row;
  if (overflow) return '(others)';
  const texts = Object.entries(labels).flatMap(([, value]) => (value === '' ? [] : [String(value)]));
  return [...(member === undefined ? [] : [member]), ...texts].join(', ');
}

/** With as many figures as there is room for. */
function fitted(
  labels: readonly LabelColumn[],
  all: readonly Figure[],
  rows: readonly StoreRow[],
  { width, style, hasSteps }: MetricTablesOptions,
): string[] {
  const days = new Set(rows.map(({ startedAtUnixMs }) => Math.floor(startedAtUnixMs / 86_400_000)));
  const times: LabelColumn[] = hasSteps
    ? [{ heading: 'time (UTC)', of: ({ startedAtUnixMs }) => shownStep(startedAtUnixMs, days.size === 1) }]
    : [];
  let figures = all;
  for (;;) {
    const columns: Column[] = [
      ...[...times, ...labels].map(({ heading }) => ({ heading })),
      ...figures.map(({ heading }) => ({ heading, align: 'right' }) as const),
    ];
    const cells = rows.map((row): Cell[] => {
      const unit = unitOf(row.unit, row.kind);
      return [
        ...[...times, ...labels].map((column) => column.of(row)),
        ...figures.map((figure) => figure.of(row, unit)),
      ];
    });
    const lines = table(columns, cells, { width: width - INDENT.length, style });
    const least = figures.reduce((best, { rank = 0 }) => (rank > 0 && rank < best ? rank : best), Infinity);
    const isFitting = lines.every((line) => widthOf(line) <= width - INDENT.length);
    if (isFitting || least === Infinity) return lines.map((line) => INDENT + line);
    figures = figures.filter(({ rank }) => rank !== least);
  }
}

const INDENT = '  ';

function byMetric(rows: readonly StoreRow[]): Map<string, StoreRow[]> {
  const found = new Map<string, StoreRow[]>();
  for (const row of rows) {
    const known = found.get(row.metric);
    if (known === undefined) found.set(row.metric, [row]);
    else known.push(row);
  }
  return found;
}
