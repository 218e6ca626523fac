/** Figures held against thresholds, as the rules of all categories do. */
import { type ExponentialSnapshot, mergeSnapshots, quantilesOf } from '../../histogram/index.ts';
import { above, type Measured } from '../context/finding.ts';
import type { Levels } from '../context/thresholds.ts';
import type { OutcomeCounts } from './snapshot-reader.ts';
import { type DurationStatistics, durationStatistics } from './statistics.ts';

/** The percentile that durations are judged by: a mean hides slow calls. */
export const JUDGED_PERCENTILE = 95;

/** Fewer values on either side say nothing about a 95th percentile. */
const MIN_VALUES = 20;

/** The level that the 95th percentile is above. @param durations with this percentile among theirs */
export function slow(durations: DurationStatistics | undefined, levels: Levels): Measured | undefined {
  if (durations === undefined) return undefined;
  const name = `p${JUDGED_PERCENTILE}`;
  const seconds = durations.percentilesSeconds[name] as number;
  return above(levels, name, seconds, 'seconds', durations.count);
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
