import { countAtBounds, equalBounds } from '../base/bounds.ts';
import { total } from '../base/bucket-range.ts';
import { readCounts, writeCounts } from '../base/count-runs.ts';
import type { BucketSnapshotLayout, FilledBucket } from '../base/layout.ts';
import { incompatible } from '../base/snapshot-totals.ts';
import { requireCounts, totalsBetween } from '../base/totals-between.ts';
import { explicitSeries } from './series.ts';
import { EXPLICIT_JSON, type ExplicitSnapshot, validExplicitSnapshot } from './snapshot.ts';

const MAX_BOUNDS = 1000;

export const explicit: BucketSnapshotLayout<ExplicitSnapshot> = {
  name: 'explicit',
  valid: validExplicitSnapshot,
  json: EXPLICIT_JSON,

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

  countBetween(snapshot, low, high) {
    const below = low <= snapshot.min ? 0 : countAtOrUnder(snapshot, low);
    return Math.max(0, countAtOrUnder(snapshot, high) - below);
  },

  countAt: countAtBounds,

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

/** Values at or under a bound, as `ExplicitHistogram.countsAtOrUnder` has them. */
function countAtOrUnder({ bounds, counts, count, min, max }: ExplicitSnapshot, bound: number): number {
  if (!(bound >= min)) return 0;
  if (bound >= max) return count;
  let seen = 0;
  let i = 0;
  for (; i < bounds.length && (bounds[i] as number) <= bound; i++) seen += counts[i] as number;
  const lower = Math.max(bounds[i - 1] ?? -Infinity, min);
  const upper = Math.min(bounds[i] ?? Infinity, max);
  const share = bound > lower ? (bound / 2 - lower / 2) / (upper / 2 - lower / 2) : 0;
  // The minimum is at or under the bound, and the maximum is not.
  return Math.min(Math.max(seen + Math.floor((counts[i] as number) * share + 0.5), 1), count - 1);
}
