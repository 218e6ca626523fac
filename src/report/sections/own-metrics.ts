/** Metrics of the caller's own, and those of OpenTelemetry's instruments: each series a row. */

import { quantilesOf } from '../../histogram/index.ts';
import type { DataPoint, HistogramPoint, Instrument, MetricSnapshot } from '../../metrics/inner.ts';
import { quantileOf } from '../../telemetry/index.ts';
import {
  type Block,
  type Cell,
  left,
  type MeasurementUnit,
  measurement,
  right,
} from '../document/document.ts';
import type { ReportContext, SectionMaker } from './context.ts';

export const ownMetrics: SectionMaker = (context) => {
  const metrics = ownMetricsIn(context);
  const blocks = [...distributionTable(metrics, context), ...valueTable(metrics)];
  return blocks.length === 0 ? undefined : { heading: 'Own Metrics', blocks };
};

export function ownMetricsJson(context: ReportContext) {
  return ownMetricsIn(context).map(({ instrument: { name, kind, unit }, series }) => ({
    name,
    kind,
    unit,
    series: series.map((one) => ({
      labels: one.labels,
      overflow: one.overflow,
      ...('value' in one ? { value: one.value } : distributionJson(one.histogram, context)),
    })),
  }));
}

/** In the unit of the metric. */
function distributionJson(histogram: HistogramPoint['histogram'], { percentiles }: ReportContext) {
  const { count, sum, min, max } = histogram;
  const quantiles = quantilesOf(histogram, percentiles.map(quantileOf));
  return {
    count,
    sum,
    min: count === 0 ? null : min,
    max: count === 0 ? null : max,
    percentiles: Object.fromEntries(percentiles.map((p, i) => [`p${p}`, count === 0 ? null : quantiles[i]])),
  };
}

function ownMetricsIn({ snapshot }: ReportContext): MetricSnapshot[] {
  return snapshot.metrics.filter(({ instrument }) => instrument.category === 'custom');
}

function distributionTable(metrics: readonly MetricSnapshot[], { percentiles }: ReportContext): Block[] {
  const rows = rowsOf(metrics, (series, unit): Cell[] => {
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

function valueTable(metrics: readonly MetricSnapshot[]): Block[] {
  const rows = rowsOf(metrics, (series, unit): Cell[] =>
    'value' in series ? [measurement(series.value, unit)] : [],
  );
  if (rows.length === 0) return [];
  return [{ kind: 'table', columns: [left('Metric'), left('Labels'), right('Value')], rows }];
}

/** Name, labels and what `figuresOf` tells of each series; series of which it tells nothing are left out. */
function rowsOf(
  metrics: readonly MetricSnapshot[],
  figuresOf: (series: DataPoint, unit: MeasurementUnit) => Cell[],
): Cell[][] {
  return metrics.flatMap(({ instrument, series }) => {
    const unit = unitOf(instrument);
    return series
      .map((one) => ({ one, figures: figuresOf(one, unit) }))
      .filter(({ figures }) => figures.length > 0)
      .map(({ one, figures }) => [instrument.name, labelsOf(one), ...figures]);
  });
}

const UNITS: readonly string[] = ['seconds', 'bytes', 'ratio', 'per_second'] satisfies MeasurementUnit[];

/** What a document has no word for is a plain figure. */
function unitOf({ unit, kind }: Instrument): MeasurementUnit {
  if (UNITS.includes(unit)) return unit as MeasurementUnit;
  return kind === 'counter' ? 'count' : 'number';
}

function labelsOf({ labels, overflow }: DataPoint): string {
  if (overflow) return '(overflow)';
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
