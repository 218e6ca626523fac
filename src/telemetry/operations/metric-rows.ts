/** The rows that the metrics of the library are defined by: names of the source documents, base units, unit suffix. */
import type { GaugeRule, Instrument, MetricUnit, RatioRule } from '../../metrics/index.ts';

/** Upper bounds of what takes from milliseconds to minutes: a model that is loaded, a dataset, workers that are told their tasks. */
export const WORK_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** A time, with upper bounds of classic buckets, for expositions that need them: quantiles come from exponential ones. */
export function durations<const Name extends string>(
  category: string,
  name: Name,
  labels: readonly string[],
  bucketBounds: readonly number[],
) {
  return {
    name,
    kind: 'histogram',
    unit: 'seconds',
    labels,
    bucketBounds,
    category,
  } as const satisfies Instrument;
}

/** As `durations`, of something else than a time. */
export function distribution<const Name extends string>(
  category: string,
  name: Name,
  unit: MetricUnit,
  labels: readonly string[],
  bucketBounds: readonly number[],
) {
  return { name, kind: 'histogram', unit, labels, bucketBounds, category } as const satisfies Instrument;
}

/** @param acrossProcesses what the values of several processes are together; their sum if left out. */
export function gauge<const Name extends string>(
  category: string,
  name: Name,
  unit: MetricUnit,
  labels: readonly string[],
  acrossProcesses: GaugeRule | RatioRule = 'sum',
) {
  return { name, kind: 'gauge', unit, labels, category, acrossProcesses } as const satisfies Instrument;
}

export function counter<const Name extends string>(category: string, name: Name, labels: readonly string[]) {
  return { name, kind: 'counter', unit: '1', labels, category } as const satisfies Instrument;
}
