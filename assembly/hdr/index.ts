/** The HDR histogram as the host sees it. Functions are named <structure><Verb>; see ../README.md. */
import { fromHost } from '../counter';
import { recordCorrected } from './corrected';
import { Hdr, create, free } from './layout';
import * as merging from './merge';
import { mean, standardDeviation } from './moments';
import * as quantile from './quantile';
import * as rank from './rank';
import * as recording from './record';

export const HDR_LIMIT: usize = offsetof<Hdr>('limit');

/** 2^h sub-buckets per power of two of the unit 2^u; `limit` counts are in range, and more where it resizes. Null without room. */
export function hdrCreate(h: i32, u: i32, limit: i32, autoResize: i32): Hdr | null {
  return create(h, u, limit, autoResize);
}

export function hdrFree(histogram: Hdr): void {
  free(histogram);
}

export function hdrReset(histogram: Hdr): void {
  histogram.clear();
}

/** Records n doubles at `from`: the histogram's stage, or the batch region. */
export function hdrRecord(histogram: Hdr, from: usize, n: i32): void {
  recording.record(histogram, from, n);
}

export function hdrRecordWeighted(histogram: Hdr, value: f64, times: f64): void {
  recording.recordWeighted(histogram, value, fromHost(times));
}

export function hdrRecordCorrected(histogram: Hdr, value: f64, interval: f64): void {
  recordCorrected(histogram, value, interval);
}

/** 1; or nothing changed: 0 where the source holds values beyond the target's range, -1 without room. */
export function hdrMerge(target: Hdr, source: Hdr): i32 {
  return merging.merge(target, source);
}

/** 1; or nothing changed: 0 where the source holds more than the target somewhere, -1 without room. */
export function hdrSubtract(target: Hdr, source: Hdr): i32 {
  return merging.subtract(target, source);
}

export function hdrQuantiles(histogram: Hdr, at: usize, n: i32): void {
  quantile.quantiles(histogram, at, n);
}

/** Replaces n ascending bounds at `at` by the counts of values at, under or equivalent to them. */
export function hdrRanks(histogram: Hdr, at: usize, n: i32): void {
  rank.ranks(histogram, at, n);
}

export function hdrMean(histogram: Hdr): f64 {
  return mean(histogram);
}

export function hdrStandardDeviation(histogram: Hdr): f64 {
  return standardDeviation(histogram);
}

/** How many buckets lie between the first and the last in use, both counted; 0 when the histogram is empty. */
export function hdrExtent(histogram: Hdr): i32 {
  const window = histogram.window;
  return window.length ? window.last() - window.first() + 1 : 0;
}

/** The index of the first bucket in use; only where the extent is above 0. */
export function hdrOffset(histogram: Hdr): i32 {
  return histogram.window.first();
}

/** Writes n counts to `to`, f64 each, from an index between the first and the last bucket in use on. */
export function hdrCounts(histogram: Hdr, index: i32, n: i32, to: usize): void {
  histogram.window.writeCounts(index, n, to);
}

/** Adds n bucket counts at `from`, f64 each, the first of them at `index`, and their sum to the count; 1, or 0 without room. */
export function hdrAddBuckets(histogram: Hdr, index: i32, from: usize, n: i32): i32 {
  return i32(merging.addBuckets(histogram, index, from, n));
}
