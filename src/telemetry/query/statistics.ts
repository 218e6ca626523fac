/** Figures of a distribution, read from snapshots. */
import { type ExponentialSnapshot, mergeSnapshots, quantilesOf } from '../../histogram/index.ts';

/** Total, mean, minimum and maximum are exact; median and percentiles are within 1.1 % of the exact ones. */
export interface DurationStatistics {
  /** Operations that ended well; 1 or more. */
  readonly count: number;
  readonly totalSeconds: number;
  readonly meanSeconds: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
  readonly medianSeconds: number;
  /** The option `analysisPercentiles`: `{ p50: 0.021, p99.9: 0.43 }`. */
  readonly percentilesSeconds: Readonly<Record<string, number>>;
}

/** Of everything in the series together; undefined when that is nothing. */
export function durationStatistics(
  series: readonly { readonly histogram: ExponentialSnapshot }[],
  percentiles: readonly number[],
): DurationStatistics | undefined {
  const whole = mergeSnapshots(series.map(({ histogram }) => histogram));
  if (whole.count === 0) return undefined;
  const [medianSeconds, ...values] = quantilesOf(whole, [0.5, ...percentiles.map(quantileOf)]) as [
    number,
    ...number[],
  ];
  return {
    count: whole.count,
    totalSeconds: whole.sum,
    meanSeconds: whole.sum / whole.count,
    minSeconds: whole.min,
    maxSeconds: whole.max,
    medianSeconds,
    percentilesSeconds: Object.fromEntries(percentiles.map((p, i) => [`p${p}`, values[i] as number])),
  };
}

/** Figures of something that is no duration; all of them exact. */
export interface ValueStatistics {
  /** 1 or more. */
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Of everything in the series together; undefined when that is nothing. */
export function valueStatistics(
  series: readonly { readonly histogram: ExponentialSnapshot }[],
): ValueStatistics | undefined {
  const { count, sum, min, max } = mergeSnapshots(series.map(({ histogram }) => histogram));
  return count === 0 ? undefined : { count, mean: sum / count, min, max };
}

/** 99.9 / 100 is 0.9990000000000001 in doubles, and one rank too high among a thousand values. */
export function quantileOf(percentile: number): number {
  return Number((percentile / 100).toPrecision(15));
}

/** Of two in the middle their mean; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
