/** Series as data points. */
import { bucketCounts, toOtelExponential } from '../../histogram/index.ts';
import type {
  Exemplar,
  HistogramPoint,
  MetricKind,
  DataPoint as RecordedPoint,
} from '../../metrics/inner.ts';
import {
  type DataPoint,
  EXPONENTIAL_HISTOGRAM_POINTS,
  type ExplicitPoint,
  type ExponentialPoint,
  GAUGE_POINTS,
  HISTOGRAM_POINTS,
  type HrTime,
  hrTime,
  type MetricData,
  type MetricDescriptor,
  type PointAttributes,
  type PointExemplar,
  SUM_POINTS,
  type Temporality,
} from './metric-data.ts';

export interface PointSettings {
  readonly histograms: 'exponential' | 'explicit';
  readonly maxBuckets: number;
}

/** A metric without points yet. */
export function emptyMetric(
  kind: MetricKind,
  descriptor: MetricDescriptor,
  aggregationTemporality: Temporality,
  { histograms }: PointSettings,
): MetricData {
  const described = { descriptor, aggregationTemporality, dataPoints: [] };
  if (kind === 'gauge') return { ...described, dataPointType: GAUGE_POINTS };
  if (kind !== 'histogram') {
    return { ...described, dataPointType: SUM_POINTS, isMonotonic: kind === 'counter' };
  }
  return histograms === 'explicit'
    ? { ...described, dataPointType: HISTOGRAM_POINTS }
    : { ...described, dataPointType: EXPONENTIAL_HISTOGRAM_POINTS };
}

/** @param bounds of explicit buckets, where the series was not recorded in any. */
export function addPoint(
  metric: MetricData,
  series: RecordedPoint,
  attributes: PointAttributes,
  time: { readonly startTime: HrTime; readonly endTime: HrTime },
  bounds: readonly number[],
  { maxBuckets }: PointSettings,
): void {
  const exemplars = series.exemplars?.map(exemplarOf);
  const point = { ...time, attributes, ...(exemplars === undefined ? {} : { exemplars }) };
  if ('value' in series) {
    (metric.dataPoints as DataPoint<number>[]).push({ ...point, value: series.value });
  } else if (metric.dataPointType === HISTOGRAM_POINTS) {
    metric.dataPoints.push({ ...point, value: explicitPoint(series, bounds) });
  } else {
    const value = toOtelExponential(series.histogram, { maxBuckets }) as ExponentialPoint;
    (metric.dataPoints as DataPoint<ExponentialPoint>[]).push({ ...point, value });
  }
}

function exemplarOf({ value, timestampUnixMs, traceId, spanId }: Exemplar): PointExemplar {
  return { value, time: hrTime(timestampUnixMs), traceId, spanId };
}

/** Exact where the values were counted in these buckets; else the bucket that holds a bound counts as under it. */
function explicitPoint({ histogram }: HistogramPoint, bounds: readonly number[]): ExplicitPoint {
  const { count, sum, min, max, explicit } = histogram;
  const range = count > 0 ? { min, max } : {};
  // Those that values were counted in hold, whatever a convention recommends.
  if (explicit !== undefined) {
    return {
      count,
      sum,
      ...range,
      buckets: { boundaries: [...explicit.bounds], counts: [...explicit.counts] },
    };
  }
  const cumulative = bounds.length === 0 ? [] : bucketCounts(histogram, bounds);
  const counts = [...cumulative, count].map((under, i, all) => under - (all[i - 1] ?? 0));
  return { count, sum, ...range, buckets: { boundaries: [...bounds], counts } };
}
