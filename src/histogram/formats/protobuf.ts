/**
 * The wire format of protocol buffers, as far as a message of numbers and messages needs it. By hand and not by a
 * library: what has to be right here is the refusal of damaged input, and the small libraries read past the end.
 */
import { InferometerError } from '../../errors.ts';

/** One field of a message, as it was read. */
export interface Field {
  readonly number: number;
  /** A varint's value, as far as 53 bits hold it; 0 for the other types. */
  readonly varint: number;
  /** What the field holds, if it is a message, packed numbers or of fixed size; empty for a varint. */
  readonly bytes: Uint8Array;
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;
/** Of 64 bits. */
const LONGEST_VARINT = 10;

/** The fields of a message in their order. @throws PROTOBUF_TRUNCATED, PROTOBUF_FIELD */
export function* fieldsOf(message: Uint8Array): Generator<Field, void> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let i = 0; i < LONGEST_VARINT; i++) {
      const byte = message[at++];
      if (byte === undefined) throw truncated();
      value += (byte & 127) * 128 ** i;
      if (byte < 128) return value;
    }
    throw badField('a number is longer than ten bytes');
  };
  const bytes = (length: number) => {
    if (length > message.length - at) throw truncated();
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    if (number < 1 || number >= 2 ** 29) throw badField(`a field has the number ${number}`);
    switch (key % 8) {
      case VARINT:
        yield { number, varint: varint(), bytes: message.subarray(at, at) };
        break;
      case FIXED_64:
        yield { number, varint: 0, bytes: bytes(8) };
        break;
      case LENGTH_DELIMITED:
        yield { number, varint: 0, bytes: bytes(varint()) };
        break;
      case FIXED_32:
        yield { number, varint: 0, bytes: bytes(4) };
        break;
      default:
        throw badField(`field ${number} has the unknown type ${key % 8}`);
    }
  }
}

/** One or more doubles, little-endian: a field of type double, or packed repeated doubles. @throws PROTOBUF_FIELD */
export function doublesIn({ number, bytes }: Field): Float64Array {
  if (bytes.length % 8 !== 0 || bytes.length === 0) throw badField(`field ${number} holds no doubles`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

/** A zigzag-coded number of 32 bits. @throws PROTOBUF_FIELD */
export function sint32In({ number, varint }: Field): number {
  if (varint >= 2 ** 32) throw badField(`field ${number} holds no 32-bit number`);
  return varint % 2 === 1 ? -(varint + 1) / 2 : varint / 2;
}

/** The bytes of a double field. */
export function doubleField(number: number, value: number): number[] {
  return [...key(number, FIXED_64), ...doubleBytes([value])];
}

/** The bytes of a sint32 field. */
export function sint32Field(number: number, value: number): number[] {
  return [...key(number, VARINT), ...varintBytes(value < 0 ? -2 * value - 1 : 2 * value)];
}

/** The bytes of an embedded message, or of packed numbers. */
export function bytesField(number: number, bytes: ArrayLike<number>): number[] {
  return [...key(number, LENGTH_DELIMITED), ...varintBytes(bytes.length), ...Array.from(bytes)];
}

/** Doubles as they are packed. */
export function doubleBytes(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i] as number, true);
  return bytes;
}

function key(number: number, type: number): number[] {
  return varintBytes(8 * number + type);
}

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

function truncated(): InferometerError {
  return new InferometerError(
    'PROTOBUF_TRUNCATED',
    'the message ends within a field. Pass the whole message.',
  );
}

function badField(what: string): InferometerError {
  return new InferometerError('PROTOBUF_FIELD', `${what}. The bytes are damaged, or another message.`);
}
