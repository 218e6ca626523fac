/** Runs of consecutive buckets, as snapshots hold them. */

/** The counts of consecutive exponential buckets of one sign. */
export interface BucketRange {
  /** OpenTelemetry index of `counts[0]`: bucket i covers (base^i, base^(i+1)] of the absolute value. */
  readonly offset: number;
  /** Dense counts, trimmed: the first and the last are above zero. Empty when nothing fell in the range. */
  readonly counts: Float64Array;
}

/** Zeros in a row that are stepped over rather than looked at, or taken along. */
export const LONG_GAP = 256;

/** The parts of a range that hold its counts, in order, without the long stretches of zeros between them. */
export function* filledParts({ offset, counts }: BucketRange): Generator<BucketRange, void> {
  let start = 0;
  let last = -1;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    if (i - last > LONG_GAP) {
      if (last >= start) yield { offset: offset + start, counts: counts.subarray(start, last + 1) };
      start = i;
    }
    last = i;
  }
  if (last >= start) yield { offset: offset + start, counts: counts.subarray(start, last + 1) };
}

/** The range without the zeros around it. */
export function trimmed(offset: number, counts: Float64Array): BucketRange {
  let first = 0;
  let end = counts.length;
  while (end > 0 && counts[end - 1] === 0) end--;
  while (first < end && counts[first] === 0) first++;
  return Object.freeze({ offset: first < end ? offset + first : 0, counts: counts.slice(first, end) });
}

/** The same counts at a scale lower by k: 2^k buckets become one, exactly. */
export function coarser(range: BucketRange, k: number): BucketRange {
  const { offset, counts } = range;
  if (k === 0) return range;
  if (counts.length === 0) return trimmed(0, counts);
  const start = offset >> k;
  const wider = new Float64Array(((offset + counts.length - 1) >> k) - start + 1);
  counts.forEach((count, i) => {
    wider[((offset + i) >> k) - start] = (wider[((offset + i) >> k) - start] as number) + count;
  });
  return Object.freeze({ offset: start, counts: wider });
}

/** How many buckets lie between the first and the last at a scale lower by k, both counted. */
export function extentAt({ offset, counts }: BucketRange, k: number): number {
  return counts.length === 0 ? 0 : ((offset + counts.length - 1) >> k) - (offset >> k) + 1;
}

/** left - right, bucket by bucket. */
export function difference(left: BucketRange, right: BucketRange): BucketRange {
  if (right.counts.length === 0) return left;
  const first = left.counts.length === 0 ? right.offset : Math.min(left.offset, right.offset);
  const end = Math.max(left.offset + left.counts.length, right.offset + right.counts.length);
  const counts = new Float64Array(end - first);
  counts.set(left.counts, Math.max(left.offset - first, 0));
  right.counts.forEach((count, i) => {
    const at = right.offset + i - first;
    counts[at] = (counts[at] as number) - count;
  });
  return trimmed(first, counts);
}

/** The sum of all counts. */
export function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
