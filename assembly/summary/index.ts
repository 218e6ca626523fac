/** The summary as the host sees it. Functions are named <structure><Verb>; see ../README.md. */
import { release } from '../allocator';
import { fromHost } from '../counter';
import { allocateBlock } from '../header';
import { Summary } from './layout';
import { Moments } from './moments';
import * as recording from './record';

export const SUMMARY_MEAN: usize = offsetof<Summary>() + offsetof<Moments>('mean');
export const SUMMARY_M2: usize = offsetof<Summary>() + offsetof<Moments>('m2');
export const SUMMARY_M3: usize = offsetof<Summary>() + offsetof<Moments>('m3');
export const SUMMARY_M4: usize = offsetof<Summary>() + offsetof<Moments>('m4');

/** Null without room. */
export function summaryCreate(): Summary | null {
  return allocateBlock<Summary>();
}

export function summaryFree(summary: Summary): void {
  release(changetype<usize>(summary));
}

export function summaryReset(summary: Summary): void {
  summary.clear();
}

/** Records n doubles at `from`: the summary's stage, or the batch region. What was there is used up. */
export function summaryRecord(summary: Summary, from: usize, n: i32): void {
  recording.record(summary, from, n);
}

export function summaryRecordWeighted(summary: Summary, value: f64, times: f64): void {
  recording.recordWeighted(summary, value, fromHost(times));
}

export function summaryMerge(target: Summary, source: Summary): void {
  const from = source.moments;
  const count = f64(source.count);
  if (count > 0)
    target.moments.merge(f64(target.count), count, from.mean, from.meanRest, from.m2, from.m3, from.m4);
  target.mergeTotals(source);
}

/** Adds the moments of a snapshot's `count` values. Before the totals, which are added with `headerAdd`. */
export function summaryAddMoments(summary: Summary, count: f64, mean: f64, m2: f64, m3: f64, m4: f64): void {
  if (count > 0) summary.moments.merge(f64(summary.count), count, mean, 0, m2, m3, m4);
}
