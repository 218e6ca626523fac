/** How metrics went over a range: a trend that holds against outliers, and how much they vary from step to step. */
import { adjustedPValues, binsOf, normalSurvival, valueAtQuantile } from '../../histogram/inner.ts';
import type { Labels } from '../../metrics/inner.ts';
import { median } from '../../telemetry/index.ts';
import type { CompareOptions } from './regressions.ts';
import type { AnalyzedSeries, SeriesStep } from './series.ts';

export interface Trend {
  readonly metric: string;
  readonly labels: Labels;
  /** What of it is followed: a percentile of a histogram, what a counter gets in a second, the value of a gauge. */
  readonly statistic: string;
  /** Of these values. */
  readonly unit: string;
  readonly kind: AnalyzedSeries['kind'];
  /** The median of all steps. */
  readonly level: number;
  /** In an hour, by Theil and Sen: the median of the slopes between all pairs of steps. */
  readonly perHour: number;
  /** From the beginning of the range to its end, relative to the level. */
  readonly change: number;
  /** Of Mann and Kendall's test, of all trends together (Holm). */
  readonly pValue: number;
  readonly direction: 'rising' | 'falling' | 'steady';
  /** The standard deviation of steps around the trend by their median deviation, relative to the level. */
  readonly variability: number;
  readonly steps: number;
  /** For a line of small bars. */
  readonly values: readonly number[];
}

/** Fewer steps have no trend. */
const LEAST_STEPS = 5;

export function trendsOf(
  series: ReadonlyMap<string, AnalyzedSeries>,
  percentile: number,
  { confidence, threshold }: CompareOptions,
): Trend[] {
  const followed = [...series.values()].flatMap((one) => follow(one, percentile) ?? []);
  const adjusted = adjustedPValues(
    'holm',
    followed.map(({ p }) => p),
  );
  return followed.map(({ p: _, ...trend }, i) => {
    const pValue = adjusted[i] as number;
    const isTrend = pValue < 1 - confidence && Math.abs(trend.change) >= threshold;
    return { ...trend, pValue, direction: !isTrend ? 'steady' : trend.perHour > 0 ? 'rising' : 'falling' };
  });
}

type Followed = Omit<Trend, 'pValue' | 'direction'> & { readonly p: number };

function follow(series: AnalyzedSeries, percentile: number): Followed | undefined {
  const { metric, kind, unit, labels, steps } = series;
  const read = valueIn(kind, percentile);
  const points = steps.flatMap((step) => {
    const value = read(step);
    return Number.isFinite(value) ? [{ hours: step.startedAtUnixMs / 3_600_000, value }] : [];
  });
  if (points.length < LEAST_STEPS) return undefined;
  const values = points.map(({ value }) => value);
  const level = median(values);
  const { slopes, s } = pairsOf(points);
  const perHour = median(slopes);
  const first = points[0]?.hours as number;
  const span = (points.at(-1)?.hours as number) - first;
  const rests = points.map(({ hours, value }) => value - perHour * (hours - first));
  const middle = median(rests);
  const deviation = 1.4826 * median(rests.map((rest) => Math.abs(rest - middle)));
  return {
    ...{ metric, labels, kind, level, perHour, values, steps: points.length },
    statistic: kind === 'histogram' ? `p${percentile}` : kind === 'gauge' ? 'value' : 'rate',
    unit: kind === 'counter' || kind === 'up_down_counter' ? '1' : unit,
    change: level === 0 ? 0 : (perHour * span) / Math.abs(level),
    variability: level === 0 ? 0 : deviation / Math.abs(level),
    p: mannKendall(values, s),
  };
}

function valueIn(kind: AnalyzedSeries['kind'], percentile: number): (step: SeriesStep) => number {
  if (kind === 'gauge') return ({ value }) => value;
  if (kind !== 'histogram') return ({ value, seconds }) => value / seconds;
  return ({ histogram }) =>
    histogram === undefined ? Number.NaN : valueAtQuantile(binsOf(histogram), percentile / 100, histogram);
}

interface Point {
  readonly hours: number;
  readonly value: number;
}

/** Of all pairs: their slopes, and by how much those that rise are more than those that fall. */
function pairsOf(points: readonly Point[]): { readonly slopes: number[]; readonly s: number } {
  const slopes: number[] = [];
  let s = 0;
  for (const [i, one] of points.entries()) {
    for (const other of points.slice(i + 1)) {
      slopes.push((other.value - one.value) / (other.hours - one.hours));
      s += Math.sign(other.value - one.value);
    }
  }
  return { slopes, s };
}

/** Two-sided, by the normal approximation with ties (M. G. Kendall, Rank Correlation Methods). */
function mannKendall(values: readonly number[], s: number): number {
  const n = values.length;
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  const term = (t: number) => t * (t - 1) * (2 * t + 5);
  const variance = (term(n) - [...ties.values()].reduce((sum, t) => sum + term(t), 0)) / 18;
  if (variance <= 0) return 1;
  return Math.min(1, 2 * normalSurvival(Math.max(0, Math.abs(s) - 1) / Math.sqrt(variance)));
}
