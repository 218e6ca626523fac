import type { ExplicitSnapshot } from '../explicit/explicit-snapshot.ts';
import { requireSameBounds } from './alike.ts';
import { total } from './range.ts';
import { requireCounts, totalsBetween } from './subtract-totals.ts';

/** @throws HISTOGRAM_LAYOUT, HISTOGRAM_DIFFERENCE */
export function explicitBetween(later: ExplicitSnapshot, earlier: ExplicitSnapshot): ExplicitSnapshot {
  requireSameBounds(later, earlier);
  const counts = later.counts.map((count, i) => count - (earlier.counts[i] as number));
  requireCounts(counts);
  const { bounds } = later;
  const least = bounds[counts.findIndex((count) => count > 0) - 1] ?? -Infinity;
  const most = bounds[counts.findLastIndex((count) => count > 0)] ?? Infinity;
  return Object.freeze({
    ...later,
    counts,
    ...totalsBetween(later, earlier, total(counts), least, most),
  });
}
