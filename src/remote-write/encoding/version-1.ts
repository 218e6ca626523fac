/** The message `WriteRequest` of remote write 1.0 (prometheus/prompb: remote.proto, types.proto). */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { helpOf } from '../../telemetry/index.ts';
import { metricType, type RequestMessage } from './message.ts';
import { LENGTH_DELIMITED, VARINT } from './wire.ts';

export const TIME_SERIES = 1;
export const HISTOGRAMS = 4;
export const EXEMPLARS = 3;
const METADATA = 3;
// TimeSeries and Exemplar
const LABELS = 1;
// Label
const NAME = 1;
const VALUE = 2;
// MetricMetadata
const TYPE = 1;
const FAMILY_NAME = 2;
const HELP = 4;
const UNIT = 5;

export const VERSION_1: RequestMessage = {
  version: '1.0',
  fields: { timeSeries: TIME_SERIES, histograms: HISTOGRAMS, exemplars: EXEMPLARS },
  headBytes: 0,
  beginLabels() {},
  label: writeLabel,
  endLabels() {},
  startTimestamp() {},
  describeSeries() {},
  describeFamily(writer, family) {
    const { instrument, name } = family;
    const unit = instrument.unit === '1' ? '' : instrument.unit;
    writeMetadata(writer, { type: metricType(family), name, help: helpOf(instrument), unit });
  },
  writeHead() {},
};

export function writeLabel(writer: BinaryWriter, name: string, value: string): void {
  writer.tag(LABELS, LENGTH_DELIMITED).fork();
  writer.tag(NAME, LENGTH_DELIMITED).string(name);
  writer.tag(VALUE, LENGTH_DELIMITED).string(value).join();
}

export interface FamilyMetadata {
  readonly type: number;
  readonly name: string;
  readonly help: string;
  readonly unit: string;
}

/** For receivers that keep it: Mimir, Thanos, Prometheus 3. */
export function writeMetadata(writer: BinaryWriter, { type, name, help, unit }: FamilyMetadata): void {
  writer.tag(METADATA, LENGTH_DELIMITED).fork();
  writer.tag(TYPE, VARINT).uint32(type);
  writer.tag(FAMILY_NAME, LENGTH_DELIMITED).string(name);
  writer.tag(HELP, LENGTH_DELIMITED).string(help);
  if (unit !== '') writer.tag(UNIT, LENGTH_DELIMITED).string(unit);
  writer.join();
}
