/** The message `TimeSeries`, of both versions: what is told of a series. */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { countsAtOrUnder, downscale } from '../../histogram/inner.ts';
import type { StringLabels } from '../../metrics/inner.ts';
import {
  type ExposedFamily,
  type ExposedPoint,
  formatOpenMetricsFloat,
  type ResourceOptions,
} from '../../prometheus/inner.ts';
import type { Names } from '../../telemetry/index.ts';
import { writeExemplars } from './exemplars.ts';
import { STALE_NAN, START_TIMESTAMP, writeHistogram, writeStaleHistogram } from './histogram.ts';
import { labelWriter } from './labels.ts';
import { type RequestMessage, SAMPLES } from './message.ts';
import { FIXED_64, LENGTH_DELIMITED, VARINT } from './wire.ts';

// Sample
const SAMPLE_VALUE = 1;
const SAMPLE_TIMESTAMP = 2;
/** Of 2.0. */
export const SAMPLE_START_TIMESTAMP = 3;

export interface TimeSeriesSettings extends ResourceOptions {
  readonly externalLabels: StringLabels;
  readonly nativeHistograms: boolean;
  /** The finest that is sent. */
  readonly nativeSchema: number;
  /** Of each sign. */
  readonly nativeMaxBuckets: number;
  readonly names: Names;
  readonly provider: string | undefined;
  readonly operationName: string | undefined;
  readonly timestampMs: number;
  /** Exemplars up to here have been sent. */
  readonly exemplarsAfterMs: number;
  /** The series have ended: what is written says so, in place of their values. */
  readonly isStale: boolean;
}

/** Writes all that is told of a series, as fields of the request; returns how many samples that was. */
export type SeriesWriter = (writer: BinaryWriter, message: RequestMessage, series: ExposedPoint) => number;

/** The writer for the series of a metric. */
export function seriesWriter(metric: ExposedFamily, settings: TimeSeriesSettings): SeriesWriter {
  if (metric.instrument.kind !== 'histogram') return valueWriter(metric, settings);
  return settings.nativeHistograms ? nativeWriter(metric, settings) : classicWriter(metric, settings);
}

function valueWriter(family: ExposedFamily, settings: TimeSeriesSettings): SeriesWriter {
  const writeSample = sampleWriter(family, '', settings);
  return (writer, message, series) => {
    if (!('value' in series)) return 0;
    writeSample(writer, message, series, series.value);
    return 1;
  };
}

function nativeWriter(family: ExposedFamily, settings: TimeSeriesSettings): SeriesWriter {
  const labels = labelWriter(family.name, family.instrument.labels, settings.externalLabels);
  const { timestampMs, isStale, exemplarsAfterMs } = settings;
  const bounds = { scale: settings.nativeSchema, maxBuckets: settings.nativeMaxBuckets };
  return (writer, message, series) => {
    if (!('histogram' in series)) return 0;
    writer.tag(message.fields.timeSeries, LENGTH_DELIMITED).fork();
    labels(writer, message, series);
    writer.tag(message.fields.histograms, LENGTH_DELIMITED).fork();
    if (isStale) writeStaleHistogram(writer, timestampMs);
    else writeHistogram(writer, downscale(series.histogram, bounds), timestampMs);
    message.startTimestamp(writer, START_TIMESTAMP, startOf(family, series, settings));
    writer.join();
    if (!isStale) writeExemplars(writer, message, series.exemplars, exemplarsAfterMs);
    message.describeSeries(writer, family);
    writer.join();
    return 1;
  };
}

function classicWriter(family: ExposedFamily, settings: TimeSeriesSettings): SeriesWriter {
  const [writeBucket, writeSum, writeCount] = [
    sampleWriter(family, '_bucket', settings),
    sampleWriter(family, '_sum', settings),
    sampleWriter(family, '_count', settings),
  ];
  const bounds = family.instrument.bucketBounds ?? [];
  const edges = [...bounds.map(formatOpenMetricsFloat), '+Inf'];
  const buckets = countsAtOrUnder(bounds);
  return (writer, message, series) => {
    if (!('histogram' in series)) return 0;
    const { count, sum } = series.histogram;
    const cumulative = buckets(series.histogram);
    edges.forEach((le, i) => {
      const lower = bounds[i - 1] ?? Number.NEGATIVE_INFINITY;
      const upper = bounds[i] ?? Number.POSITIVE_INFINITY;
      const inside = series.exemplars?.filter((one) => one.value > lower && one.value <= upper);
      writeBucket(writer, message, { ...series, exemplars: inside }, cumulative[i] ?? count, le);
    });
    const total = { ...series, exemplars: undefined };
    writeSum(writer, message, total, sum);
    writeCount(writer, message, total, count);
    return edges.length + 2;
  };
}

type SampleWriter = (
  writer: BinaryWriter,
  message: RequestMessage,
  series: Pick<ExposedPoint, 'labels' | 'overflow' | 'createdAtUnixMs' | 'exemplars'>,
  value: number,
  le?: string,
) => void;

/** Writes a series with one sample. @param suffix behind the name of the family */
function sampleWriter(family: ExposedFamily, suffix: string, settings: TimeSeriesSettings): SampleWriter {
  const labels = labelWriter(family.name + suffix, family.instrument.labels, settings.externalLabels);
  const { timestampMs, isStale, exemplarsAfterMs } = settings;
  return (writer, message, series, value, le) => {
    writer.tag(message.fields.timeSeries, LENGTH_DELIMITED).fork();
    labels(writer, message, series, le);
    writer.tag(SAMPLES, LENGTH_DELIMITED).fork().tag(SAMPLE_VALUE, FIXED_64);
    if (isStale) writer.fixed64(STALE_NAN);
    else writer.double(value);
    writer.tag(SAMPLE_TIMESTAMP, VARINT).int64(timestampMs);
    message.startTimestamp(writer, SAMPLE_START_TIMESTAMP, startOf(family, series, settings));
    writer.join();
    if (!isStale) writeExemplars(writer, message, series.exemplars, exemplarsAfterMs);
    message.describeSeries(writer, family);
    writer.join();
  };
}

/** Since when it counts; 0 for what does not count, and for what began with this sample, of which nothing was before. */
function startOf(
  { instrument }: ExposedFamily,
  { createdAtUnixMs }: Pick<ExposedPoint, 'createdAtUnixMs'>,
  { timestampMs, isStale }: TimeSeriesSettings,
): number {
  const counts = instrument.kind === 'counter' || instrument.kind === 'histogram';
  return counts && !isStale && createdAtUnixMs < timestampMs ? createdAtUnixMs : 0;
}
