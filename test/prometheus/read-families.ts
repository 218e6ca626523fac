// Delimited io.prometheus.client.MetricFamily messages as objects, by the numbers of metrics.proto, and strictly: a
// field that is not in the table, or has another wire type, is an error.
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

type Scalar = 'string' | 'double' | 'uint64' | 'int64' | 'sint64' | 'sint32' | 'uint32' | 'int32';
interface Field {
  readonly name: string;
  readonly type: Scalar | Message;
  readonly repeated?: true;
}
type Message = Readonly<Record<number, Field>>;

const LABEL: Message = { 1: { name: 'name', type: 'string' }, 2: { name: 'value', type: 'string' } };
const TIMESTAMP: Message = { 1: { name: 'seconds', type: 'int64' }, 2: { name: 'nanos', type: 'int32' } };
const EXEMPLAR: Message = {
  1: { name: 'label', type: LABEL, repeated: true },
  2: { name: 'value', type: 'double' },
  3: { name: 'timestamp', type: TIMESTAMP },
};
const BUCKET: Message = {
  1: { name: 'cumulativeCount', type: 'uint64' },
  2: { name: 'upperBound', type: 'double' },
  3: { name: 'exemplar', type: EXEMPLAR },
};
const SPAN: Message = { 1: { name: 'offset', type: 'sint32' }, 2: { name: 'length', type: 'uint32' } };
const HISTOGRAM: Message = {
  1: { name: 'sampleCount', type: 'uint64' },
  2: { name: 'sampleSum', type: 'double' },
  3: { name: 'bucket', type: BUCKET, repeated: true },
  5: { name: 'schema', type: 'sint32' },
  6: { name: 'zeroThreshold', type: 'double' },
  7: { name: 'zeroCount', type: 'uint64' },
  9: { name: 'negativeSpan', type: SPAN, repeated: true },
  10: { name: 'negativeDelta', type: 'sint64', repeated: true },
  12: { name: 'positiveSpan', type: SPAN, repeated: true },
  13: { name: 'positiveDelta', type: 'sint64', repeated: true },
  15: { name: 'createdTimestamp', type: TIMESTAMP },
  16: { name: 'exemplars', type: EXEMPLAR, repeated: true },
};
const COUNTER: Message = {
  1: { name: 'value', type: 'double' },
  2: { name: 'exemplar', type: EXEMPLAR },
  3: { name: 'createdTimestamp', type: TIMESTAMP },
};
const METRIC: Message = {
  1: { name: 'label', type: LABEL, repeated: true },
  2: { name: 'gauge', type: { 1: { name: 'value', type: 'double' } } },
  3: { name: 'counter', type: COUNTER },
  7: { name: 'histogram', type: HISTOGRAM },
};
const FAMILY: Message = {
  1: { name: 'name', type: 'string' },
  2: { name: 'help', type: 'string' },
  3: { name: 'type', type: 'int32' },
  4: { name: 'metric', type: METRIC, repeated: true },
  5: { name: 'unit', type: 'string' },
};

const WIRE: Readonly<Record<string, WireType>> = { string: WireType.LengthDelimited, double: WireType.Bit64 };

export interface ExemplarMessage {
  readonly label: readonly { name: string; value: string }[];
  readonly value: number;
  readonly timestamp: { seconds: number; nanos: number };
}

export interface HistogramMessage {
  readonly sampleCount: number;
  readonly sampleSum: number;
  readonly bucket?: readonly { cumulativeCount: number; upperBound: number; exemplar?: ExemplarMessage }[];
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly negativeSpan?: readonly { offset: number; length: number }[];
  readonly negativeDelta?: readonly number[];
  readonly positiveSpan?: readonly { offset: number; length: number }[];
  readonly positiveDelta?: readonly number[];
  readonly createdTimestamp: { seconds: number; nanos: number };
  readonly exemplars?: readonly ExemplarMessage[];
}

export interface FamilyMessage {
  readonly name: string;
  readonly help: string;
  readonly type: number;
  readonly unit?: string;
  readonly metric: readonly {
    readonly label?: readonly { name: string; value: string }[];
    readonly gauge?: { value: number };
    readonly counter?: { value: number; exemplar?: ExemplarMessage; createdTimestamp: object };
    readonly histogram?: HistogramMessage;
  }[];
}

/** @throws {Error} for what metrics.proto does not know. */
export function readFamilies(bytes: Uint8Array): FamilyMessage[] {
  const reader = new BinaryReader(bytes);
  const families: FamilyMessage[] = [];
  while (reader.pos < reader.len) families.push(readMessage(reader, FAMILY, reader.uint32()) as never);
  return families;
}

function readMessage(reader: BinaryReader, message: Message, length: number): Record<string, unknown> {
  const end = reader.pos + length;
  const read: Record<string, unknown> = {};
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const field = message[number];
    if (field === undefined) throw new Error(`no field ${number}`);
    const { name, type, repeated } = field;
    const expected = typeof type === 'object' ? WireType.LengthDelimited : (WIRE[type] ?? WireType.Varint);
    if (wire !== expected) throw new Error(`${name} has wire type ${wire}`);
    const value =
      typeof type === 'object' ? readMessage(reader, type, reader.uint32()) : readScalar(reader, type);
    if (repeated) read[name] = [...((read[name] as unknown[]) ?? []), value];
    else if (name in read) throw new Error(`${name} twice`);
    else read[name] = value;
  }
  if (reader.pos !== end) throw new Error('a message ends inside a field');
  return read;
}

function readScalar(reader: BinaryReader, type: Scalar): string | number {
  const value = reader[type]();
  return typeof value === 'string' && type !== 'string'
    ? Number(value)
    : typeof value === 'bigint'
      ? Number(value)
      : value;
}
