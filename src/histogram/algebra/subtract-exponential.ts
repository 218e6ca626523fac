import { commonBounds, countsIn } from '../exponential/common-bounds.ts';
import { coarsened, extremesOf } from '../exponential/exponential-buckets.ts';
import { withZeroThreshold } from '../exponential/zero-threshold.ts';
import type { ExponentialSnapshot } from '../snapshot.ts';
import { difference, total } from './range.ts';
import { notLater, requireCounts, totalsBetween } from './subtract-totals.ts';

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
  const { explicit: _, ...rest } = later;
  return Object.freeze({
    ...rest,
    ...buckets,
    ...totalsBetween(later, earlier, count, ...extremesOf(buckets)),
    ...explicitBetween(later, earlier),
  });
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
