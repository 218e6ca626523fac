/**
 * A collector of OpenTelemetry: OTLP/HTTP in JSON (opentelemetry-proto 1.x, docs/specification.md, JSON Protobuf Encoding), deltas,
 * exponential histograms.
 */
import { decodeBase64 } from '../../base64.ts';
import {
  type DataPoint,
  decodeInterval,
  type Instrument,
  type Interval,
  type MetricSnapshot,
} from '../../metrics/inner.ts';
import type { Delta } from '../delta.ts';

/** AGGREGATION_TEMPORALITY_DELTA */
const DELTA = 1;

const UNITS: Readonly<Record<string, string>> = {
  seconds: 's',
  bytes: 'By',
  ratio: '1',
  per_second: '1/s',
  '1': '',
};
/** As expositions spell the metrics of the catalogue; one's own have no prefix. */
const PREFIXES: Readonly<Record<string, string>> = { custom: '', self: 'inferometer_' };

export function otlpBody(batch: readonly Delta[]): string {
  return JSON.stringify({ resourceMetrics: batch.map(resourceMetricsOf) });
}

function resourceMetricsOf({ interval: encoded, page }: Delta): object {
  const interval = decodeInterval(decodeBase64(encoded));
  const { location } = globalThis as { readonly location?: { readonly hostname: string } };
  // The stream of deltas of one page is one of its own; the id is gone with the page.
  const attributes = { 'service.name': location?.hostname || 'page', 'service.instance.id': page };
  return {
    resource: { attributes: attributesOf(attributes) },
    scopeMetrics: [
      {
        scope: { name: 'inferometer/browser', version: LIBRARY_VERSION },
        metrics: interval.metrics.map((metric) => metricOf(metric, interval)),
      },
    ],
  };
}

function metricOf({ instrument, series }: MetricSnapshot, interval: Interval): object {
  const { name, kind, unit, category, help = '' } = instrument;
  const described = {
    name: (PREFIXES[category] ?? 'ipfs_aiml_') + name,
    description: help,
    unit: UNITS[unit] ?? unit,
  };
  const dataPoints = series.map((point) => pointOf(point, interval));
  return { ...described, ...dataOf(kind, dataPoints) };
}

function dataOf(kind: Instrument['kind'], dataPoints: readonly object[]): object {
  if (kind === 'gauge') return { gauge: { dataPoints } };
  if (kind === 'histogram') return { exponentialHistogram: { aggregationTemporality: DELTA, dataPoints } };
  return { sum: { aggregationTemporality: DELTA, isMonotonic: kind === 'counter', dataPoints } };
}

function pointOf(point: DataPoint, { startedAtUnixMs, endedAtUnixMs }: Interval): object {
  const { labels, overflow } = point;
  const identity = {
    attributes: attributesOf(overflow ? { ...labels, 'otel.metric.overflow': true } : labels),
    startTimeUnixNano: nanoseconds(startedAtUnixMs),
    timeUnixNano: nanoseconds(endedAtUnixMs),
  };
  if ('value' in point) return { ...identity, asDouble: point.value };
  const { count, sum, min, max, scale, zeroCount, positive, negative } = point.histogram;
  return {
    ...identity,
    count: String(count),
    sum,
    ...(count > 0 && { min, max }),
    scale,
    zeroCount: String(zeroCount),
    positive: { offset: positive.offset, bucketCounts: Array.from(positive.counts, String) },
    negative: { offset: negative.offset, bucketCounts: Array.from(negative.counts, String) },
  };
}

function attributesOf(attributes: Readonly<Record<string, unknown>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'boolean' ? { boolValue: value } : { stringValue: String(value) },
  }));
}

/** 64 bits are a text in JSON; a double has not so many. */
function nanoseconds(unixMs: number): string {
  return `${Math.round(unixMs)}000000`;
}
