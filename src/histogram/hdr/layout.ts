import { InferometerError } from '../../errors.ts';
import { difference, total } from '../base/bucket-range.ts';
import { readCounts, writeCounts } from '../base/count-runs.ts';
import type { BucketSnapshotLayout, FilledBucket } from '../base/layout.ts';
import { incompatible } from '../base/snapshot-totals.ts';
import { requireCounts, totalsBetween } from '../base/totals-between.ts';
import { HdrBuckets } from './buckets.ts';
import { hdrSeries } from './series.ts';
import { HDR_JSON, type HdrSnapshot, validHdrSnapshot } from './snapshot.ts';

export const hdr: BucketSnapshotLayout<HdrSnapshot> = {
  name: 'hdr',
  valid: validHdrSnapshot,
  json: HDR_JSON,

  write(writer, { significantDigits, lowestDiscernible, highestTrackable, autoResize, counts }) {
    writer.byte(significantDigits);
    writer.varint(lowestDiscernible);
    writer.varint(highestTrackable);
    writer.byte(autoResize ? 1 : 0);
    writer.varint(counts.offset);
    writer.varint(counts.counts.length);
    writeCounts(writer, counts.counts);
  },

  read(reader, countsLimit) {
    const significantDigits = reader.varint(1, 5);
    const lowestDiscernible = reader.varint(1, 2 ** 61);
    const highestTrackable = reader.varint(2 * lowestDiscernible, 2 ** 63);
    const autoResize = reader.varint(0, 1) === 1;
    const { length } = new HdrBuckets({ significantDigits, lowestDiscernible, highestTrackable });
    const offset = reader.varint(0, length);
    const reach = reader.varint(0, length - offset);
    if (reach > countsLimit) {
      throw new InferometerError(
        'SNAPSHOT_ENCODING_LIMIT',
        `the counts reach over ${reach} buckets, more than the ${countsLimit} that may be taken memory for. Pass a higher countsLimit if you trust who wrote the bytes.`,
      );
    }
    const counts = readCounts(reader, reach);
    const range = Object.freeze({ offset, counts });
    return { significantDigits, lowestDiscernible, highestTrackable, autoResize, counts: range };
  },

  /** The range is the later's, also where it has grown meanwhile. */
  subtract(later, earlier) {
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
  },

  countBetween(snapshot, low, high) {
    if (low > high || high < snapshot.min || low > snapshot.max) return 0;
    // A bucket has both its ends; with fractions it reaches up to the next, without it.
    return hdr
      .filled(snapshot)
      .filter(({ lower, upper, end = upper }) => lower <= high && (upper >= low || end > low))
      .reduce((sum, { count }) => sum + count, 0);
  },

  countAt(snapshot, value) {
    if (!(value >= 0 && value < 2 ** 63)) return 0;
    const { offset, counts } = snapshot.counts;
    return counts[new HdrBuckets(snapshot).indexOf(value) - offset] ?? 0;
  },

  filled(snapshot) {
    const buckets = new HdrBuckets(snapshot);
    const { offset, counts } = snapshot.counts;
    const isWhole = holdsWholeValues(snapshot);
    const filled: FilledBucket[] = [];
    counts.forEach((count, i) => {
      if (count === 0) return;
      const lower = buckets.lowestAt(offset + i);
      const upper = buckets.highestAt(offset + i);
      const next = buckets.lowestAt(offset + i + 1);
      const point = isWhole ? buckets.medianAt(offset + i) : lower / 2 + next / 2;
      filled.push({ lower, upper, end: isWhole ? upper : next, point, count });
    });
    return filled;
  },

  series: hdrSeries,

  align(one, other) {
    requireSameResolution(one, other);
    return [one, other];
  },
};

/** The same digits and unit; the range may have grown. */
function requireSameResolution(one: HdrSnapshot, other: HdrSnapshot): void {
  const [left, right] = [new HdrBuckets(one), new HdrBuckets(other)];
  if (left.unitExponent !== right.unitExponent || left.halfExponent !== right.halfExponent) {
    throw incompatible();
  }
}

/** As far as totals tell: fractions show in them unless they cancel one another out, or are lost beside large values. */
function holdsWholeValues({ sum, min, max }: HdrSnapshot): boolean {
  return Number.isSafeInteger(sum) && Number.isInteger(min) && Number.isInteger(max);
}
