// Decodes requests of remote write by the field numbers of prometheus/prompb (1.0: remote.proto, types.proto; 2.0:
// io/prometheus/write/v2/types.proto), strictly: an unknown field, or one of the wrong type, is an error.
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { uncompress } from 'snappyjs';

export interface Sample {
  readonly value: number;
  /** The value as it came: JavaScript does not tell one NaN from another. */
  readonly bits: bigint;
  readonly timestamp: number;
  /** Of 2.0; 0 where it is not told. */
  readonly startTimestamp?: number;
}

export interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface NativeHistogram {
  readonly countInt: number;
  readonly sum: number;
  readonly sumBits: bigint;
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCountInt: number;
  readonly negativeSpans: readonly Span[];
  readonly negativeDeltas: readonly number[];
  readonly positiveSpans: readonly Span[];
  readonly positiveDeltas: readonly number[];
  readonly timestamp: number;
  /** As of samples. */
  readonly startTimestamp?: number;
}

export interface TimeSeries {
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly samples: readonly Sample[];
  readonly histograms: readonly NativeHistogram[];
  readonly exemplars: readonly Exemplar[];
}

export interface Exemplar {
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly value: number;
  readonly timestamp: number;
}

export interface Metadata {
  readonly type: number;
  readonly metricFamilyName: string;
  readonly help: string;
  readonly unit: string;
}

export interface WriteRequest {
  readonly timeseries: readonly TimeSeries[];
  readonly metadata: readonly Metadata[];
}

type Scalar = 'string' | 'double' | 'int64' | 'uint64' | 'uint32' | 'sint32' | 'sint64';

interface Field {
  readonly name: string;
  readonly type: Scalar | Message;
  readonly repeated?: true;
}

/** Fields by number. */
type Message = Readonly<Record<number, Field>>;

const LABEL: Message = { 1: { name: 'name', type: 'string' }, 2: { name: 'value', type: 'string' } };
const SAMPLE: Message = { 1: { name: 'value', type: 'double' }, 2: { name: 'timestamp', type: 'int64' } };
const SPAN: Message = { 1: { name: 'offset', type: 'sint32' }, 2: { name: 'length', type: 'uint32' } };
const HISTOGRAM: Message = {
  1: { name: 'countInt', type: 'uint64' },
  3: { name: 'sum', type: 'double' },
  4: { name: 'schema', type: 'sint32' },
  5: { name: 'zeroThreshold', type: 'double' },
  6: { name: 'zeroCountInt', type: 'uint64' },
  8: { name: 'negativeSpans', type: SPAN, repeated: true },
  9: { name: 'negativeDeltas', type: 'sint64', repeated: true },
  11: { name: 'positiveSpans', type: SPAN, repeated: true },
  12: { name: 'positiveDeltas', type: 'sint64', repeated: true },
  15: { name: 'timestamp', type: 'int64' },
};
const EXEMPLAR: Message = {
  1: { name: 'labels', type: LABEL, repeated: true },
  2: { name: 'value', type: 'double' },
  3: { name: 'timestamp', type: 'int64' },
};
const TIME_SERIES: Message = {
  1: { name: 'labels', type: LABEL, repeated: true },
  2: { name: 'samples', type: SAMPLE, repeated: true },
  3: { name: 'exemplars', type: EXEMPLAR, repeated: true },
  4: { name: 'histograms', type: HISTOGRAM, repeated: true },
};
const METADATA: Message = {
  1: { name: 'type', type: 'uint32' },
  2: { name: 'metricFamilyName', type: 'string' },
  4: { name: 'help', type: 'string' },
  5: { name: 'unit', type: 'string' },
};
const WRITE_REQUEST: Message = {
  1: { name: 'timeseries', type: TIME_SERIES, repeated: true },
  3: { name: 'metadata', type: METADATA, repeated: true },
};

const SAMPLE_2: Message = { ...SAMPLE, 3: { name: 'startTimestamp', type: 'int64' } };
const HISTOGRAM_2: Message = { ...HISTOGRAM, 17: { name: 'startTimestamp', type: 'int64' } };
const EXEMPLAR_2: Message = { ...EXEMPLAR, 1: { name: 'labelsRefs', type: 'uint32', repeated: true } };
const METADATA_2: Message = {
  1: { name: 'type', type: 'uint32' },
  3: { name: 'helpRef', type: 'uint32' },
  4: { name: 'unitRef', type: 'uint32' },
};
const TIME_SERIES_2: Message = {
  1: { name: 'labelsRefs', type: 'uint32', repeated: true },
  2: { name: 'samples', type: SAMPLE_2, repeated: true },
  3: { name: 'histograms', type: HISTOGRAM_2, repeated: true },
  4: { name: 'exemplars', type: EXEMPLAR_2, repeated: true },
  5: { name: 'metadata', type: METADATA_2, repeated: true },
};
const REQUEST_2: Message = {
  4: { name: 'symbols', type: 'string', repeated: true },
  5: { name: 'timeseries', type: TIME_SERIES_2, repeated: true },
};

