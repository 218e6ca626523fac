/** Figures of a distribution, read from snapshots. */
import { type ExponentialSnapshot, mergeSnapshots, quantilesOf } from '../../histogram/index.ts';
import { SnapshotMerge, validExponentialSnapshot } from '../../histogram/inner.ts';
import { runSync, type Slices } from '../../metrics/inner.ts';

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

type Distribution = { readonly histogram: ExponentialSnapshot };

/** Of everything in the series together; undefined when that is nothing. */
export function durationStatistics(
  series: readonly Distribution[],
  percentiles: readonly number[],
): DurationStatistics | undefined {
  return runSync(measuringDurations(series, percentiles));
}

/** The same in slices, of what may be thousands of series. */
export function* measuringDurations(
  series: readonly Distribution[],
  percentiles: readonly number[],
): Slices<DurationStatistics | undefined> {
  const whole = yield* mergingHistograms(series.map(({ histogram }) => histogram));
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

/** So many are merged in one go: a fraction of a millisecond. */
const MERGED = 32;

/** `mergeSnapshots` in slices. @throws HISTOGRAM_SNAPSHOT */
export function* mergingHistograms(histograms: readonly ExponentialSnapshot[]): Slices<ExponentialSnapshot> {
  const [only] = histograms;
  if (histograms.length === 1 && only !== undefined) return validExponentialSnapshot(only);
  const merge = new SnapshotMerge();
  try {
    for (const [i, histogram] of histograms.entries()) {
      merge.add(validExponentialSnapshot(histogram));
      if (i % MERGED === MERGED - 1) yield;
    }
    return merge.snapshot();
  } finally {
    merge.dispose();
  }
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
export function valueStatistics(series: readonly Distribution[]): ValueStatistics | undefined {
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
