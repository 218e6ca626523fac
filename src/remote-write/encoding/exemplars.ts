/** The message `Exemplar` of remote write 1.0 (prometheus/prompb/types.proto). */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Exemplar } from '../../metrics/inner.ts';
import { writeLabel } from './labels.ts';
import { FIXED_64, LENGTH_DELIMITED, VARINT } from './wire.ts';

/** Of TimeSeries. */
const EXEMPLARS = 3;
const VALUE = 2;
const TIMESTAMP = 3;

/** Writes those that are newer, the oldest first: receivers take each one once, in the order of time. */
export function writeExemplars(
  writer: BinaryWriter,
  exemplars: readonly Exemplar[] | undefined,
  afterUnixMs: number,
): void {
  if (exemplars === undefined) return;
  const unsent = exemplars.filter(({ timestampUnixMs }) => timestampUnixMs > afterUnixMs);
  unsent.sort((a, b) => a.timestampUnixMs - b.timestampUnixMs);
  for (const { value, timestampUnixMs, traceId, spanId } of unsent) {
    writer.tag(EXEMPLARS, LENGTH_DELIMITED).fork();
    writeLabel(writer, 'trace_id', traceId);
    writeLabel(writer, 'span_id', spanId);
    writer.tag(VALUE, FIXED_64).double(value);
    writer.tag(TIMESTAMP, VARINT).int64(Math.floor(timestampUnixMs)).join();
  }
}
