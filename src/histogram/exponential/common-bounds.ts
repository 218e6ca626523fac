/**
 * Explicit buckets of histograms with different bounds: at the bounds that all of them have, counts stay exact, since
 * whole buckets of each lie between two of these.
 */
import { equalBounds } from '../base/bounds.ts';
import type { ExplicitBuckets } from './snapshot.ts';

/** The bounds that all have, ascending; undefined if there is none, or if one was not counted in any. */
export function commonBounds(all: readonly (ExplicitBuckets | undefined)[]): readonly number[] | undefined {
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  let { bounds } = first;
  for (const other of others) {
    if (other === undefined) return undefined;
    if (!equalBounds(bounds, other.bounds)) bounds = bounds.filter((bound) => other.bounds.includes(bound));
  }
  return bounds.length > 0 ? bounds : undefined;
}

/** The counts of buckets in fewer ones, whose bounds are among theirs. */
export function countsIn(bounds: readonly number[], { bounds: own, counts }: ExplicitBuckets): Float64Array {
  const sums = new Float64Array(bounds.length + 1);
  let at = 0;
  counts.forEach((count, i) => {
    // Into the bucket of the first bound that is not under its own.
    const upper = own[i] ?? Infinity;
    while (at < bounds.length && (bounds[at] as number) < upper) at++;
    sums[at] = (sums[at] as number) + count;
  });
  return sums;
}
