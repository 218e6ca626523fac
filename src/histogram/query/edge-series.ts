import type { BucketSeries } from './iterate.ts';

/**
 * Adjoining buckets, given by their edges in ascending order, as iterators see them.
 *
 * @param holdsLower Whether a bucket whose lower edge is this value holds it; otherwise the one below does.
 */
export function edgeSeries(
  edges: readonly number[],
  counts: readonly number[],
  totalCount: number,
  holdsLower: (value: number) => boolean,
): BucketSeries {
  const edgeAt = (index: number) => edges[index] as number;
  return {
    totalCount,
    length: counts.length,
    isWhole: false,
    countAt: (index) => counts[index] as number,
    lowestAt: edgeAt,
    highestAt: (index) => edgeAt(index + 1),
    lowestEquivalentValue: (value) => {
      const isUnder = holdsLower(value) ? (edge: number) => edge <= value : (edge: number) => edge < value;
      let low = 0;
      let high = edges.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (isUnder(edgeAt(middle))) low = middle + 1;
        else high = middle;
      }
      return low > 0 ? edgeAt(low - 1) : value;
    },
  };
}
