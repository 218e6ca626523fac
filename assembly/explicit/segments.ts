/**
 * The bucket of a double without a search, exact for every double: a table over segments of the number line.
 *
 * A segment is the top of a double's bits, with its sign: `high word >> shift`. Within one sign segments
 * order as the magnitudes do, so a segment is a range of doubles, and every segment knows how many bounds lie
 * under it and which one, at most, lies inside. One comparison then decides, by value, so that -0 equals 0
 * and subnormals count as they are:
 *
 *     bucket(v) = under + (v > bound)            upper-inclusive; bound = +Infinity where none is inside
 *
 * `shift` is the largest that keeps the bounds apart: half octaves for the default bounds of OpenTelemetry,
 * 25 segments in all, since everything below the least positive bound's segment is one and everything above
 * the last's another; and so for negative values, by magnitude.
 *
 *     Example, those bounds, 0 5 10 25 ..., shift 19: 25 = 0x4039_0000_0000_0000 lies in segment
 *     0x4039_0000 >> 19 = 2055, which is [24, 32): under = 3, bound = 25. So 24.9 goes to bucket 3, 25 as
 *     well, and 25.1 to bucket 4.
 *
 * Bounds so close that no affordable table keeps them apart share a segment; there a binary search follows.
 */
import { Explicit, LANES_SHIFT } from './layout';

/** An entry of the table. */
@unmanaged
export class Segment {
  /** The least bound inside, or +Infinity. */
  bound: f64;
  /** Where the lanes of bucket `under` are. */
  slot: u32;
  /** How many bounds lie inside. */
  inside: u32;
}

/** Table size: bounds spread like latencies are kept apart, and the table is not much larger than the counts. */
const SEGMENTS_PER_BOUND: i32 = 4;
const SEGMENTS_MORE: i32 = 64;

/** Where the lanes of the value's bucket are. Any bits will do: NaN and infinities have a bucket as well. */
export function slotOf(histogram: Explicit, value: f64): usize {
  const segment = segmentAt(histogram, place(histogram, value));
  const slot = usize(segment.slot);
  if (segment.inside <= 1) return slot + (usize(value > segment.bound) << LANES_SHIFT);
  return search(histogram, slot, segment.inside, value);
}

// @ts-ignore: decorator
@inline
function segmentAt(histogram: Explicit, index: i32): Segment {
  return changetype<Segment>(histogram.segments + (usize(index) << 4));
}

/** The first of the n buckets from `slot` on, and the one after them, whose bound is not under the value. */
function search(histogram: Explicit, slot: usize, n: u32, value: f64): usize {
  let bucket = i32((slot - histogram.lanes) >> LANES_SHIFT);
  while (n > 0) {
    const half = n >> 1;
    const above = value > histogram.bound(bucket + i32(half));
    bucket += above ? i32(half) + 1 : 0;
    n = above ? n - half - 1 : half;
  }
  return histogram.lanes + (usize(bucket) << LANES_SHIFT);
}

// @ts-ignore: decorator
@inline
function segmentNumber(value: f64, shift: i32): i32 {
  return i32(reinterpret<i64>(value) >> i64(32 + shift));
}

/** The index of the value's segment in the table, where the negative ones come first, by magnitude. */
function place(histogram: Explicit, value: f64): i32 {
  const segment = segmentNumber(value, histogram.shift);
  return segment < 0
    ? min(max(segment, histogram.negativeFirst), histogram.negativeLast) - histogram.negativeFirst
    : min(max(segment, histogram.positiveFirst), histogram.positiveLast) - histogram.positiveOrigin;
}

function segmentCount(histogram: Explicit): i32 {
  return histogram.positiveLast - histogram.positiveOrigin + 1;
}

/** Takes over the n bounds at `from`, ascending finite doubles, and makes the table; false where there is no room. */
export function setBounds(histogram: Explicit, from: usize, n: i32): bool {
  const limit = n * SEGMENTS_PER_BOUND + SEGMENTS_MORE;
  histogram.buckets = n + 1;
  histogram.bounds = from;
  spread(histogram, n, 31);
  while (histogram.isShared && histogram.shift > 0) {
    const shift = histogram.shift;
    spread(histogram, n, shift - 1);
    if (segmentCount(histogram) <= limit) continue;
    spread(histogram, n, shift);
    break;
  }
  if (!histogram.reserve(segmentCount(histogram))) return false;
  memory.copy(histogram.bounds, from, usize(n) << 3);
  fill(histogram, n);
  return true;
}

/** Finds the segments that the bounds lie in at a shift, and whether two bounds share one. */
function spread(histogram: Explicit, n: i32, shift: i32): void {
  const negatives = negativeBounds(histogram, n);
  // Zero lies in the segment of what is too small to tell apart, on the positive side.
  const positive = negatives < n && histogram.bound(negatives) == 0 ? negatives + 1 : negatives;
  histogram.shift = shift;
  // One segment more on either side, as far as there is one: for what is smaller or larger than all bounds.
  histogram.positiveFirst = positive < n ? max(segmentNumber(histogram.bound(positive), shift) - 1, 0) : 0;
  histogram.positiveLast =
    positive < n ? min(segmentNumber(histogram.bound(n - 1), shift) + 1, i32.MAX_VALUE >> shift) : 0;
  histogram.positiveOrigin = histogram.positiveFirst;
  // Without negative bounds, negative values go where the smallest positive ones go.
  histogram.negativeFirst = histogram.positiveFirst;
  histogram.negativeLast = histogram.positiveFirst;
  if (negatives) {
    histogram.negativeFirst = max(
      segmentNumber(histogram.bound(negatives - 1), shift) - 1,
      i32.MIN_VALUE >> shift,
    );
    histogram.negativeLast = min(segmentNumber(histogram.bound(0), shift) + 1, -1);
    histogram.positiveOrigin -= histogram.negativeLast - histogram.negativeFirst + 1;
  }

  histogram.isShared = false;
  for (let i = 1, last = place(histogram, histogram.bound(0)); i < n; i++) {
    const next = place(histogram, histogram.bound(i));
    if (next == last) histogram.isShared = true;
    last = next;
  }
}

function negativeBounds(histogram: Explicit, n: i32): i32 {
  let i = 0;
  while (i < n && histogram.bound(i) < 0) i++;
  return i;
}

function fill(histogram: Explicit, n: i32): void {
  const negatives = negativeBounds(histogram, n);
  const positiveIndex = histogram.positiveFirst - histogram.positiveOrigin;
  // Negative segments ascend in magnitude, so their bounds are met from zero downwards.
  for (let index = 0, i = negatives; index < positiveIndex; index++) {
    const until = i;
    while (i > 0 && place(histogram, histogram.bound(i - 1)) == index) i--;
    put(histogram, index, i, until - i);
  }
  for (let index = positiveIndex, i = negatives; index < segmentCount(histogram); index++) {
    const from = i;
    while (i < n && place(histogram, histogram.bound(i)) == index) i++;
    put(histogram, index, from, i - from);
  }
}

function put(histogram: Explicit, index: i32, under: i32, inside: i32): void {
  const segment = segmentAt(histogram, index);
  segment.bound = inside ? histogram.bound(under) : Infinity;
  segment.slot = u32(histogram.lanes) + (u32(under) << u32(LANES_SHIFT));
  segment.inside = inside;
}
