/** Ranges of values that several distributions have in common, to be drawn beside one another. */
import type { ExponentialSnapshot } from '../../histogram/index.ts';
import { bucketLowerBound } from '../../histogram/inner.ts';

export interface Rows {
  /** Ascending, one more than rows; none where nothing was counted. */
  readonly bounds: readonly number[];
  /** How many values of a snapshot lie in each row: in all as many as it has. */
  countsOf(snapshot: ExponentialSnapshot): number[];
}

/**
 * Rows that every step has in common, and the counts of a snapshot in them. Exact: 2^k neighbouring buckets are a row, with k
 * as small as leaves no more rows than can be seen, so that each bucket lies in one row.
 */
export function rowsFor(whole: ExponentialSnapshot, maxRows: number): Rows {
  if (whole.positive.counts.length === 0) {
    // Nothing above 0: one row for it all.
    const bounds = whole.count === 0 ? [] : [1e-9, 1e-8];
    return { bounds, countsOf: ({ count }: ExponentialSnapshot) => [count] };
  }
  const { scale, positive } = whole;
  const last = positive.offset + positive.counts.length - 1;
  let k = 0;
  while ((last >> k) - (positive.offset >> k) >= maxRows) k += 1;
  const first = positive.offset >> k;
  const rows = (last >> k) - first + 1;
  const bounds = Array.from({ length: rows + 1 }, (_, i) => bucketLowerBound((first + i) << k, scale));
  const countsOf = (snapshot: ExponentialSnapshot): number[] => {
    const counts = new Array<number>(rows).fill(0);
    // No step is coarser than all of them together.
    const shift = snapshot.scale - scale + k;
    snapshot.positive.counts.forEach((count, i) => {
      const row = ((snapshot.positive.offset + i) >> shift) - first;
      counts[row] = (counts[row] as number) + count;
    });
    counts[0] = (counts[0] as number) + snapshot.zeroCount + sumOf(snapshot.negative.counts);
    return counts;
  };
  return { bounds, countsOf };
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
