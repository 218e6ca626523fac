/** The metric engine: instruments, their series, and what they hold as data points. It knows nothing of AI. */
export { InferometerError } from '../errors.ts';
export type { HistogramSeries } from './aggregation/histogram.ts';
export type { GaugeSeries } from './aggregation/last-value.ts';
export type { CounterSeries, UpDownCounterSeries } from './aggregation/sum.ts';
export type { Interval } from './base/interval.ts';
export type * from './base/model.ts';
export type { CustomHistogram, CustomMetric, OwnMetric, OwnMetrics } from './definition.ts';
export type { LabelledMetric } from './family.ts';
export { createMetrics, type Metrics, type MetricsOptions } from './metrics.ts';
