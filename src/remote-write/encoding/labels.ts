/** How the labels of a series are written, in the order that remote write demands: by name. */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { StringLabels } from '../../metrics/inner.ts';
import { type ExposedPoint, OVERFLOW_LABEL } from '../../prometheus/inner.ts';
import { ownValue } from '../../validate.ts';
import { LENGTH_DELIMITED } from './wire.ts';

/** Writes the field `labels` of a TimeSeries; `le` only where one is given. */
export type LabelWriter = (
  writer: BinaryWriter,
  series: Pick<ExposedPoint, 'labels' | 'overflow'>,
  le?: string,
) => void;

const LABELS = 1;
const NAME = 1;
const VALUE = 2;

/** @param name the value of `__name__` */
export function labelWriter(
  name: string,
  labelNames: readonly string[],
  external: StringLabels,
): LabelWriter {
  const names = [
    ...new Set(['__name__', 'le', OVERFLOW_LABEL.name, ...labelNames, ...Object.keys(external)]),
  ].sort();
  return (writer, { labels, overflow }, le = '') => {
    for (const label of names) {
      let value = ownValue(labels, label) ?? ownValue(external, label) ?? '';
      if (label === '__name__') value = name;
      else if (label === 'le') value = le;
      else if (label === OVERFLOW_LABEL.name && overflow) value = OVERFLOW_LABEL.value;
      // To Prometheus an empty label is none, and must not be sent.
      if (value === '') continue;
      writeLabel(writer, label, value);
    }
  };
}

/** Writes one label, in a series or in an exemplar: both have them in field 1. */
export function writeLabel(writer: BinaryWriter, name: string, value: string): void {
  writer.tag(LABELS, LENGTH_DELIMITED).fork();
  writer.tag(NAME, LENGTH_DELIMITED).string(name);
  writer.tag(VALUE, LENGTH_DELIMITED).string(value).join();
}
