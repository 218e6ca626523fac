/** A distribution in the forms that places of runs take. */
import { type BucketSnapshot, binsOf, valueAtQuantile } from '../histogram/inner.ts';
import type { HistogramEntry, Point } from './entries.ts';

export interface BucketRow {
  readonly left: number;
  readonly right: number;
  readonly count: number;
}

/** Our buckets, adjoining, from the minimum to the maximum; one that is empty wherever some are. */
export function bucketRows(snapshot: BucketSnapshot): BucketRow[] {
  const { min, max } = snapshot;
  const rows: BucketRow[] = [];
  for (const { lower, end, count } of binsOf(snapshot)) {
    const left = Math.min(Math.max(lower, min), max);
    const right = Math.min(Math.max(end, min), max);
    const before = rows.at(-1)?.right;
    if (before !== undefined && left > before) rows.push({ left: before, right: left, count: 0 });
    rows.push({ left, right, count });
  }
  return rows;
}

const QUANTILES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const;

/** For places that have no histograms: `name/p50`, `/p90`, `/p99`, `/mean`, `/count`; of an empty one the count alone. */
export function pointsOfHistogram({ name, snapshot, step }: HistogramEntry): Point[] {
  const { count, sum } = snapshot;
  const bins = binsOf(snapshot);
  const quantiles = Object.entries(QUANTILES).map(
    ([part, q]) => [part, valueAtQuantile(bins, q, snapshot)] as const,
  );
  const statistics = count === 0 ? [] : [...quantiles, ['mean', sum / count] as const];
  return [...statistics, ['count', count] as const].map(([part, value]) => {
    return { name: `${name}/${part}`, value, step };
  });
}
