import { difference, total } from '../base/bucket-range.ts';
import { notLater, requireCounts, totalsBetween } from '../base/totals-between.ts';
import { coarsened, extremesOf } from './buckets.ts';
import { commonBounds, countsIn } from './common-bounds.ts';
import type { ExponentialSnapshot } from './snapshot.ts';
import { withZeroThreshold } from './zero-threshold.ts';

/** Exact also where the scale was lowered meanwhile. @throws HISTOGRAM_DIFFERENCE */
export function exponentialBetween(
  later: ExponentialSnapshot,
  earlier: ExponentialSnapshot,
): ExponentialSnapshot {
  const k = earlier.scale - later.scale;
  if (k < 0 || earlier.zeroThreshold > later.zeroThreshold) throw notLater();
  const before = withZeroThreshold({ ...earlier, ...coarsened(earlier, k) }, later.zeroThreshold);

  const zeroCount = later.zeroCount - before.zeroCount;
  const positive = difference(later.positive, before.positive);
  const negative = difference(later.negative, before.negative);
  for (const counts of [[zeroCount], positive.counts, negative.counts]) requireCounts(counts);
  const buckets = { scale: later.scale, zeroCount, positive, negative };
  const count = zeroCount + total(positive.counts) + total(negative.counts);
  const { explicit: _, isMinBound: _min, isMaxBound: _max, ...rest } = later;
  const totals = totalsBetween(later, earlier, count, ...extremesOf(buckets, later.zeroThreshold));
  return Object.freeze({
    ...rest,
    ...buckets,
    ...totals,
    ...boundsBetween(later, earlier, count),
    ...explicitBetween(later, earlier),
  });
}

/** Which of the extremes are only bounds: those that the earlier has too, and those that were bounds before. */
function boundsBetween(
  later: ExponentialSnapshot,
  earlier: ExponentialSnapshot,
  count: number,
): Pick<ExponentialSnapshot, 'isMinBound' | 'isMaxBound'> {
  if (count === 0) return {};
  const isMinBound = later.isMinBound ?? later.min >= earlier.min;
  const isMaxBound = later.isMaxBound ?? later.max <= earlier.max;
  return { ...(isMinBound && { isMinBound }), ...(isMaxBound && { isMaxBound }) };
}

/** At the bounds that both were counted in. */
function explicitBetween(
  later: ExponentialSnapshot,
  earlier: ExponentialSnapshot,
): Pick<ExponentialSnapshot, 'explicit'> {
  const [now, before] = [later.explicit, earlier.explicit];
  if (now === undefined) return {};
  if (earlier.count === 0) return { explicit: now };
  const bounds = commonBounds([now, before]);
  if (bounds === undefined || before === undefined) return {};
  const earlierCounts = countsIn(bounds, before);
  const counts = countsIn(bounds, now).map((count, i) => count - (earlierCounts[i] as number));
  requireCounts(counts);
  return { explicit: { bounds, counts } };
}
