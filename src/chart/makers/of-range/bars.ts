/** Durations side by side: their percentiles by one label, or the medians of several kinds of work. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import { groupedBy, histogramsOf } from '../../../telemetry/index.ts';
import { COLORS } from '../../look/palette.ts';
import { counted, errorRatioOf, figure } from '../about.ts';
import { mergedOf, PERCENTILES, percentilesOf } from '../histograms.ts';
import type { OfRange } from '../maker.ts';
import { barChart, inNaturalOrder, type Row } from './bar-chart.ts';

const PERCENTILE_BARS = [
  { label: 'p50', color: COLORS.blue },
  { label: 'p95', color: COLORS.orange },
  { label: 'p99', color: COLORS.vermillion },
] as const;

export interface PercentileBarOptions {
  readonly metrics: readonly string[];
  /** By which label the values are told apart. */
  readonly groupBy: string;
  readonly label: string;
  readonly things: string;
  readonly names: string;
}

export function percentileBars({ metrics, groupBy, label, things, names }: PercentileBarOptions): OfRange {
  const make: OfRange['make'] = (name, query, recorded) => {
    const rows: Row[] = [];
    const all: ExponentialSnapshot[] = [];
    for (const [of, series] of groupedBy(
      groupBy,
      metrics.flatMap((metric) => histogramsOf(recorded, metric)),
    )) {
      const merged = mergedOf(series.map(({ histogram }) => histogram));
      if (merged.count === 0) continue;
      all.push(merged);
      rows.push({ name: of, values: percentilesOf(merged, PERCENTILES), rank: merged.count });
    }
    const whole = mergedOf(all);
    const [, , p99] = percentilesOf(whole, PERCENTILES);
    return barChart({
      ...{ name, query, label, names },
      rows: inNaturalOrder(rows),
      bars: PERCENTILE_BARS,
      unit: 'seconds',
      figures: [`p99 ${figure(p99 as number, 'seconds')}`, counted(whole.count, things)],
      errorRatio: errorRatioOf(whole.scale),
    });
  };
  return { metrics, make };
}

export interface MedianBarOptions {
  /** A bar for each: what it is called, and its histogram. */
  readonly metrics: Readonly<Record<string, string>>;
  readonly groupBy: string;
  readonly label: string;
  readonly things: string;
  readonly names: string;
}

/** The medians of several kinds of work, by what they were about. */
export function medianBars({ metrics, groupBy, label, things, names }: MedianBarOptions): OfRange {
  const make: OfRange['make'] = (name, query, recorded) => {
    const values = new Map<string, number[]>();
    const kinds = Object.values(metrics);
    const all: ExponentialSnapshot[] = [];
    for (const [i, metric] of kinds.entries()) {
      for (const [of, series] of groupedBy(groupBy, histogramsOf(recorded, metric))) {
        const merged = mergedOf(series.map(({ histogram }) => histogram));
        if (merged.count === 0) continue;
        all.push(merged);
        const own = values.get(of) ?? new Array<number>(kinds.length).fill(Number.NaN);
        [own[i]] = percentilesOf(merged, [50]) as [number];
        values.set(of, own);
      }
    }
    const whole = mergedOf(all);
    const rows = [...values].map(([of, own]): Row => {
      return { name: of, values: own, rank: Math.max(...own.filter((value) => !Number.isNaN(value))) };
    });
    return barChart({
      ...{ name, query, label, names },
      rows: inNaturalOrder(rows),
      bars: Object.keys(metrics).map((kind, i) => ({
        label: kind,
        color: [COLORS.blue, COLORS.orange, COLORS.green][i % 3] as number,
      })),
      unit: 'seconds',
      figures: [counted(rows.length, names), counted(whole.count, things)],
      notes: ['Bars are medians.'],
      errorRatio: errorRatioOf(whole.scale),
    });
  };
  return { metrics: Object.values(metrics), make };
}
