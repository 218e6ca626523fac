/** The exponential histogram as the host sees it. Functions are named <structure><Verb>; see ../README.md. */
import { release } from '../allocator';
import { add, fromHost } from '../counter';
import { allocateBlock } from '../header';
import { Bounded } from './bounded';
import { Exponential } from './layout';
import { bias, biasedIndex, indexShift, lowerBound } from './mapping';
import * as recording from './record';
import { Window } from '../window';

// As they are: a function around each would be 10 bytes more, and a call more.
export { addBuckets as exponentialAddBuckets, merge as exponentialMerge } from './merge';
export { quantiles as exponentialQuantiles } from './quantile';
export { ranks as exponentialRanks } from './rank';
export { record as exponentialRecord } from './record';

export const EXPONENTIAL_SCALE: usize = offsetof<Exponential>('scale');
export const EXPONENTIAL_MAX_BUCKETS: usize = offsetof<Exponential>('maxBuckets');
export const EXPONENTIAL_MIN_BOUND: usize = offsetof<Exponential>('minBound');
export const EXPONENTIAL_MAX_BOUND: usize = offsetof<Exponential>('maxBound');

/** Null without room. */
export function exponentialCreate(maxScale: i32, maxBuckets: i32): Exponential | null {
  const histogram = allocateBlock<Exponential>();
  if (!histogram) return null;
  histogram.maxScale = maxScale;
  histogram.maxBuckets = maxBuckets;
  histogram.clear();
  return histogram;
}

export function exponentialFree(histogram: Exponential): void {
  histogram.clear();
  exponentialSetBounds(histogram, 0, 0);
  release(changetype<usize>(histogram));
}

export function exponentialReset(histogram: Exponential): void {
  histogram.clear();
}

export function exponentialRecordWeighted(histogram: Exponential, value: f64, times: f64): void {
  recording.recordWeighted(histogram, value, fromHost(times));
}

/**
 * Counts what comes in the explicit buckets of the n bounds at `from` too, ascending finite doubles; in none for n = 0.
 * Returns 1, or 0 without room: then there are none.
 */
export function exponentialSetBounds(histogram: Exponential, from: usize, n: i32): i32 {
  if (histogram.bounded) release(changetype<usize>(histogram.bounded));
  histogram.bounded = n ? Bounded.create(from, n) : null;
  return i32(!n || histogram.bounded != null);
}

/** Where their n + 1 counts are, f64 each; only with bounds. */
export function exponentialBoundedCounts(histogram: Exponential): usize {
  return histogram.bounded!.counts;
}

export function exponentialZeroCount(histogram: Exponential): f64 {
  return f64(histogram.zeroCount);
}

// @ts-ignore: decorator
@inline
function window(histogram: Exponential, negative: i32): Window {
  return negative ? histogram.negative : histogram.positive;
}

/** How many buckets lie between the first and the last in use, both counted; 0 when the window is empty. */
export function exponentialExtent(histogram: Exponential, negative: i32): i32 {
  const buckets = window(histogram, negative);
  return buckets.length ? buckets.last() - buckets.first() + 1 : 0;
}

/** The OpenTelemetry index of the first bucket in use; only where the extent is above 0. */
export function exponentialOffset(histogram: Exponential, negative: i32): i32 {
  return window(histogram, negative).first() - bias(histogram.scale);
}

/** Writes n counts to `to`, f64 each, from the OpenTelemetry index on; all of them lie between the first and the last in use. */
export function exponentialCounts(
  histogram: Exponential,
  negative: i32,
  index: i32,
  n: i32,
  to: usize,
): void {
  window(histogram, negative).writeCounts(index + bias(histogram.scale), n, to);
}

export function exponentialAddZeros(histogram: Exponential, zeroCount: f64): void {
  histogram.zeroCount = add(histogram.zeroCount, fromHost(zeroCount));
}

/** Notes that a minimum and a maximum to come are only bounds; Infinity and -Infinity for what is none. */
export function exponentialAddBounds(histogram: Exponential, minBound: f64, maxBound: f64): void {
  histogram.minBound = min(histogram.minBound, minBound);
  histogram.maxBound = max(histogram.maxBound, maxBound);
}

/** The OpenTelemetry index of the bucket that holds a magnitude, finite and above 2^-1022. */
export function exponentialIndex(magnitude: f64, scale: i32): i32 {
  return biasedIndex(reinterpret<u64>(magnitude), indexShift(scale)) - bias(scale);
}

/** base^index, the lower bound of a bucket: above 2^-1023, and Infinity past the largest double. */
export function exponentialLowerBound(index: i32, scale: i32): f64 {
  return lowerBound(index + bias(scale), scale);
}
