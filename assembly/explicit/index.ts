/**
 * The histogram with explicit buckets as the host sees it. Functions are named <structure><Verb>; see
 * ../README.md.
 */
import { release } from '../allocator';
import { fromHost } from '../counter';
import { allocateBlock } from '../header';
import { Explicit } from './layout';
import * as merging from './merge';
import * as quantile from './quantile';
import * as rank from './rank';
import * as recording from './record';
import { setBounds } from './segments';

/** `bounds` holds n ascending finite doubles, n >= 1; they are copied. Null without room. */
export function explicitCreate(bounds: usize, n: i32): Explicit | null {
  const histogram = allocateBlock<Explicit>();
  if (!histogram || setBounds(histogram, bounds, n)) return histogram;
  release(changetype<usize>(histogram));
  return null;
}

export function explicitFree(histogram: Explicit): void {
  histogram.free();
}

export function explicitReset(histogram: Explicit): void {
  histogram.clear();
}

/** Records n doubles at `from`: the histogram's stage, or the batch region. */
export function explicitRecord(histogram: Explicit, from: usize, n: i32): void {
  recording.record(histogram, from, n);
}

export function explicitRecordWeighted(histogram: Explicit, value: f64, times: f64): void {
  recording.recordWeighted(histogram, value, fromHost(times));
}

/** Adds `source`, which has the same bounds. */
export function explicitMerge(target: Explicit, source: Explicit): void {
  merging.merge(target, source);
}

/** Takes `earlier` away, which has the same bounds; 0 and no change if it is no part of the target. */
export function explicitSubtract(target: Explicit, earlier: Explicit): i32 {
  return i32(merging.subtract(target, earlier));
}

export function explicitQuantiles(histogram: Explicit, at: usize, n: i32): void {
  quantile.quantiles(histogram, at, n);
}

/** Replaces n ascending bounds at `at` by the counts of values at or under them. */
export function explicitRanks(histogram: Explicit, at: usize, n: i32): void {
  rank.ranks(histogram, at, n);
}

/** Writes the count of every bucket to `to`, f64 each. */
export function explicitCounts(histogram: Explicit, to: usize): void {
  histogram.fold();
  for (let i = 0; i < histogram.buckets; i++, to += 8) store<f64>(to, f64(histogram.countOf(i)));
}

/** Adds a count to every bucket: those at `from`, f64 each. */
export function explicitAddBuckets(histogram: Explicit, from: usize): void {
  merging.addBuckets(histogram, from);
}
