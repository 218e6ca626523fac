/** References as bytes: made once, where the data are, and loaded where they are held against. docs/drift.md has the bytes. */
import { crc32c } from '../crc32c.ts';
import { InferometerError, isOfKind } from '../errors.ts';
import {
  type BucketSnapshot,
  ByteReader,
  ByteWriter,
  decodeSnapshot,
  encodeSnapshot,
} from '../histogram/inner.ts';
import { isRecord } from '../validate.ts';
import { type Data, dataOf, isSnapshot, plainOf } from './data.ts';
import type { DriftFeatures } from './feature-model.ts';
import type { DriftData } from './model.ts';

/** Not text, and no byte order mark: b1 "IFD". */
const MAGIC = [0xb1, 0x49, 0x46, 0x44];
const VERSION = 1;
const HEAD_BYTES = MAGIC.length + 1;
const CRC_BYTES = 4;
/** In the order of their tags. */
const KINDS = ['values', 'histogram', 'categories', 'features'] as const;

/**
 * The reference of a detector, or of a detector of many features, as bytes with a checksum: equal data give equal
 * bytes. Values take 8 bytes each; a histogram some hundred in all, so record one where there are millions.
 *
 * @throws DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY, DRIFT_CATEGORIES, HISTOGRAM_SNAPSHOT
 * @example
 * await writeFile('prompts.drift', encodeDriftReference(detector.reference));
 */
export function encodeDriftReference(reference: DriftData | DriftFeatures): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(512);
  for (const byte of [...MAGIC, VERSION]) writer.byte(byte);
  if (areFeatures(reference)) {
    const names = Object.keys(reference);
    writer.byte(KINDS.indexOf('features'));
    writer.varint(names.length);
    for (const name of names) {
      writeText(writer, name);
      writeData(writer, dataOf(name, reference[name] as DriftData));
    }
  } else writeData(writer, dataOf('reference', reference));
  const crc = crc32c(writer.written);
  for (let byte = 0; byte < CRC_BYTES; byte++) writer.byte((crc >>> (8 * byte)) & 255);
  return writer.finish();
}

/**
 * What `encodeDriftReference` was given: values ascending, categories as counts. Bytes of anybody are read: they are
 * checked against their checksum first, and take no more memory than they have.
 *
 * @throws DRIFT_REFERENCE_KIND, DRIFT_REFERENCE_MAGIC, DRIFT_REFERENCE_VERSION, DRIFT_REFERENCE_DAMAGED
 * @example
 * const detector = createDriftDetector(decodeDriftReference(await readFile('prompts.drift')));
 */
export function decodeDriftReference(bytes: Uint8Array): DriftData {
  const reference = decode(bytes);
  if (!reference.areFeatures) return reference.data as DriftData;
  throw new InferometerError(
    'DRIFT_REFERENCE_KIND',
    'the bytes are of many features. Use decodeDriftFeatures() and createFeatureDriftDetector().',
  );
}

/** As `decodeDriftReference`, of the references of many features. @throws as decodeDriftReference */
export function decodeDriftFeatures(bytes: Uint8Array): DriftFeatures {
  const reference = decode(bytes);
  if (reference.areFeatures) return reference.data as DriftFeatures;
  throw new InferometerError(
    'DRIFT_REFERENCE_KIND',
    'the bytes are of one feature. Use decodeDriftReference() and createDriftDetector().',
  );
}

/** By a list or a snapshot in it: a record of numbers is one of counts. */
function areFeatures(reference: DriftData | DriftFeatures): reference is DriftFeatures {
  if (!isRecord(reference) || isSnapshot(reference)) return false;
  return Object.values(reference).some((value) => typeof value === 'object');
}

function writeData(writer: ByteWriter, data: Data): void {
  writer.byte(KINDS.indexOf(data.kind));
  if (data.kind === 'values') {
    writer.varint(data.values.length);
    for (const value of data.values) writer.double(value);
  } else if (data.kind === 'histogram') {
    const snapshot = encodeSnapshot(data.snapshot);
    writer.varint(snapshot.length);
    writer.append(snapshot);
  } else {
    writer.varint(data.counts.size);
    for (const [name, count] of data.counts) {
      writeText(writer, name);
      writer.double(count);
    }
  }
}

function writeText(writer: ByteWriter, text: string): void {
  const bytes = new TextEncoder().encode(text);
  writer.varint(bytes.length);
  writer.append(bytes);
}

function decode(bytes: Uint8Array): {
  readonly areFeatures: boolean;
  readonly data: DriftData | DriftFeatures;
} {
  const isRead = isOfKind(bytes, 'Uint8Array') && MAGIC.every((byte, i) => bytes[i] === byte);
  if (!isRead) {
    throw new InferometerError(
      'DRIFT_REFERENCE_MAGIC',
      'these are no bytes of a reference. Pass the Uint8Array that encodeDriftReference() returned.',
    );
  }
  if (bytes[MAGIC.length] !== VERSION) {
    throw new InferometerError(
      'DRIFT_REFERENCE_VERSION',
      `the reference has version ${bytes[MAGIC.length]}, this library reads ${VERSION}. Use a newer release.`,
    );
  }
  const end = bytes.length - CRC_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (end <= HEAD_BYTES || view.getUint32(end, true) !== crc32c(bytes.subarray(0, end))) throw damaged();
  const reader = new ByteReader(bytes.subarray(HEAD_BYTES, end));
  try {
    const kind = KINDS[reader.byte()];
    const data = kind === 'features' ? readFeatures(reader) : readData(reader, kind);
    if (reader.remaining > 0) throw damaged();
    return { areFeatures: kind === 'features', data };
  } catch (cause) {
    throw damaged(cause);
  }
}

function readFeatures(reader: ByteReader): DriftFeatures {
  const features: [string, DriftData][] = [];
  // Each takes some bytes: what has more than there are is damaged.
  for (let left = reader.varint(1, reader.remaining); left > 0; left--) {
    const name = readText(reader);
    features.push([name, readData(reader, KINDS[reader.byte()])]);
  }
  return Object.fromEntries(features);
}

function readData(reader: ByteReader, kind: (typeof KINDS)[number] | undefined): DriftData {
  if (kind === 'values') {
    const values = new Float64Array(reader.varint(1, Math.floor(reader.remaining / 8)));
    for (let i = 0; i < values.length; i++) values[i] = reader.double();
    return values;
  }
  if (kind === 'histogram') {
    const snapshot = decodeSnapshot(reader.slice(reader.varint(0, reader.remaining)));
    return plainOf(dataOf('reference', snapshot as BucketSnapshot));
  }
  if (kind !== 'categories') throw damaged();
  const counts: [string, number][] = [];
  for (let left = reader.varint(1, reader.remaining); left > 0; left--) {
    const name = readText(reader);
    counts.push([name, reader.double()]);
  }
  return plainOf(dataOf('reference', Object.fromEntries(counts)));
}

function readText(reader: ByteReader): string {
  const bytes = reader.slice(reader.varint(0, reader.remaining));
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function damaged(cause?: unknown): InferometerError {
  return new InferometerError(
    'DRIFT_REFERENCE_DAMAGED',
    'the bytes of the reference are not those that were written. Encode it anew.',
    cause === undefined ? {} : { cause },
  );
}
