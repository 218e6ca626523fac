export { InferometerError } from '../errors.ts';
export { type KernelKind, kernelKind, loadKernel } from '../kernel/index.ts';
export { OPENTELEMETRY_BOUNDS } from './base/bounds.ts';
export type { BucketRange } from './base/bucket-range.ts';
export type { BucketSeries } from './base/bucket-series.ts';
export type { HistogramDecodingOptions } from './base/options.ts';
export { ExplicitHistogram, type ExplicitHistogramOptions } from './explicit/explicit-histogram.ts';
export { explicitSeries } from './explicit/series.ts';
export type { ExplicitSnapshot } from './explicit/snapshot.ts';
export { type DownscaleBounds, downscale } from './exponential/downscale.ts';
export { Histogram, type HistogramOptions } from './exponential/histogram.ts';
export { exponentialSeries } from './exponential/series.ts';
export type {
  ExplicitBuckets,
  ExponentialSnapshot,
} from './exponential/snapshot.ts';
export { decodeSnapshot, encodeSnapshot } from './formats/codec.ts';
export {
  type DdSketchDecodeOptions,
  type DdSketchOptions,
  decodeDdSketch,
  encodeDdSketch,
} from './formats/ddsketch.ts';
export type { DdSketchRounding } from './formats/ddsketch-mapping.ts';
export {
  fromOtelExponential,
  type OtelBuckets,
  type OtelExponentialHistogram,
  type OtelOptions,
  toOtelExponential,
} from './formats/otel-exponential.ts';
export {
  type BucketSpan,
  fromNativeHistogram,
  type NativeHistogram,
  toNativeHistogram,
} from './formats/prometheus-native.ts';
export { type DoubleHdrSnapshot, decodeDoubleHdr, decodeHdr, encodeHdr } from './hdr/encoding.ts';
export { HdrHistogram } from './hdr/hdr-histogram.ts';
export type { HdrHistogramOptions } from './hdr/options.ts';
export { hdrSeries } from './hdr/series.ts';
export type { HdrSnapshot } from './hdr/snapshot.ts';
export { type BucketSnapshot, restoreSnapshot, type Snapshot } from './layouts.ts';
export { type BucketDifference, diffSnapshots } from './merge/diff.ts';
export { bucketCounts, mergeSnapshots, quantilesOf } from './merge/merge.ts';
export { type Rebucketed, rebucket } from './merge/rebucket.ts';
export { subtractSnapshots } from './merge/subtract.ts';
export { cdf, countAt, countBetween } from './query/counting.ts';
export {
  allValues,
  type IterationStep,
  linearBucketValues,
  logarithmicBucketValues,
  percentiles,
  recordedValues,
} from './query/iterate.ts';
export { percentileCsv } from './query/percentile-csv.ts';
export type { PercentileDistributionOptions } from './query/percentile-rows.ts';
export { percentileText } from './query/percentile-text.ts';
export {
  type QuantileInterval,
  type QuantileIntervalOptions,
  quantileInterval,
} from './query/quantile-interval.ts';
export { seriesOf } from './query/series.ts';
export { stdDev } from './query/std-dev.ts';
export { trimmedMean } from './query/trimmed-mean.ts';
export { type HistogramClock, platformClock } from './recording/clock.ts';
export { correctedForInterval } from './recording/corrected.ts';
export { recordWithExpectedInterval } from './recording/expected-interval.ts';
export { type Interval, type IntervalHistogram, IntervalRecorder } from './recording/interval-recorder.ts';
export { type StopTimer, startTimer } from './recording/timer.ts';
export type { AxisKind } from './render/axis.ts';
export type { ValueUnit } from './render/label.ts';
export type { RenderOptions } from './render/profile.ts';
export { type SvgOptions, toSvg } from './render/svg.ts';
export { type TerminalOptions, toTerminal } from './render/terminal.ts';
export type { SummarySnapshot } from './summary/snapshot.ts';
export { Summary } from './summary/summary.ts';
