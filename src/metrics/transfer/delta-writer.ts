/**
 * Writes intervals of a program that records little and must be small, a page: the same bytes as `encodeInterval`, of metrics
 * that are known to be right, and without what such a program never has (exemplars, scopes, attributes that are no texts).
 */
import { ByteWriter } from '../../histogram/inner.ts';
import { CountWriter } from '../aggregation/count-codec.ts';
import { encodeHistogram, HEAD_DOUBLES } from '../aggregation/encoded-histogram.ts';
import type { Interval } from '../base/interval.ts';
import type { DataPoint } from '../base/model.ts';
import { writeHead, writeNumber } from '../encoding/histogram-head.ts';
import { INSTRUMENT, KINDS, MAGIC, SERIES, UTF_8, VALUE, VERSION } from '../encoding/interval-format.ts';

/** @param interval its labels and names are well-formed texts; fullName is the name */
export function encodeDelta(interval: Interval): Uint8Array<ArrayBuffer> {
  const strings = new ByteWriter(512);
  const places = new Map<string, number>();
  const utf8 = new TextEncoder();
  const metrics = new ByteWriter(1024);
  const counts = new CountWriter();
  const metric = new ByteWriter(512);
  const head = new Float64Array(HEAD_DOUBLES);
  let buckets = 0;
  let createdAtUnixMs: number | undefined;

  const place = (text: string): number => {
    const known = places.get(text) ?? places.size;
    if (known === places.size) {
      places.set(text, known);
      const bytes = utf8.encode(text);
      strings.varint(2 * bytes.length + UTF_8);
      strings.append(bytes);
    }
    return known;
  };

  const writePoint = (point: DataPoint) => {
    const isSame = point.createdAtUnixMs === createdAtUnixMs;
    const histogram = 'histogram' in point ? SERIES.histogram : 0;
    metric.byte((point.overflow ? SERIES.overflow : 0) | (isSame ? SERIES.sameCreation : 0) | histogram);
    createdAtUnixMs = point.createdAtUnixMs;
    if (!isSame) writeNumber(metric, createdAtUnixMs);
    const labels = Object.entries(point.labels);
    metric.varint(labels.length);
    for (const [name, value] of labels) {
      metric.varint(place(name));
      metric.varint(VALUE.string + place(value as string));
    }
    if ('histogram' in point) {
      encodeHistogram(point.histogram, head, 0, counts);
      buckets += writeHead(metric, head, 0, false);
    } else writeNumber(metric, point.value);
  };

  for (const { instrument, series } of interval.metrics) {
    const { name, kind, unit, category, labels, help, bucketBounds } = instrument;
    metric.clear();
    counts.clear();
    createdAtUnixMs = undefined;
    metric.varint((help ? INSTRUMENT.help : 0) | (bucketBounds ? INSTRUMENT.bucketBounds : 0));
    metric.varint(place(name));
    metric.byte(KINDS.indexOf(kind));
    metric.varint(place(unit));
    metric.varint(place(category));
    metric.varint(labels.length);
    for (const label of labels) metric.varint(place(label));
    if (help) metric.varint(place(help));
    if (bucketBounds) {
      metric.varint(bucketBounds.length);
      for (const bound of bucketBounds) writeNumber(metric, bound);
    }
    metric.varint(series.length);
    for (const point of series) writePoint(point);
    metrics.varint(metric.size);
    metrics.varint(counts.bytes.length);
    metrics.append(metric.written);
    metrics.append(counts.bytes);
  }

  const all = new ByteWriter(64 + strings.size + metrics.size);
  for (const byte of [...MAGIC, VERSION]) all.byte(byte);
  const { startedAtUnixMs, endedAtUnixMs, durationSeconds, wallClockJumpSeconds } = interval;
  for (const time of [startedAtUnixMs, endedAtUnixMs, durationSeconds, wallClockJumpSeconds])
    all.double(time);
  for (const number of [interval.sequence, buckets, places.size]) all.varint(number);
  all.append(strings.written);
  all.varint(interval.metrics.length);
  all.append(metrics.written);
  return all.finish();
}
