/** The message `Exemplar`, of both versions but for its labels. */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Exemplar } from '../../metrics/inner.ts';
import type { RequestMessage } from './message.ts';
import { FIXED_64, LENGTH_DELIMITED, VARINT } from './wire.ts';

const VALUE = 2;
const TIMESTAMP = 3;

/** Writes those that are newer, the oldest first: receivers take each one once, in the order of time. */
export function writeExemplars(
  writer: BinaryWriter,
  message: RequestMessage,
  exemplars: readonly Exemplar[] | undefined,
  afterUnixMs: number,
): void {
  if (exemplars === undefined) return;
  const unsent = exemplars.filter(({ timestampUnixMs }) => timestampUnixMs > afterUnixMs);
  unsent.sort((a, b) => a.timestampUnixMs - b.timestampUnixMs);
  for (const { value, timestampUnixMs, traceId, spanId } of unsent) {
    writer.tag(message.fields.exemplars, LENGTH_DELIMITED).fork();
    message.beginLabels(writer);
    message.label(writer, 'span_id', spanId);
    message.label(writer, 'trace_id', traceId);
    message.endLabels(writer);
    writer.tag(VALUE, FIXED_64).double(value);
    writer.tag(TIMESTAMP, VARINT).int64(Math.floor(timestampUnixMs)).join();
  }
}
