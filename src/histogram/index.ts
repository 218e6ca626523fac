export { InferometerError } from '../errors.ts';
export { loadKernel } from '../kernel/index.ts';
export { bucketCounts, mergeSnapshots, quantilesOf } from './algebra/algebra.ts';
export { type BucketDifference, diffSnapshots } from './algebra/diff.ts';
export { type DownscaleBounds, downscale } from './algebra/downscale.ts';
export { type Rebucketed, rebucket } from './algebra/rebucket.ts';
export { subtractSnapshots } from './algebra/subtract.ts';
export { decodeSnapshot, encodeSnapshot, type Snapshot } from './codec/codec.ts';
export {
  type DdSketchDecodeOptions,
  type DdSketchOptions,
  decodeDdSketch,
  encodeDdSketch,
} from './codec/ddsketch.ts';
export type { DdSketchRounding } from './codec/ddsketch-mapping.ts';
export {
  fromOtelExponential,
  type OtelBuckets,
  type OtelExponentialHistogram,
  type OtelOptions,
  toOtelExponential,
} from './codec/otel-exponential.ts';
export {
  type BucketSpan,
  fromNativeHistogram,
  type NativeHistogram,
  toNativeHistogram,
} from './codec/prometheus-native.ts';
export { ExplicitHistogram, type ExplicitHistogramOptions } from './explicit/explicit.ts';
export { OPENTELEMETRY_BOUNDS } from './explicit/explicit-bounds.ts';
export { explicitSeries } from './explicit/explicit-series.ts';
export type { ExplicitSnapshot } from './explicit/explicit-snapshot.ts';
export { Histogram, type HistogramOptions } from './exponential/exponential.ts';
export { exponentialSeries } from './exponential/exponential-series.ts';
export { HdrHistogram } from './hdr/hdr.ts';
export { type DoubleHdrSnapshot, decodeDoubleHdr, decodeHdr, encodeHdr } from './hdr/hdr-encoding.ts';
export type { HdrHistogramOptions } from './hdr/hdr-options.ts';
export { hdrSeries } from './hdr/hdr-series.ts';
export type { HdrSnapshot } from './hdr/hdr-snapshot.ts';
export { restoreSnapshot } from './json.ts';
export type { AxisKind } from './picture/axis.ts';
export type { ValueUnit } from './picture/label.ts';
export type { PictureOptions } from './picture/profile.ts';
export { type SvgOptions, toSvg } from './picture/svg.ts';
export { type TerminalOptions, toTerminal } from './picture/terminal.ts';
export type { BucketSnapshot } from './query/cells.ts';
export { cdf, countAt, countBetween } from './query/counting.ts';
export {
  allValues,
  type BucketSeries,
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
export type { BucketRange, ExplicitBuckets, ExponentialSnapshot } from './snapshot.ts';
export { Summary } from './summary/summary.ts';
export type { SummarySnapshot } from './summary/summary-snapshot.ts';
