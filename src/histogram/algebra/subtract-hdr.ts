import { HdrBuckets } from '../hdr/hdr-buckets.ts';
import type { HdrSnapshot } from '../hdr/hdr-snapshot.ts';
import { requireSameResolution } from './alike.ts';
import { difference, total } from './range.ts';
import { requireCounts, totalsBetween } from './subtract-totals.ts';

/** The range is the later's, also where it has grown meanwhile. @throws HISTOGRAM_LAYOUT, HISTOGRAM_DIFFERENCE */
export function hdrBetween(later: HdrSnapshot, earlier: HdrSnapshot): HdrSnapshot {
  requireSameResolution(later, earlier);
  const counts = difference(later.counts, earlier.counts);
  requireCounts(counts.counts);
  const buckets = new HdrBuckets(later);
  const last = counts.offset + counts.counts.length - 1;
  // A maximum with a fraction lies above the largest whole value of its own bucket.
  const most = buckets.indexOf(later.max) > last ? buckets.highestAt(last) : later.max;
  return Object.freeze({
    ...later,
    counts,
    ...totalsBetween(later, earlier, total(counts.counts), buckets.lowestAt(counts.offset), most),
  });
}
