/**
 * Delimited protobuf, `io.prometheus.client.MetricFamily` (prometheus/client_model, metrics.proto): the one format that
 * a server scrapes native histograms from. Classic buckets come along in the same message, as client_golang does it;
 * which of the two a server keeps is its own setting.
 */

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  type BucketSpan,
  type CountsAtOrUnder,
  countsAtOrUnder,
  downscale,
  type ExponentialSnapshot,
  type NativeHistogram,
  toNativeHistogram,
} from '../../histogram/inner.ts';
import type { Exemplar, HistogramPoint, ValuePoint } from '../../metrics/inner.ts';
import { helpOf } from '../../telemetry/index.ts';
import { ownValue } from '../../validate.ts';
import type { ExposedFamily, ExposedPoint } from '../families/model.ts';
import type { Format, NativeOptions } from './format.ts';
import { OVERFLOW_LABEL, typeName } from './literals.ts';

/** The numbers of metrics.proto. */
const FAMILY = { name: 1, help: 2, type: 3, metric: 4, unit: 5 } as const;
const METRIC = { label: 1, gauge: 2, counter: 3, histogram: 7 } as const;
const LABEL = { name: 1, value: 2 } as const;
const GAUGE = { value: 1 } as const;
const COUNTER = { value: 1, exemplar: 2, created: 3 } as const;
const EXEMPLAR = { label: 1, value: 2, timestamp: 3 } as const;
const TIMESTAMP = { seconds: 1, nanos: 2 } as const;
const BUCKET = { cumulativeCount: 1, upperBound: 2, exemplar: 3 } as const;
const SPAN = { offset: 1, length: 2 } as const;
const HISTOGRAM = {
  sampleCount: 1,
  sampleSum: 2,
  bucket: 3,
  schema: 5,
  zeroThreshold: 6,
  zeroCount: 7,
  negativeSpan: 9,
  negativeDelta: 10,
  positiveSpan: 12,
  positiveDelta: 13,
  created: 15,
  exemplars: 16,
} as const;
const TYPE: Readonly<Record<ReturnType<typeof typeName>, number>> = { counter: 0, gauge: 1, histogram: 4 };

export function protobuf(options: NativeOptions): Format {
  return {
    contentType:
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
    *write(families) {
      for (const metric of families) {
        // Its length comes first: a family is held back until its last series is written.
        const parts: Uint8Array<ArrayBuffer>[] = [];
        const family = new FamilyWriter(metric, options);
        for (const series of metric.points()) {
          parts.push(family.metric(series));
          yield undefined;
        }
        if (parts.length === 0) continue;
        parts.unshift(family.head());
        yield new BinaryWriter().uint32(parts.reduce((sum, part) => sum + part.length, 0)).finish();
        for (const batch of batches(parts)) yield batch;
      }
    },
  };
}

class FamilyWriter {
  private readonly reading: ExposedFamily;
  private readonly instrument: ExposedFamily['instrument'];
  private readonly options: NativeOptions;
  private readonly bounds: readonly number[];
  private readonly buckets: CountsAtOrUnder;

  constructor(reading: ExposedFamily, options: NativeOptions) {
    this.reading = reading;
    this.instrument = reading.instrument;
    this.options = options;
    this.bounds = this.instrument.bucketBounds ?? [];
    this.buckets = countsAtOrUnder(this.bounds);
  }

  /** The fields of the family but its metrics. */
  head(): Uint8Array<ArrayBuffer> {
    const { instrument } = this;
    const { name: fullName } = this.reading;
    const out = new BinaryWriter();
    text(out, FAMILY.name, fullName);
    text(out, FAMILY.help, helpOf(instrument));
    out.tag(FAMILY.type, WireType.Varint).int32(TYPE[typeName(instrument.kind)]);
    if (instrument.unit !== '1') text(out, FAMILY.unit, instrument.unit);
    return out.finish();
  }

  /** One metric of the family, with its tag and its length. */
  metric(series: ExposedPoint): Uint8Array<ArrayBuffer> {
    const { instrument } = this;
    const out = new BinaryWriter();
    message(out, FAMILY.metric, () => {
      if (series.overflow) label(out, METRIC.label, OVERFLOW_LABEL.name, OVERFLOW_LABEL.value);
      for (const name of instrument.labels) {
        const value = ownValue(series.labels, name);
        if (value !== undefined) label(out, METRIC.label, name, value);
      }
      if ('histogram' in series) message(out, METRIC.histogram, () => this.histogram(out, series));
      else if (instrument.kind === 'counter') message(out, METRIC.counter, () => counter(out, series));
      else message(out, METRIC.gauge, () => double(out, GAUGE.value, series.value));
    });
    return out.finish();
  }

  private histogram(out: BinaryWriter, series: HistogramPoint): void {
    const { histogram, exemplars = [], createdAtUnixMs } = series;
    whole(out, HISTOGRAM.sampleCount, histogram.count);
    double(out, HISTOGRAM.sampleSum, histogram.sum);
    if (this.options.classicBuckets) this.classic(out, series);
    native(out, this.nativeOf(histogram));
    timestamp(out, HISTOGRAM.created, createdAtUnixMs);
    for (const one of exemplars) exemplar(out, HISTOGRAM.exemplars, one);
  }

