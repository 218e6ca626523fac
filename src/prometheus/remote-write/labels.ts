/** How the labels of a series are written, in the order that remote write demands: by name. */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Labels, SeriesSnapshot } from '../../telemetry/snapshot.ts';
import { LENGTH_DELIMITED } from './wire.ts';

/** Writes the field `labels` of a TimeSeries; `le` only where one is given. */
export type LabelWriter = (writer: BinaryWriter, series: SeriesSnapshot, le?: string) => void;

/** OpenTelemetry's attribute of the series that took what came after a metric was full, as Prometheus spells it. */
const OVERFLOW = 'otel_metric_overflow';
const LABELS = 1;
const NAME = 1;
const VALUE = 2;

/** @param name the value of `__name__` */
export function labelWriter(name: string, labelNames: readonly string[], external: Labels): LabelWriter {
  const names = [...new Set(['__name__', 'le', OVERFLOW, ...labelNames, ...Object.keys(external)])].sort();
  return (writer, { labels, overflow }, le = '') => {
    for (const label of names) {
      let value = labels[label] ?? external[label] ?? '';
      if (label === '__name__') value = name;
      else if (label === 'le') value = le;
      else if (label === OVERFLOW && overflow) value = 'true';
      // To Prometheus an empty label is none, and must not be sent.
      if (value === '') continue;
      writer.tag(LABELS, LENGTH_DELIMITED).fork();
      writer.tag(NAME, LENGTH_DELIMITED).string(label);
      writer.tag(VALUE, LENGTH_DELIMITED).string(value).join();
    }
  };
}
