/** How the labels of a series are written, in the order that remote write demands: by name. */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { StringLabels } from '../../metrics/inner.ts';
import { type ExposedPoint, OVERFLOW_LABEL } from '../../prometheus/inner.ts';
import { ownValue } from '../../validate.ts';
import type { RequestMessage } from './message.ts';

/** Writes the labels of a TimeSeries; `le` only where one is given. */
export type LabelWriter = (
  writer: BinaryWriter,
  message: RequestMessage,
  series: Pick<ExposedPoint, 'labels' | 'overflow'>,
  le?: string,
) => void;

/** @param name the value of `__name__` */
export function labelWriter(
  name: string,
  labelNames: readonly string[],
  external: StringLabels,
): LabelWriter {
  const names = [
    ...new Set(['__name__', 'le', OVERFLOW_LABEL.name, ...labelNames, ...Object.keys(external)]),
  ].sort();
  return (writer, message, { labels, overflow }, le = '') => {
    message.beginLabels(writer);
    for (const label of names) {
      let value = ownValue(labels, label) ?? ownValue(external, label) ?? '';
      if (label === '__name__') value = name;
      else if (label === 'le') value = le;
      else if (label === OVERFLOW_LABEL.name && overflow) value = OVERFLOW_LABEL.value;
      // To Prometheus an empty label is none, and must not be sent.
      if (value === '') continue;
      message.label(writer, label, value);
    }
    message.endLabels(writer);
  };
}
