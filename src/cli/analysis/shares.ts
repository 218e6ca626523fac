/**
 * Whether a share grew from one range to another, where what is counted comes in intervals: values of one interval have a
 * load, a cache and neighbours in common, and are less than so many independent ones.
 */
import { binomialSurvival, studentSurvival } from '../statistics/distributions.ts';

/** Of one interval: how many of all. */
export interface Counted {
  readonly of: number;
  readonly all: number;
}

/** From so many intervals on a side, how much they differ among themselves is known. */
const LEAST_INTERVALS = 3;

export interface ShareTest {
  readonly before: number;
  readonly now: number;
  /** That the share is as much larger, or more, where nothing has changed. */
  readonly pValue: number;
  /** Whether intervals were too few, so that values were taken as independent. */
  readonly isByValuesAlone: boolean;
}

/** Whether the share is larger now. */
export function shareTest(before: readonly Counted[], now: readonly Counted[]): ShareTest {
  const [old, recent] = [ratioOf(before), ratioOf(now)];
  const byValues = byIndependentValues(old, recent);
  const isByValuesAlone = Math.min(before.length, now.length) < LEAST_INTERVALS;
  const pValue = isByValuesAlone ? byValues : Math.max(byValues, byIntervals(old, recent));
  return { before: old.share, now: recent.share, pValue, isByValuesAlone };
}

interface Ratio extends Counted {
  readonly share: number;
  /** Of the share, by how much intervals differ (W. G. Cochran, Sampling Techniques, section 6.3: a ratio estimator). */
  readonly variance: number;
  readonly intervals: number;
}

function ratioOf(counted: readonly Counted[]): Ratio {
  const of = counted.reduce((sum, one) => sum + one.of, 0);
  const all = counted.reduce((sum, one) => sum + one.all, 0);
  const share = of / all;
  const k = counted.length;
  const squares = counted.reduce((sum, one) => sum + (one.of - share * one.all) ** 2, 0);
  return { of, all, share, variance: ((k / (k - 1)) * squares) / all ** 2, intervals: k };
}

/** Given how many there are in both, how likely is it that so many of them are of now? */
function byIndependentValues(old: Ratio, recent: Ratio): number {
  // Of the rarer side, for which the binomial is the better approximation, and the safer one.
  if (old.share + recent.share <= 1) {
    return binomialSurvival(recent.of, old.of + recent.of, recent.all / (old.all + recent.all));
  }
  const rest = { old: old.all - old.of, recent: recent.all - recent.of };
  return binomialSurvival(rest.old, rest.old + rest.recent, old.all / (old.all + recent.all));
}

/** Welch's test, with the degrees of freedom of the smaller side: fewer than there are. */
function byIntervals(old: Ratio, recent: Ratio): number {
  const freedom = Math.min(old.intervals, recent.intervals) - 1;
  const error = Math.sqrt(old.variance + recent.variance);
  const difference = recent.share - old.share;
  if (error === 0) return difference > 0 ? 0 : 1;
  return studentSurvival(difference / error, freedom);
}
