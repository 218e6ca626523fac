/** What a histogram with explicit buckets looks like outside the kernel: plain data without pointers. */

import { isOfKind } from '../../errors.ts';
import type { JsonFields } from '../base/json.ts';
import { faultless, isCount } from '../base/snapshot-totals.ts';

/**
 * Counts in buckets of given bounds, as OpenTelemetry's Histogram data point has them and a classic
 * Prometheus histogram, whose counts are cumulative, can be made of. Equal recordings give equal snapshots,
 * byte for byte.
 */
export interface ExplicitSnapshot {
  readonly layout: 'explicit';
  readonly version: 1;
  /** Ascending upper bounds, `le`: bucket i holds bounds[i - 1] < v <= bounds[i]. */
  readonly bounds: Float64Array;
  /**
   * Values in each bucket, not cumulative; one more than bounds, the last being the overflow up to +Infinity.
   */
  readonly counts: Float64Array;
  /** Values recorded. Exact to 2^53. */
  readonly count: number;
  readonly sum: number;
  /** Exact; a bound in a difference. NaN when nothing was recorded. */
  readonly min: number;
  /** Exact; a bound in a difference. NaN when nothing was recorded. */
  readonly max: number;
  /** Values that were not recorded because they are no finite numbers. */
  readonly rejected: number;
}

export const EXPLICIT_JSON: JsonFields = { bounds: 'doubles', counts: 'doubles' };

/** The snapshot, once it is known to be one. @throws HISTOGRAM_SNAPSHOT */
export function validExplicitSnapshot(snapshot: ExplicitSnapshot): ExplicitSnapshot {
  return faultless('explicit', EXPLICIT_JSON, snapshot, faultOf);
}

function faultOf({ bounds, counts, count, min, max }: ExplicitSnapshot): string | undefined {
  if (!isOfKind(bounds, 'Float64Array')) return 'bounds is no Float64Array';
  if (!isOfKind(counts, 'Float64Array')) return 'counts is no Float64Array';
  if (bounds.length < 1 || bounds.length > 1000) return `${bounds.length} bounds, expected 1 to 1000`;
  if (counts.length !== bounds.length + 1) {
    return `${counts.length} counts for ${bounds.length} bounds, expected one more`;
  }
  if (!bounds.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > (bounds[i - 1] as number)))) {
    return 'bounds are not ascending finite numbers';
  }
  const bad = counts.find((bucketCount) => !isCount(bucketCount));
  if (bad !== undefined) return `counts holds ${bad}, which is no count`;
  const counted = counts.reduce((total, bucketCount) => total + bucketCount, 0);
  if (counted !== count && count < Number.MAX_SAFE_INTEGER)
    return `count is ${count}, the buckets hold ${counted}`;
  if (count === 0) return undefined;
  const first = counts.findIndex((bucketCount) => bucketCount > 0);
  const last = counts.findLastIndex((bucketCount) => bucketCount > 0);
  // A minimum may be the bucket's open end: what is left after `subtract` is known no better.
  if (!(min <= (bounds[first] ?? Infinity) && min >= (bounds[first - 1] ?? -Infinity))) {
    return `min ${min} does not lie in the first bucket with values`;
  }
  if (!(max <= (bounds[last] ?? Infinity) && max >= (bounds[last - 1] ?? -Infinity))) {
    return `max ${max} does not lie in the last bucket with values`;
  }
  return undefined;
}
