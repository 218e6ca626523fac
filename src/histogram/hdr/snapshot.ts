/** What an HDR histogram looks like outside the kernel: plain, immutable data; see snapshot.ts. */

import { isOfKind } from '../../errors.ts';
import type { BucketRange } from '../base/bucket-range.ts';
import type { JsonFields } from '../base/json.ts';
import { isWhole } from '../base/options.ts';
import { faultless, isCount } from '../base/snapshot-totals.ts';
import { HdrBuckets, type HdrRange } from './buckets.ts';

/**
 * An HDR histogram. Equal recordings give equal snapshots, byte for byte, in every runtime and every build of the
 * kernel.
 */
export interface HdrSnapshot extends HdrRange {
  readonly layout: 'hdr';
  readonly version: 1;
  /** Decimal digits to which values are told apart, 1 to 5. */
  readonly significantDigits: number;
  /** The smallest difference to tell apart, at least 1; rounded down to a power of two, it is the unit. */
  readonly lowestDiscernible: number;
  /** The largest value in range; it has grown with the values where `autoResize` is true. */
  readonly highestTrackable: number;
  readonly autoResize: boolean;
  /** Values recorded. Exact to 2^53. */
  readonly count: number;
  /** Of the values as they were recorded, before they were rounded to buckets. */
  readonly sum: number;
  /** Exact; a bound in a difference. NaN when nothing was recorded. */
  readonly min: number;
  /** Exact; a bound in a difference. NaN when nothing was recorded. */
  readonly max: number;
  /** Values that were not recorded: negative, above the range, or no finite numbers. */
  readonly rejected: number;
  /** `offset` is an index of the counts array of Java's AbstractHistogram, with a normalizing offset of 0. */
  readonly counts: BucketRange;
}

/** The largest `lowestDiscernible` whose unit leaves room for the digits within Java's 63 bits. */
export function maxDiscernible(significantDigits: number): number {
  const { halfExponent } = new HdrBuckets({ significantDigits, lowestDiscernible: 1, highestTrackable: 2 });
  return 2 ** (62 - halfExponent) * (1 - 2 ** -53); // the double next to the power of two, a whole number
}

/** From here on counts are rounded. */
const MAX_EXACT = Number.MAX_SAFE_INTEGER;

export const HDR_JSON: JsonFields = { counts: { counts: 'doubles' } };

/** The snapshot, once it is known to be one: it may come from a file or a socket. @throws HISTOGRAM_SNAPSHOT */
export function validHdrSnapshot(snapshot: HdrSnapshot): HdrSnapshot {
  return faultless('hdr', HDR_JSON, snapshot, faultOf);
}

function faultOf(snapshot: HdrSnapshot): string | undefined {
  const { autoResize, count, min, max, counts } = snapshot;
  if (typeof autoResize !== 'boolean') return 'autoResize is no boolean';
  if (count > 0 && !(min >= 0 && max < 2 ** 64)) return 'min and max are no range';
  return faultOfRange(snapshot) ?? faultOfCounts(counts, snapshot, new HdrBuckets(snapshot));
}

function faultOfRange(range: HdrRange): string | undefined {
  const { significantDigits, lowestDiscernible, highestTrackable } = range;
  if (!isWhole(significantDigits, 1, 5)) return 'significantDigits is not a whole number from 1 to 5';
  if (!isWhole(lowestDiscernible, 1, maxDiscernible(significantDigits)))
    return 'lowestDiscernible is not a whole number from 1 on that leaves room for the digits';
  if (!isWhole(highestTrackable, 2 * lowestDiscernible, 2 ** 63))
    return 'highestTrackable is not a whole number from 2 * lowestDiscernible to 2^63';
  return undefined;
}

function faultOfCounts(range: BucketRange, totals: HdrSnapshot, buckets: HdrBuckets): string | undefined {
  if (!isOfKind(range?.counts, 'Float64Array')) return 'counts.counts is no Float64Array';
  const { offset, counts } = range;
  if (!isCount(offset) || offset + counts.length > buckets.length)
    return 'counts reach beyond highestTrackable';
  let counted = 0;
  let first = -1;
  let last = -1;
  for (let i = 0; i < counts.length; i++) {
    const bucketCount = counts[i] as number;
    // First: in a wide range most are.
    if (bucketCount === 0) continue;
    // Number.isInteger takes twice as long.
    if (!(bucketCount >= 0 && bucketCount < Infinity && Math.floor(bucketCount) === bucketCount))
      return `counts hold ${bucketCount}, which is no count`;
    counted += bucketCount;
    if (first < 0) first = offset + i;
    last = offset + i;
  }
  const { count, min, max } = totals;
  if (Math.min(counted, MAX_EXACT) !== Math.min(count, MAX_EXACT))
    return `count is ${count}, the buckets hold ${counted}`;
  // Values are at or above the bucket that they count in; above it where they came from coarser buckets.
  if (counted > 0 && !(min >= buckets.lowestAt(first) && max >= buckets.lowestAt(last)))
    return 'min and max lie below the counts';
  return undefined;
}
