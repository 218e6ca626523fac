/** What the two versions of a request write in ways of their own; everything else is in time-series.ts, once. */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { type ExposedFamily, typeName } from '../../prometheus/inner.ts';
import type { Version } from './versions.ts';

/** A request that is being put together. */
export interface RequestMessage {
  readonly version: Version;
  /** The numbers of fields that differ: of the request, and of a `TimeSeries`. */
  readonly fields: {
    readonly timeSeries: number;
    readonly histograms: number;
    readonly exemplars: number;
  };
  /** About how many bytes will stand before the series. */
  readonly headBytes: number;
  /** Around the labels of a series, or of an exemplar. */
  beginLabels(writer: BinaryWriter): void;
  label(writer: BinaryWriter, name: string, value: string): void;
  endLabels(writer: BinaryWriter): void;
  /** Since when a sample, or a histogram, counts; 0 for what does not. */
  startTimestamp(writer: BinaryWriter, field: number, startedAtUnixMs: number): void;
  /** What the metric is, within a series. */
  describeSeries(writer: BinaryWriter, family: ExposedFamily): void;
  /** What the metric is, beside the series. */
  describeFamily(writer: BinaryWriter, family: ExposedFamily): void;
  /** What stands before the series, once these are known. */
  writeHead(writer: BinaryWriter): void;
}

/** The field of a `TimeSeries` with its samples. */
export const SAMPLES = 2;

/** `MetricMetadata.MetricType` of 1.0, `Metadata.MetricType` of 2.0: the same numbers. */
const TYPES: Readonly<Record<ReturnType<typeof typeName> | 'info', number>> = {
  counter: 1,
  gauge: 2,
  histogram: 3,
  info: 6,
};

export function metricType({ instrument, isInfo }: ExposedFamily): number {
  return TYPES[isInfo ? 'info' : typeName(instrument.kind)];
}
