// Reads ExportTraceServiceRequest of opentelemetry-proto 1.x, by the field numbers of trace/v1/trace.proto,
// common/v1/common.proto and resource/v1/resource.proto; what tests do not look at is skipped.
import { BinaryReader } from '@bufbuild/protobuf/wire';

type Read = (reader: BinaryReader) => unknown;
/** Of a message: its fields by number, with a name; `[]` after the name for those that repeat. */
type Fields = Readonly<Record<number, readonly [name: string, read: Read]>>;

export type Message = Readonly<Record<string, unknown>>;

const text: Read = (reader) => reader.string();
const hex: Read = (reader) => Buffer.from(reader.bytes()).toString('hex');
const nanoseconds: Read = (reader) => BigInt(reader.fixed64());
const enumeration: Read = (reader) => reader.int32();

const anyValue: Read = (reader) =>
  Object.values(
    message(reader, {
      1: ['string', text],
      2: ['bool', (one) => one.bool()],
      3: ['int', (one) => Number(one.int64())],
      4: ['double', (one) => one.double()],
    }),
  )[0];
const keyValue: Read = (reader) => message(reader, { 1: ['key', text], 2: ['value', anyValue] });
const resource: Read = (reader) => message(reader, { 1: ['attributes[]', keyValue] });
const scope: Read = (reader) => message(reader, { 1: ['name', text], 2: ['version', text] });
const status: Read = (reader) => message(reader, { 2: ['message', text], 3: ['code', enumeration] });
const event: Read = (reader) =>
  message(reader, { 1: ['time', nanoseconds], 2: ['name', text], 3: ['attributes[]', keyValue] });
const link: Read = (reader) => message(reader, { 1: ['traceId', hex], 2: ['spanId', hex] });
const span: Read = (reader) =>
  message(reader, {
    1: ['traceId', hex],
    2: ['spanId', hex],
    4: ['parentSpanId', hex],
    5: ['name', text],
    6: ['kind', enumeration],
    7: ['startTime', nanoseconds],
    8: ['endTime', nanoseconds],
    9: ['attributes[]', keyValue],
    11: ['events[]', event],
    13: ['links[]', link],
    15: ['status', status],
  });
const scopeSpans: Read = (reader) => message(reader, { 1: ['scope', scope], 2: ['spans[]', span] });
const resourceSpans: Read = (reader) =>
  message(reader, { 1: ['resource', resource], 2: ['scopeSpans[]', scopeSpans] });

/** The resource spans of a request. */
export function readTraceRequest(bytes: Uint8Array): Message[] {
  const request = fieldsOf(new BinaryReader(bytes), bytes.length, { 1: ['all[]', resourceSpans] });
  return (request.all ?? []) as Message[];
}

/** `[{ key, value }]` as an object. */
export function attributesIn(list: unknown): Record<string, unknown> {
  return Object.fromEntries(
    (list as { key: string; value: unknown }[]).map(({ key, value }) => [key, value]),
  );
}

function message(reader: BinaryReader, fields: Fields): Message {
  const length = reader.uint32();
  return fieldsOf(reader, reader.pos + length, fields);
}

function fieldsOf(reader: BinaryReader, end: number, fields: Fields): Message {
  const found: Record<string, unknown> = {};
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = fields[number];
    if (field === undefined) {
      reader.skip(wireType, number);
      continue;
    }
    const name = field[0].replace('[]', '');
    const value = field[1](reader);
    if (name === field[0]) found[name] = value;
    else found[name] = [...((found[name] ?? []) as unknown[]), value];
  }
  return found;
}