  private classic(out: BinaryWriter, series: HistogramPoint): void {
    const { histogram, exemplars = [] } = series;
    const cumulative = this.buckets(histogram);
    for (let i = 0; i <= this.bounds.length; i++) {
      const lower = this.bounds[i - 1] ?? Number.NEGATIVE_INFINITY;
      const upper = this.bounds[i] ?? Number.POSITIVE_INFINITY;
      const inside = exemplars.find(({ value }) => value > lower && value <= upper);
      message(out, HISTOGRAM.bucket, () => {
        whole(out, BUCKET.cumulativeCount, cumulative[i] ?? histogram.count);
        double(out, BUCKET.upperBound, upper);
        if (inside !== undefined) exemplar(out, BUCKET.exemplar, inside);
      });
    }
  }

  private nativeOf(histogram: ExponentialSnapshot): NativeHistogram {
    const { nativeSchema: scale, nativeMaxBuckets: maxBuckets } = this.options;
    return toNativeHistogram(downscale(histogram, { scale, maxBuckets }));
  }
}

function native(out: BinaryWriter, histogram: NativeHistogram): void {
  out.tag(HISTOGRAM.schema, WireType.Varint).sint32(histogram.schema);
  double(out, HISTOGRAM.zeroThreshold, histogram.zeroThreshold);
  whole(out, HISTOGRAM.zeroCount, histogram.zeroCount);
  spans(out, HISTOGRAM.negativeSpan, histogram.negativeSpan);
  deltas(out, HISTOGRAM.negativeDelta, histogram.negativeDelta);
  spans(out, HISTOGRAM.positiveSpan, histogram.positiveSpan);
  deltas(out, HISTOGRAM.positiveDelta, histogram.positiveDelta);
}

function spans(out: BinaryWriter, field: number, all: readonly BucketSpan[]): void {
  for (const { offset, length } of all) {
    message(out, field, () => {
      out.tag(SPAN.offset, WireType.Varint).sint32(offset);
      out.tag(SPAN.length, WireType.Varint).uint32(length);
    });
  }
}

/** One field for each: the file is proto2, where numbers are not packed. */
function deltas(out: BinaryWriter, field: number, all: readonly number[]): void {
  for (const delta of all) out.tag(field, WireType.Varint).sint64(wide(delta));
}

function counter(out: BinaryWriter, series: ValuePoint): void {
  double(out, COUNTER.value, series.value);
  const newest = series.exemplars?.at(-1);
  if (newest !== undefined) exemplar(out, COUNTER.exemplar, newest);
  timestamp(out, COUNTER.created, series.createdAtUnixMs);
}

function exemplar(out: BinaryWriter, field: number, one: Exemplar): void {
  message(out, field, () => {
    label(out, EXEMPLAR.label, 'trace_id', one.traceId);
    label(out, EXEMPLAR.label, 'span_id', one.spanId);
    double(out, EXEMPLAR.value, one.value);
    timestamp(out, EXEMPLAR.timestamp, one.timestampUnixMs);
  });
}

function label(out: BinaryWriter, field: number, name: string, value: string): void {
  message(out, field, () => {
    text(out, LABEL.name, name);
    text(out, LABEL.value, value);
  });
}

function timestamp(out: BinaryWriter, field: number, unixMs: number): void {
  message(out, field, () => {
    const seconds = Math.floor(unixMs / 1000);
    out.tag(TIMESTAMP.seconds, WireType.Varint).int64(seconds);
    out.tag(TIMESTAMP.nanos, WireType.Varint).int32(Math.round((unixMs - seconds * 1000) * 1e6));
  });
}

function message(out: BinaryWriter, field: number, write: () => void): void {
  out.tag(field, WireType.LengthDelimited).fork();
  write();
  out.join();
}

function text(out: BinaryWriter, field: number, value: string): void {
  out.tag(field, WireType.LengthDelimited).string(value);
}

function double(out: BinaryWriter, field: number, value: number): void {
  out.tag(field, WireType.Bit64).double(value);
}

function whole(out: BinaryWriter, field: number, value: number): void {
  out.tag(field, WireType.Varint).uint64(wide(value));
}

/** The writer takes numbers that are exact integers; counts may go beyond. */
function wide(value: number): number | bigint {
  return Number.isSafeInteger(value) ? value : BigInt(value);
}

/** Parts put together to pieces of about 64 KiB. */
function* batches(parts: readonly Uint8Array<ArrayBuffer>[]): Generator<Uint8Array<ArrayBuffer>, void> {
  let from = 0;
  let length = 0;
  for (let i = 0; i < parts.length; i++) {
    length += (parts[i] as Uint8Array).length;
    if (length < CHUNK_BYTES && i < parts.length - 1) continue;
    const batch = new Uint8Array(length);
    let at = 0;
    for (; from <= i; from++) {
      const part = parts[from] as Uint8Array;
      batch.set(part, at);
      at += part.length;
    }
    length = 0;
    yield batch;
  }
}

const CHUNK_BYTES = 64 * 1024;