interface Request2 {
  readonly symbols: readonly string[];
  readonly timeseries: readonly {
    readonly labelsRefs: readonly number[];
    readonly samples: readonly Sample[];
    readonly histograms: readonly NativeHistogram[];
    readonly exemplars: readonly (Omit<Exemplar, 'labels'> & { readonly labelsRefs: readonly number[] })[];
    readonly metadata: readonly {
      readonly type: number;
      readonly helpRef: number;
      readonly unitRef: number;
    }[];
  }[];
}

/** A request of 2.0 in the form of one of 1.0. @throws {Error} as decodeWriteRequest, and for what the specification forbids */
export function decodeRequest2(body: Uint8Array): WriteRequest {
  const { symbols, timeseries } = decode(uncompress(body), REQUEST_2) as unknown as Request2;
  if (symbols[0] !== '') throw new Error('the first symbol is not empty');
  if (new Set(symbols).size < symbols.length) throw new Error('symbols are not told once');
  const textOf = (ref: number) => {
    const text = symbols[ref];
    if (text === undefined) throw new Error(`no symbol ${ref}`);
    return text;
  };
  const labelsOf = (refs: readonly number[]) =>
    Array.from({ length: refs.length / 2 }, (_, i) => ({
      name: textOf(refs[2 * i] as number),
      value: textOf(refs[2 * i + 1] as number),
    }));
  const metadata: Metadata[] = [];
  const series = timeseries.map(({ labelsRefs, exemplars, metadata: own, ...rest }) => {
    const labels = labelsOf(labelsRefs);
    const [only, ...more] = own;
    if (only === undefined || more.length > 0 || only.type === 0)
      throw new Error('a series without its type');
    if (rest.samples.length > 0 === rest.histograms.length > 0) throw new Error('samples and histograms');
    const metricFamilyName = labels.find(({ name }) => name === '__name__')?.value ?? '';
    const { type, helpRef, unitRef } = only;
    metadata.push({ type, metricFamilyName, help: textOf(helpRef), unit: textOf(unitRef) });
    return {
      ...rest,
      labels,
      exemplars: exemplars.map(({ labelsRefs: refs, ...one }) => ({ ...one, labels: labelsOf(refs) })),
    };
  });
  return { timeseries: series, metadata };
}

/** @throws {Error} for anything that is not this message */
export function decodeWriteRequest(body: Uint8Array): WriteRequest {
  return decode(uncompress(body), WRITE_REQUEST) as unknown as WriteRequest;
}

function decode(bytes: Uint8Array, message: Message): Record<string, unknown> {
  const reader = new BinaryReader(bytes);
  const decoded: Record<string, unknown> = {};
  for (const { name, type, repeated } of Object.values(message)) decoded[name] = repeated ? [] : absent(type);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = message[number];
    if (!field) throw new Error(`unknown field ${number}`);
    const { name, type, repeated } = field;
    if (wireType !== wireTypeOf(field)) throw new Error(`${name} has wire type ${wireType}`);
    if (typeof type !== 'string') {
      (decoded[name] as unknown[]).push(decode(reader.bytes(), type));
    } else if (repeated && type === 'string') {
      (decoded[name] as unknown[]).push(reader.string());
    } else if (repeated) {
      const packed = new BinaryReader(reader.bytes());
      while (packed.pos < packed.len) (decoded[name] as unknown[]).push(Number(packed[type]()));
    } else if (type === 'double') {
      const bits = BigInt(reader.fixed64());
      decoded[name === 'sum' ? 'sumBits' : 'bits'] = bits;
      decoded[name] = new Float64Array(new BigUint64Array([bits]).buffer)[0];
    } else {
      decoded[name] = type === 'string' ? reader.string() : Number(reader[type]());
    }
  }
  return decoded;
}

function absent(type: Scalar | Message): unknown {
  return type === 'string' ? '' : 0;
}

function wireTypeOf({ type, repeated }: Field): number {
  if (type === 'string' || repeated) return 2;
  return type === 'double' ? 1 : 0;
}
