/** The messages `TimeSeries` and `MetricMetadata` of remote write 1.0 (prometheus/prompb: remote.proto, types.proto). */

import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { countsAtOrUnder, downscale } from '../../histogram/inner.ts';
import type { StringLabels } from '../../metrics/inner.ts';
import {
  type ExposedFamily,
  type ExposedPoint,
  formatOpenMetricsFloat,
  type ResourceOptions,
  typeName,
} from '../../prometheus/inner.ts';
import { helpOf, type Names } from '../../telemetry/index.ts';
import { writeExemplars } from './exemplars.ts';
import { STALE_NAN, writeHistogram, writeStaleHistogram } from './histogram.ts';
import { type LabelWriter, labelWriter } from './labels.ts';
import { FIXED_64, LENGTH_DELIMITED, VARINT } from './wire.ts';

// WriteRequest
const TIMESERIES = 1;
const METADATA = 3;
// TimeSeries, beside its labels
const SAMPLES = 2;
const HISTOGRAMS = 4;
// Sample
const SAMPLE_VALUE = 1;
const SAMPLE_TIMESTAMP = 2;
// MetricMetadata
const TYPE = 1;
const FAMILY_NAME = 2;
const HELP = 4;
const UNIT = 5;
const INFO = 6;
const TYPES: Readonly<Record<ReturnType<typeof typeName>, number>> = { counter: 1, gauge: 2, histogram: 3 };

export interface TimeSeriesSettings extends ResourceOptions {
  readonly externalLabels: StringLabels;
  readonly nativeHistograms: boolean;
  /** The finest that is sent. */
  readonly nativeSchema: number;
  /** Of each sign. */
  readonly nativeMaxBuckets: number;
  readonly names: Names;
  readonly provider: string | undefined;
  readonly timestampMs: number;
  /** Exemplars up to here have been sent. */
  readonly exemplarsAfterMs: number;
  /** The series have ended: what is written says so, in place of their values. */
  readonly isStale: boolean;
}

/** Writes all that is told of a series, as fields of WriteRequest; returns how many samples that was. */
export type SeriesWriter = (writer: BinaryWriter, series: ExposedPoint) => number;

/** Writes what the metric is, for receivers that keep it: Mimir, Thanos, Prometheus 3. */
export function writeMetadata(writer: BinaryWriter, family: ExposedFamily): void {
  const { instrument, name: fullName, isInfo } = family;
  writer.tag(METADATA, LENGTH_DELIMITED).fork();
  writer.tag(TYPE, VARINT).uint32(isInfo ? INFO : TYPES[typeName(instrument.kind)]);
  writer.tag(FAMILY_NAME, LENGTH_DELIMITED).string(fullName);
  writer.tag(HELP, LENGTH_DELIMITED).string(helpOf(instrument));
  if (instrument.unit !== '1') writer.tag(UNIT, LENGTH_DELIMITED).string(instrument.unit);
  writer.join();
}

/** The writer for the series of a metric. */
export function seriesWriter(metric: ExposedFamily, settings: TimeSeriesSettings): SeriesWriter {
  if (metric.instrument.kind !== 'histogram') return valueWriter(metric, settings);
  return settings.nativeHistograms ? nativeWriter(metric, settings) : classicWriter(metric, settings);
}

function valueWriter(
  { name: fullName, instrument }: ExposedFamily,
  settings: TimeSeriesSettings,
): SeriesWriter {
  const labels = labelWriter(fullName, instrument.labels, settings.externalLabels);
  return (writer, series) => {
    if (!('value' in series)) return 0;
    writeSample(writer, labels, series, series.value, settings);
    return 1;
  };
}

function nativeWriter(
  { name: fullName, instrument }: ExposedFamily,
  settings: TimeSeriesSettings,
): SeriesWriter {
  const labels = labelWriter(fullName, instrument.labels, settings.externalLabels);
  const { timestampMs, isStale, exemplarsAfterMs } = settings;
  const bounds = { scale: settings.nativeSchema, maxBuckets: settings.nativeMaxBuckets };
  return (writer, series) => {
    if (!('histogram' in series)) return 0;
    writer.tag(TIMESERIES, LENGTH_DELIMITED).fork();
    labels(writer, series);
    writer.tag(HISTOGRAMS, LENGTH_DELIMITED).fork();
    if (isStale) writeStaleHistogram(writer, timestampMs);
    else writeHistogram(writer, downscale(series.histogram, bounds), timestampMs);
    writer.join();
    if (!isStale) writeExemplars(writer, series.exemplars, exemplarsAfterMs);
    writer.join();
    return 1;
  };
}

function classicWriter(
  { name: fullName, instrument }: ExposedFamily,
  settings: TimeSeriesSettings,
): SeriesWriter {
  const labelsOf = (suffix: string) =>
    labelWriter(fullName + suffix, instrument.labels, settings.externalLabels);
  const [bucketLabels, sumLabels, countLabels] = [labelsOf('_bucket'), labelsOf('_sum'), labelsOf('_count')];
  const bounds = instrument.bucketBounds ?? [];
  const edges = [...bounds.map(formatOpenMetricsFloat), '+Inf'];
  const buckets = countsAtOrUnder(bounds);
  return (writer, series) => {
    if (!('histogram' in series)) return 0;
    const { count, sum } = series.histogram;
    const cumulative = buckets(series.histogram);
    edges.forEach((le, i) => {
      const lower = bounds[i - 1] ?? Number.NEGATIVE_INFINITY;
      const upper = bounds[i] ?? Number.POSITIVE_INFINITY;
      const inside = series.exemplars?.filter((one) => one.value > lower && one.value <= upper);
      const bucket = { ...series, exemplars: inside };
      writeSample(writer, bucketLabels, bucket, cumulative[i] ?? count, settings, le);
    });
    const total = { ...series, exemplars: undefined };
    writeSample(writer, sumLabels, total, sum, settings);
    writeSample(writer, countLabels, total, count, settings);
    return edges.length + 2;
  };
}

function writeSample(
  writer: BinaryWriter,
  labels: LabelWriter,
  series: Parameters<LabelWriter>[1] & Pick<ExposedPoint, 'exemplars'>,
  value: number,
  { timestampMs, isStale, exemplarsAfterMs }: TimeSeriesSettings,
  le?: string,
): void {
  writer.tag(TIMESERIES, LENGTH_DELIMITED).fork();
  labels(writer, series, le);
  writer.tag(SAMPLES, LENGTH_DELIMITED).fork().tag(SAMPLE_VALUE, FIXED_64);
  if (isStale) writer.fixed64(STALE_NAN);
  else writer.double(value);
  writer.tag(SAMPLE_TIMESTAMP, VARINT).int64(timestampMs).join();
  if (!isStale) writeExemplars(writer, series.exemplars, exemplarsAfterMs);
  writer.join();
}
