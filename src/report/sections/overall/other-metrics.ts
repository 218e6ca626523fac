/**
 * Metrics that are of no category of work: the caller's own and those of OpenTelemetry's instruments, those of the
 * process, and what telemetry counts of itself. Each series is a row. As JSON, every metric of every kind.
 */

import { quantilesOf } from '../../../histogram/index.ts';
import type {
  DataPoint,
  HistogramPoint,
  Instrument,
  MetricSnapshot,
  Slices,
} from '../../../metrics/inner.ts';
import { quantileOf } from '../../../telemetry/index.ts';
import {
  type Block,
  type Cell,
  left,
  type MeasurementUnit,
  measurement,
  right,
  type Section,
} from '../../document/document.ts';
import type { ReportContext } from '../context.ts';

export const ownMetrics = sectionOf('own_metrics', 'Own Metrics', 'custom');
export const processMetrics = sectionOf('process', 'Process', 'runtime');
export const telemetryItself = sectionOf('telemetry', 'Telemetry Itself', 'self');

/** One section, or none where there is nothing to tell; in slices, since a metric may have thousands of series. */
function sectionOf(id: string, heading: string, category: string) {
  return function* (context: ReportContext): Slices<readonly Section[]> {
    const metrics = context.snapshot.metrics.filter(({ instrument }) => instrument.category === category);
    const blocks = [...(yield* distributionTable(metrics, context)), ...(yield* valueTable(metrics))];
    return blocks.length === 0 ? [] : [{ id, heading, blocks }];
  };
}

/** A series as JSON, in the unit of its metric. */
export type SeriesJson = {
  readonly labels: DataPoint['labels'];
  /** Whether it holds what found no room in the metric. */
  readonly overflow: boolean;
} & (
  | { readonly value: number }
  | {
      readonly count: number;
      readonly sum: number;
      readonly min: number | null;
      readonly max: number | null;
      readonly percentiles: Readonly<Record<string, number | null>>;
    }
);

export interface MetricJson {
  readonly kind: Instrument['kind'];
  readonly unit: string;
  readonly category: string;
  readonly series: readonly SeriesJson[];
}

/** Everything in the snapshot, by full name; metrics of one name in several scopes have it with theirs. */
export function* metricsJson(context: ReportContext): Slices<Readonly<Record<string, MetricJson>>> {
  const { metrics } = context.snapshot;
  const count = (name: string) => metrics.filter(({ fullName }) => fullName === name).length;
  const all: [string, MetricJson][] = [];
  for (const { fullName, instrument, series } of metrics) {
    const { kind, unit, category, scope } = instrument;
    const name = scope === undefined || count(fullName) === 1 ? fullName : `${fullName} (${scope.name})`;
    const own: SeriesJson[] = [];
    for (const one of series) {
      own.push(seriesJson(one, context));
      yield;
    }
    all.push([name, { kind, unit, category, series: own }]);
  }
  return Object.fromEntries(all);
}

function seriesJson(one: DataPoint, context: ReportContext): SeriesJson {
  const { labels, overflow } = one;
  const figures = 'value' in one ? { value: one.value } : distributionJson(one.histogram, context);
  return { labels, overflow, ...figures };
}

function distributionJson(histogram: HistogramPoint['histogram'], { percentiles }: ReportContext) {
  const { count, sum, min, max } = histogram;
  const quantiles = quantilesOf(histogram, percentiles.map(quantileOf)) as number[];
  return {
    count,
    sum,
    min: count === 0 ? null : min,
    max: count === 0 ? null : max,
    percentiles: Object.fromEntries(
      percentiles.map((p, i) => [`p${p}`, count === 0 ? null : (quantiles[i] as number)]),
    ),
  };
}

function* distributionTable(
  metrics: readonly MetricSnapshot[],
  { percentiles }: ReportContext,
): Slices<Block[]> {
  const rows = yield* rowsOf(metrics, (series, unit): Cell[] => {
    if (!('histogram' in series)) return [];
    const { histogram } = series;
    const quantiles = quantilesOf(histogram, percentiles.map(quantileOf));
    const { count, sum, max } = histogram;
    return [
      measurement(count, 'count'),
      ...[sum / count, ...quantiles, max].map((value) => measurement(value, unit)),
    ];
  });
  if (rows.length === 0) return [];
  const figures = ['Count', 'Mean', ...percentiles.map((percentile) => `p${percentile}`), 'Max'];
  return [{ kind: 'table', columns: [left('Metric'), left('Labels'), ...figures.map(right)], rows }];
}

function* valueTable(metrics: readonly MetricSnapshot[]): Slices<Block[]> {
  const rows = yield* rowsOf(metrics, (series, unit): Cell[] =>
    'value' in series ? [measurement(series.value, unit)] : [],
  );
  if (rows.length === 0) return [];
  return [{ kind: 'table', columns: [left('Metric'), left('Labels'), right('Value')], rows }];
}

/** Name, labels and what `figuresOf` tells of each series; series of which it tells nothing are left out. */
function* rowsOf(
  metrics: readonly MetricSnapshot[],
  figuresOf: (series: DataPoint, unit: MeasurementUnit) => Cell[],
): Slices<Cell[][]> {
  const rows: Cell[][] = [];
  for (const { instrument, series } of metrics) {
    const unit = unitOf(instrument);
    for (const one of series) {
      const figures = figuresOf(one, unit);
      if (figures.length > 0) rows.push([nameOf(instrument), labelsOf(one), ...figures]);
      yield;
    }
  }
  return rows;
}

const UNITS: readonly string[] = ['seconds', 'bytes', 'ratio', 'per_second'] satisfies MeasurementUnit[];

/** What a document has no word for is a plain figure. */
function unitOf({ unit, kind }: Instrument): MeasurementUnit {
  if (UNITS.includes(unit)) return unit as MeasurementUnit;
  return kind === 'counter' ? 'count' : 'number';
}

/** A unit that its figures do not show stands behind the name. */
function nameOf({ name, unit }: Instrument): string {
  return unit === '1' || unit === '' || UNITS.includes(unit) ? name : `${name} (${unit})`;
}

function labelsOf({ labels, overflow }: DataPoint): string {
  if (overflow) return '(overflow)';
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
