import { difference, total } from '../base/bucket-range.ts';
import { readCounts, writeCounts } from '../base/count-runs.ts';
import type { BucketSnapshotLayout, FilledBucket } from '../base/layout.ts';
import { incompatible } from '../base/snapshot-totals.ts';
import { requireCounts, totalsBetween } from '../base/totals-between.ts';
import { HdrBuckets } from './buckets.ts';
import { hdrSeries } from './series.ts';
import { type HdrSnapshot, validHdrSnapshot } from './snapshot.ts';

export const hdr: BucketSnapshotLayout<HdrSnapshot> = {
  name: 'hdr',
  valid: validHdrSnapshot,

  write(writer, { significantDigits, lowestDiscernible, highestTrackable, autoResize, counts }) {
    writer.byte(significantDigits);
    writer.varint(lowestDiscernible);
    writer.varint(highestTrackable);
    writer.byte(autoResize ? 1 : 0);
    writer.varint(counts.offset);
    writer.varint(counts.counts.length);
    writeCounts(writer, counts.counts);
  },

  read(reader) {
    const significantDigits = reader.varint(1, 5);
    const lowestDiscernible = reader.varint(1, 2 ** 61);
    const highestTrackable = reader.varint(2 * lowestDiscernible, 2 ** 63);
    const autoResize = reader.varint(0, 1) === 1;
    const { length } = new HdrBuckets({ significantDigits, lowestDiscernible, highestTrackable });
    const offset = reader.varint(0, length);
    const counts = readCounts(reader, reader.varint(0, length - offset));
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

  filled(snapshot) {
    const buckets = new HdrBuckets(snapshot);
    const { offset, counts } = snapshot.counts;
    const filled: FilledBucket[] = [];
    counts.forEach((count, i) => {
      if (count === 0) return;
      const at = offset + i;
      filled.push({
        lower: buckets.lowestAt(at),
        upper: buckets.highestAt(at),
        point: buckets.medianAt(at),
        count,
      });
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
