/**
 * OpenMetrics 2.0.0 (prometheus/docs, specs/om/open_metrics_spec_2_0.md; release candidate): text in which a histogram is one
 * value, with its native buckets and its classic ones, all its exemplars, and the time at which the series began.
 */
import { countsAtOrUnder, downscale, toNativeHistogram } from '../../histogram/inner.ts';
import type { HistogramPoint } from '../../metrics/inner.ts';
import type { ExposedFamily, ExposedPoint } from '../families/model.ts';
import type { Format, NativeOptions } from './format.ts';
import { formatOpenMetricsFloat } from './literals.ts';
import { openMetricsHeader, writeExemplar } from './openmetrics.ts';
import { textFormat } from './text.ts';
import type { HistogramValue } from './text-family.ts';
import type { Utf8Writer } from './utf8-writer.ts';

export function openMetrics2(options: NativeOptions): Format {
  return textFormat({
    contentType: 'application/openmetrics-text; version=2.0.0; charset=utf-8',
    header: (metric) => openMetricsHeader(metric, metric.name),
    bound: formatOpenMetricsFloat,
    counterName: (fullName) => fullName,
    hasSum: () => true,
    exemplars: { counter: writeOrigin, bucket() {} },
    histogramValue: (metric) => histogramValue(metric, options),
    end: '# EOF\n',
  });
}

/** What stands behind a value that counts: since when, and examples. */
function writeOrigin(out: Utf8Writer, { createdAtUnixMs, exemplars = [] }: ExposedPoint): void {
  out.ascii(' st@');
  out.number(createdAtUnixMs / 1000);
  for (const one of exemplars) writeExemplar(out, one);
}

function histogramValue(
  { instrument }: ExposedFamily,
  { nativeSchema: scale, nativeMaxBuckets: maxBuckets, classicBuckets }: NativeOptions,
): HistogramValue {
  const bounds = instrument.bucketBounds ?? [];
  const edges = [...bounds.map(formatOpenMetricsFloat), '+Inf'];
  const buckets = countsAtOrUnder(bounds);
  return (out, point) => {
    const native = toNativeHistogram(downscale(point.histogram, { scale, maxBuckets }));
    field(out, '{count', native.sampleCount);
    field(out, ',sum', native.sampleSum);
    field(out, ',schema', native.schema);
    field(out, ',zero_threshold', native.zeroThreshold);
    field(out, ',zero_count', native.zeroCount);
    nativeBuckets(out, 'negative', native.negativeSpan, native.negativeDelta);
    nativeBuckets(out, 'positive', native.positiveSpan, native.positiveDelta);
    if (classicBuckets) writeClassic(out, edges, buckets(point.histogram), point);
    out.ascii('}');
    writeOrigin(out, point);
  };
}

function field(out: Utf8Writer, name: string, value: number): void {
  out.ascii(`${name}:`);
  out.number(value);
}

/** Counts, where protobuf has differences; a sign without a bucket is left out. */
function nativeBuckets(
  out: Utf8Writer,
  sign: 'negative' | 'positive',
  spans: readonly { readonly offset: number; readonly length: number }[],
  deltas: readonly number[],
): void {
  if (deltas.length === 0) return;
  out.ascii(`,${sign}_spans:[${spans.map(({ offset, length }) => `${offset}:${length}`).join()}]`);
  out.ascii(`,${sign}_buckets:[`);
  let count = 0;
  for (let i = 0; i < deltas.length; i++) {
    if (i > 0) out.ascii(',');
    count += deltas[i] as number;
    out.number(count);
  }
  out.ascii(']');
}

function writeClassic(
  out: Utf8Writer,
  edges: readonly string[],
  cumulative: ArrayLike<number>,
  { histogram }: HistogramPoint,
): void {
  out.ascii(',bucket:[');
  edges.forEach((edge, i) => {
    field(out, i > 0 ? `,${edge}` : edge, cumulative[i] ?? histogram.count);
  });
  out.ascii(']');
}
