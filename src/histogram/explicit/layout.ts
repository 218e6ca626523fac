import { equalBounds } from '../base/bounds.ts';
import { total } from '../base/bucket-range.ts';
import { readCounts, writeCounts } from '../base/count-runs.ts';
import type { BucketSnapshotLayout, FilledBucket } from '../base/layout.ts';
import { incompatible } from '../base/snapshot-totals.ts';
import { requireCounts, totalsBetween } from '../base/totals-between.ts';
import { explicitSeries } from './series.ts';
import { type ExplicitSnapshot, validExplicitSnapshot } from './snapshot.ts';

const MAX_BOUNDS = 1000;

export const explicit: BucketSnapshotLayout<ExplicitSnapshot> = {
  name: 'explicit',
  valid: validExplicitSnapshot,

  write(writer, { bounds, counts }) {
    writer.varint(bounds.length);
    for (const bound of bounds) writer.double(bound);
    writeCounts(writer, counts);
  },

  read(reader) {
    const bounds = new Float64Array(reader.varint(1, MAX_BOUNDS)).map(() => reader.double());
    return { bounds, counts: readCounts(reader, bounds.length + 1) };
  },

  subtract(later, earlier) {
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
  },

  filled({ bounds, counts }) {
    const buckets: FilledBucket[] = [];
    counts.forEach((count, i) => {
      if (count > 0) buckets.push({ lower: bounds[i - 1] ?? -Infinity, upper: bounds[i] ?? Infinity, count });
    });
    return buckets;
  },

  series: explicitSeries,

  align(one, other) {
    requireSameBounds(one, other);
    return [one, other];
  },
};

function requireSameBounds(one: ExplicitSnapshot, other: ExplicitSnapshot): void {
  if (!equalBounds(one.bounds, other.bounds)) throw incompatible();
}
