/** The buckets of an explicit snapshot, as iterators see them. */

import { type BucketSeries, edgeSeries } from '../base/bucket-series.ts';
import { type ExplicitSnapshot, validExplicitSnapshot } from './snapshot.ts';

/**
 * All buckets of a snapshot. The first begins at the minimum and the last ends at the maximum, if values lie there.
 *
 * @throws HISTOGRAM_SNAPSHOT
 */
export function explicitSeries(snapshot: ExplicitSnapshot): BucketSeries {
  const { bounds, counts, count, min, max } = validExplicitSnapshot(snapshot);
  const first = bounds[0] as number;
  const last = bounds[bounds.length - 1] as number;
  const isEmpty = count === 0;
  const edges = [isEmpty ? first : Math.min(min, first), ...bounds, isEmpty ? last : Math.max(max, last)];
  return edgeSeries(edges, [...counts], count, () => false);
}
