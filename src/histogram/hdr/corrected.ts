import { total, trimmed } from '../base/bucket-range.ts';
import { type Counted, missedByBucket, missedCount, missedSum } from '../base/missed.ts';
import { HdrBuckets } from './buckets.ts';
import type { HdrSnapshot } from './snapshot.ts';

/**
 * The snapshot, every value of it (as the largest of its bucket) together with those missed while it lasted. Java
 * records them one by one; here the work is B log B for B buckets, however small the interval is.
 */
export function correctedSnapshot(snapshot: HdrSnapshot, expectedInterval: number): HdrSnapshot {
  const interval = Math.floor(expectedInterval);
  const { offset, counts } = snapshot.counts;
  const buckets = new HdrBuckets(snapshot);
  const long: Counted[] = [];
  counts.forEach((count, i) => {
    const value = buckets.highestAt(offset + i);
    if (count > 0 && missedCount(value, interval) > 0) long.push({ value, count });
  });
  const longest = long.at(-1);
  if (!longest) return snapshot;

  const bottom = buckets.indexOf(interval);
  const top = offset + counts.length - 1;
  const edges = Float64Array.from({ length: top - bottom + 1 }, (_, i) => buckets.highestAt(bottom + i));
  const missed = missedByBucket(long, edges, interval);
  const first = Math.min(bottom, offset);
  const corrected = new Float64Array(top - first + 1);
  corrected.set(missed, bottom - first);
  counts.forEach((count, i) => {
    const at = offset - first + i;
    corrected[at] = (corrected[at] as number) + count;
  });
  return Object.freeze({
    ...snapshot,
    count: total(corrected),
    sum: long.reduce((sum, { value, count }) => sum + count * missedSum(value, interval), snapshot.sum),
    min: long.reduce((least, { value }) => Math.min(least, interval + (value % interval)), snapshot.min),
    max: Math.max(snapshot.max, longest.value - interval),
    counts: trimmed(first, corrected),
  });
}
