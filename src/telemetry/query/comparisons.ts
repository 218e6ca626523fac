/** Figures held against thresholds, as the rules of all categories do. */
import { type ExponentialSnapshot, mergeSnapshots, quantilesOf } from '../../histogram/index.ts';
import { above, type Measured } from '../context/finding.ts';
import type { Levels } from '../context/thresholds.ts';
import type { OutcomeCounts } from './snapshot-reader.ts';
import { type DurationStatistics, durationStatistics } from './statistics.ts';

/** The percentile that durations are judged by: a mean hides slow calls. */
export const JUDGED_PERCENTILE = 95;

/** Fewer values on either side say nothing about a 95th percentile. */
export const MIN_VALUES = 20;

/** The level that the 95th percentile is above. @param durations with this percentile among theirs */
export function slow(durations: DurationStatistics | undefined, levels: Levels): Measured | undefined {
  if (durations === undefined) return undefined;
  const name = `p${JUDGED_PERCENTILE}`;
  const seconds = durations.percentilesSeconds[name] as number;
  return above(levels, name, seconds, 'seconds', durations.count);
}

/**
 * As `slow`, where the first value of each series is a warm-up: compiling, filling caches, opening connections. Which one
 * it was nobody knows any more, so the slowest of each series is left out: what is slow but once is not judged.
 *
 * @param alsoLeftOut so many more of the slowest: streams, which take as long as their output is
 */
export function slowWarm(
  series: readonly { readonly histogram: ExponentialSnapshot }[],
  levels: Levels,
  alsoLeftOut = 0,
): Measured | undefined {
  const filled = series.filter(({ histogram }) => histogram.count > 0);
  const whole = mergeSnapshots(filled.map(({ histogram }) => histogram));
  const warm = whole.count - filled.length - alsoLeftOut;
  if (warm <= 0) return undefined;
  const rank = Math.ceil((JUDGED_PERCENTILE / 100) * warm);
  // Half a rank lower: the product of a quotient may lie above the rank.
  const [seconds] = quantilesOf(whole, [(rank - 0.5) / whole.count]);
  return above(levels, `p${JUDGED_PERCENTILE} without warm-up`, seconds as number, 'seconds', warm);
}

/** A share as text. */
export function percent(share: number): string {
  return `${rounded(100 * share)} %`;
}

/** To three digits. */
export function rounded(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}

/** `42.5 ms`, `3.1 s`. */
export function spokenSeconds(seconds: number): string {
  return seconds < 1 ? `${rounded(1000 * seconds)} ms` : `${rounded(seconds)} s`;
}

/** What the phases of an operation took of its time, the longest first: `fetch 80 %, compile 15 %`. */
export function phaseShares(
  phases: Readonly<Record<string, DurationStatistics>>,
  operationType: string,
  whole: DurationStatistics | undefined,
): string | undefined {
  const own = Object.entries(phases)
    .filter(([name]) => name.startsWith(`${operationType}/`))
    .sort(([, a], [, b]) => b.totalSeconds - a.totalSeconds);
  if (own.length === 0 || whole === undefined || whole.totalSeconds === 0) return undefined;
  const shares = own.map(
    ([name, { totalSeconds }]) =>
      `${name.slice(operationType.length + 1)} ${percent(totalSeconds / whole.totalSeconds)}`,
  );
  return `Of its time: ${shares.join(', ')}.`;
}

/** The groups whose 95th percentile is above a level. */
export function slowest(
  groups: ReadonlyMap<string, readonly { readonly histogram: ExponentialSnapshot }[]>,
  levels: Levels,
): [string, Measured][] {
  return [...groups].flatMap(([key, series]): [string, Measured][] => {
    const measured = slow(durationStatistics(series, [JUDGED_PERCENTILE]), levels);
    return measured === undefined ? [] : [[key, measured]];
  });
}

/** How much slower decides; what is shown is the duration and the one that it must not pass. */
export function slower(
  levels: Levels,
  statistic: string,
  seconds: number,
  usualSeconds: number,
  count: number,
): Measured | undefined {
  if (!(usualSeconds > 0)) return undefined;
  const scaled = { medium: levels.medium * usualSeconds, high: levels.high * usualSeconds };
  return above(scaled, statistic, seconds, 'seconds', count);
}

/** For comparisons of two sides. Undefined where there are too few values. */
export function percentileOf(
  histograms: readonly ExponentialSnapshot[],
): { p95: number; count: number } | undefined {
  const whole = mergeSnapshots(histograms);
  if (whole.count < MIN_VALUES) return undefined;
  return { p95: quantilesOf(whole, [JUDGED_PERCENTILE / 100])[0] as number, count: whole.count };
}

/** What failed by what was not given up: nobody holds it against a call that its caller ended it. */
export function failing(levels: Levels, { ok, error }: OutcomeCounts): Measured | undefined {
  return above(levels, 'error ratio', error / (ok + error), 'ratio', ok + error);
}
