/** From two snapshots to one set of bins. */
import { lesser } from '../base/snapshot-totals.ts';
import { clamped } from '../base/totals-between.ts';
import type { BucketSnapshot } from '../layouts.ts';
import { pairedBins, representativeOf } from '../query/bins.ts';
import type { Bins } from './bins.ts';

/**
 * The bins that two snapshots of the same layout have in common: exponential ones at the coarser of the two
 * scales, which is exact; explicit ones must have the same bounds, HDR ones the same digits and unit. Bins
 * that are empty in both are left out; the outermost end where the values of both end.
 *
 * @throws HISTOGRAM_LAYOUT for snapshots that cannot be compared; HISTOGRAM_SNAPSHOT
 * @example
 * jensenShannonDistance(alignedBins(lastWeek, today));
 */
export function alignedBins(reference: BucketSnapshot, current: BucketSnapshot): Bins {
  const bins = [...pairedBins(reference, current)];
  const range = {
    min: lesser(reference.min, current.min),
    max: -lesser(-reference.max, -current.max),
  };
  return {
    uppers: Float64Array.from(bins, ({ upper }) => clamped(upper, range.min, range.max)),
    points: Float64Array.from(bins, (bin) => representativeOf(bin, range)),
    reaches: Float64Array.from(bins, (bin) => {
      const [point, end] = [representativeOf(bin, range), bin.end ?? bin.upper];
      return Math.max(
        point - clamped(bin.lower, range.min, range.max),
        clamped(end, range.min, range.max) - point,
      );
    }),
    reference: Float64Array.from(bins, ({ counts }) => counts[0]),
    current: Float64Array.from(bins, ({ counts }) => counts[1]),
  };
}
