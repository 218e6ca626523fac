import { equalBounds } from '../base/bounds.ts';
import { difference, total } from '../base/bucket-range.ts';
import { notLater, requireCounts, totalsBetween } from '../base/totals-between.ts';
import { coarsened, extremesOf } from './buckets.ts';
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
  const { explicit: _, ...rest } = later;
  return Object.freeze({
    ...rest,
    ...buckets,
    ...totalsBetween(later, earlier, count, ...extremesOf(buckets)),
    ...explicitBetween(later, earlier),
  });
}

/** Where both were counted in the same explicit buckets; without these where they were not. */
function explicitBetween(
  later: ExponentialSnapshot,
  earlier: ExponentialSnapshot,
): Pick<ExponentialSnapshot, 'explicit'> {
  const [now, before] = [later.explicit, earlier.explicit];
  if (now === undefined) return {};
  if (earlier.count === 0) return { explicit: now };
  if (before === undefined || !equalBounds(now.bounds, before.bounds)) return {};
  const counts = now.counts.map((count, i) => count - (before.counts[i] as number));
  requireCounts(counts);
  return { explicit: { bounds: now.bounds, counts } };
}
