/** The door of the metric engine for the rooms of this house; not published. */
export { BySeries } from './aggregation/by-series.ts';
export { mergeExemplars } from './aggregation/exemplars.ts';
export { activeSpanOf, type Series, type SeriesContext } from './aggregation/series.ts';
export { AttributeFamily } from './attribute-family.ts';
export {
  activeSpan,
  type Contain,
  containedClock,
  containedScheduler,
  containedTimer,
  containment,
  isThenable,
  type Port,
  readGiven,
  readingOf,
} from './base/contain.ts';
export { fullNameOf } from './base/full-name.ts';
export { type Collected, Lifetimes, requireFinalization } from './base/lifetimes.ts';
export { RecordingSwitch, type RejectReason } from './base/recording-switch.ts';
export {
  budgetOn,
  isSlices,
  mapping,
  resultOf,
  runInPieces,
  runInSlices,
  runSync,
  type Slices,
  TimeBudget,
} from './base/slices.ts';
export type { IsWanted } from './base/wanted.ts';
export { areAscending, customDefinition, isLabelName, ownLabelsOf } from './definition.ts';
export { EncodedInterval, type KeptMetric } from './encoding/encoded-interval.ts';
export {
  type EncodedMetric,
  MetricEncoder,
  partsOf as partsOfMetric,
} from './encoding/encoded-metric.ts';
export {
  decodeInterval,
  IntervalReader,
  type IntervalTimes,
} from './encoding/interval-reader.ts';
export { encodeInterval, encodingInterval } from './encoding/interval-writer.ts';
export { Family } from './family.ts';
export { Curve, type CurvePoints } from './history/curve.ts';
export { History } from './history/history.ts';
export { IntervalCollector } from './history/interval-collector.ts';
export * from './index.ts';
export { restorePoint, restoringMetric } from './json.ts';
export { LabelLimits, OTHER } from './label-limits.ts';
export { type LossReport, reportingOnce } from './loss-report.ts';
export { mergeIntervals, mergingMetrics, withoutAddedLabels, withRatios } from './merge.ts';
export {
  between,
  defaultsOf,
  isString,
  LABEL_RULES,
  methods,
  type OptionRule,
  type OptionRules,
  positive,
  prefix,
  requireOptions,
  whole,
} from './option-rules.ts';
export { Registry, type RegistrySettings, type SeriesOf } from './registry.ts';
export * from './self-metrics.ts';
export { type DeltaInterval, type DeltaMetric, encodeDelta } from './transfer/delta-writer.ts';
export { addPoint } from './transfer/given-points.ts';
