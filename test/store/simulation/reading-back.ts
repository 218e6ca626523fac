// What a store gives back, in the terms of the law.
import type { DataPoint, MetricSnapshot } from 'inferometer';
import { type ExponentialSnapshot, mergeSnapshots } from 'inferometer/histogram';
import { MARK, MARK_SECONDS, SHARED_COUNTER, SHARED_HISTOGRAM } from './intervals.ts';
import type { ReadBack } from './ledger.ts';

/** @param metrics of all intervals, merged or not: series that are there twice count twice. */
export function readingBack(
  metrics: Iterable<MetricSnapshot>,
  runs: Iterable<number>,
  lost: number,
): ReadBack {
  const marks = new Map<number, number>();
  const seconds = new Map<number, ExponentialSnapshot>();
  const shared = new Map<string, number>();
  const histograms = new Map<string, ExponentialSnapshot[]>();
  for (const { fullName, series } of metrics) {
    for (const point of series) {
      const id = Number(point.labels.id);
      const key = `${fullName} ${point.labels.model}`;
      if (fullName === MARK) marks.set(id, (marks.get(id) ?? 0) + numberOf(point));
      else if (fullName === MARK_SECONDS) seconds.set(id, histogramOf(point));
      else if (fullName === SHARED_COUNTER) shared.set(key, (shared.get(key) ?? 0) + numberOf(point));
      else if (fullName === SHARED_HISTOGRAM)
        histograms.set(key, [...(histograms.get(key) ?? []), histogramOf(point)]);
    }
  }
  const merged = [...histograms].map(([key, parts]) => [key, mergeSnapshots(parts)] as const);
  return {
    marks,
    seconds,
    runs: new Set(runs),
    shared: new Map<string, number | ExponentialSnapshot>([...shared, ...merged]),
    lost,
  };
}

function numberOf(point: DataPoint): number {
  return 'value' in point ? point.value : Number.NaN;
}

function histogramOf(point: DataPoint): ExponentialSnapshot {
  if (!('histogram' in point)) throw new Error('a histogram has become something else');
  return point.histogram;
}
