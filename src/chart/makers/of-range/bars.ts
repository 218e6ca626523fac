/** Durations side by side: their percentiles by one label, or the medians of several kinds of work. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import { groupedBy, histogramsOf, mergingHistograms } from '../../../telemetry/index.ts';
import { INKS } from '../../look/palette.ts';
import { counted, errorRatioOf, figure } from '../about.ts';
import { PERCENTILES, percentilesOf } from '../histograms.ts';
import { type OfRange, secondsOf } from '../maker.ts';
import { barChart, inNaturalOrder, type Row } from './bar-chart.ts';

const PERCENTILE_BARS = PERCENTILES.map((percentile, i) => ({
  label: `p${percentile}`,
  color: INKS[i] as number,
}));

export interface PercentileBarOptions {
  readonly metrics: readonly string[];
  /** By which label the values are told apart. */
  readonly groupBy: string;
  readonly label: string;
  readonly things: string;
  readonly names: string;
}

export function percentileBars({ metrics, groupBy, label, things, names }: PercentileBarOptions): OfRange {
  const make: OfRange['make'] = function* (name, query, recorded) {
    const rows: Row[] = [];
    const all: ExponentialSnapshot[] = [];
    for (const [of, series] of groupedBy(
      groupBy,
      metrics.flatMap((metric) => histogramsOf(recorded, metric)),
    )) {
      const merged = yield* mergingHistograms(series.map(({ histogram }) => histogram));
      yield;
      if (merged.count === 0) continue;
      all.push(merged);
      rows.push({ name: of, values: percentilesOf(merged, PERCENTILES), rank: merged.count });
    }
    const whole = yield* mergingHistograms(all);
    const [, , p99] = percentilesOf(whole, PERCENTILES);
    return barChart({
      ...{ name, query, label, names, seconds: secondsOf(recorded, query) },
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
  const make: OfRange['make'] = function* (name, query, recorded) {
    const values = new Map<string, number[]>();
    const kinds = Object.values(metrics);
    const all: ExponentialSnapshot[] = [];
    for (const [i, metric] of kinds.entries()) {
      for (const [of, series] of groupedBy(groupBy, histogramsOf(recorded, metric))) {
        const merged = yield* mergingHistograms(series.map(({ histogram }) => histogram));
        yield;
        if (merged.count === 0) continue;
        all.push(merged);
        const own = values.get(of) ?? new Array<number>(kinds.length).fill(Number.NaN);
        [own[i]] = percentilesOf(merged, [50]) as [number];
        values.set(of, own);
      }
    }
    const whole = yield* mergingHistograms(all);
    const rows = [...values].map(([of, own]): Row => {
      return { name: of, values: own, rank: Math.max(...own.filter((value) => !Number.isNaN(value))) };
    });
    return barChart({
      ...{ name, query, label, names, seconds: secondsOf(recorded, query) },
      rows: inNaturalOrder(rows),
      bars: Object.keys(metrics).map((kind, i) => ({
        label: kind,
        color: INKS[i % INKS.length] as number,
      })),
      unit: 'seconds',
      figures: [counted(rows.length, names), counted(whole.count, things)],
      notes: ['Bars are medians.'],
      errorRatio: errorRatioOf(whole.scale),
    });
  };
  return { metrics: Object.values(metrics), make };
}
