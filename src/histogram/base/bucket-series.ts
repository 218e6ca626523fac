/** The buckets of a histogram as iterators walk them, whatever its layout. */

/** A histogram's buckets in ascending order of value. */
export interface BucketSeries {
  /** Values recorded. */
  readonly totalCount: number;
  readonly length: number;
  /** Whether values are whole numbers: the largest one under x is then x - 1. */
  readonly isWhole: boolean;
  countAt(index: number): number;
  /** The smallest value of a bucket; also of the one that would follow the last. */
  lowestAt(index: number): number;
  /** The largest value of a bucket. */
  highestAt(index: number): number;
  /** The smallest value that shares a bucket with this one. */
  lowestEquivalentValue(value: number): number;
}

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
