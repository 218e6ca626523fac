/** Requests of remote write 2.0 as those of 1.0, for a receiver that reads no others; what 1.0 has no place for is left out. */
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { compress, uncompress } from 'snappyjs';
import { START_TIMESTAMP as HISTOGRAM_START_TIMESTAMP } from './histogram.ts';
import { SAMPLES } from './message.ts';
import { SAMPLE_START_TIMESTAMP } from './time-series.ts';
import * as v1 from './version-1.ts';
import * as v2 from './version-2.ts';
import { LENGTH_DELIMITED, VARINT } from './wire.ts';
import type { WriteRequest } from './write-request.ts';

/** The request, if it is of 1.0; else the same samples, in the same order, as one. */
export function asVersion1(request: WriteRequest): WriteRequest {
  if (request.version === '1.0') return request;
  const symbols: string[] = [];
  const allSeries: Uint8Array[] = [];
  for (const { field, reader } of fieldsOf(uncompress(request.body))) {
    if (field === v2.SYMBOLS) symbols.push(reader.string());
    else allSeries.push(reader.bytes());
  }
  const writer = new BinaryWriter();
  const described = new Set<string>();
  for (const series of allSeries) {
    const metadata = writeSeries(writer, series, symbols);
    if (!described.has(metadata.name)) v1.writeMetadata(writer, metadata);
    described.add(metadata.name);
  }
  return { version: '1.0', body: compress(writer.finish()), samples: request.samples };
}

/** Returns what its metric is. */
function writeSeries(
  writer: BinaryWriter,
  series: Uint8Array,
  symbols: readonly string[],
): v1.FamilyMetadata {
  let name = '';
  let isClassic = false;
  let metadata = { type: 0, help: '', unit: '' };
  writer.tag(v1.TIME_SERIES, LENGTH_DELIMITED).fork();
  for (const { field, reader } of fieldsOf(series)) {
    const content = reader.bytes();
    switch (field) {
      case v2.LABELS_REFS:
        for (const [label, value] of labelsOf(content, symbols)) {
          if (label === '__name__') name = value;
          v1.writeLabel(writer, label, value);
        }
        break;
      case SAMPLES:
        isClassic = true;
        writer.tag(SAMPLES, LENGTH_DELIMITED).fork();
        copyWithout(writer, content, SAMPLE_START_TIMESTAMP);
        writer.join();
        break;
      case v2.HISTOGRAMS:
        writer.tag(v1.HISTOGRAMS, LENGTH_DELIMITED).fork();
        copyWithout(writer, content, HISTOGRAM_START_TIMESTAMP);
        writer.join();
        break;
      case v2.EXEMPLARS:
        writer.tag(v1.EXEMPLARS, LENGTH_DELIMITED).fork();
        copyWithout(writer, content, v2.LABELS_REFS, (refs) => {
          for (const label of labelsOf(refs, symbols)) v1.writeLabel(writer, ...label);
        });
        writer.join();
        break;
      case v2.METADATA:
        metadata = metadataOf(content, symbols);
    }
  }
  writer.join();
  // The parts of a classic histogram are series of their own.
  if (isClassic && metadata.type === HISTOGRAM) name = name.replace(/_(bucket|sum|count)$/, '');
  return { name, ...metadata };
}

const HISTOGRAM = 3;

function metadataOf(content: Uint8Array, symbols: readonly string[]) {
  const metadata = { type: 0, help: '', unit: '' };
  for (const { field, reader } of fieldsOf(content)) {
    const value = reader.uint32();
    if (field === v2.TYPE) metadata.type = value;
    else if (field === v2.HELP_REF) metadata.help = symbols[value] ?? '';
    else if (field === v2.UNIT_REF) metadata.unit = symbols[value] ?? '';
  }
  return metadata;
}

function* labelsOf(refs: Uint8Array, symbols: readonly string[]): Generator<[string, string], void> {
  const reader = new BinaryReader(refs);
  while (reader.pos < reader.len) {
    yield [symbols[reader.uint32()] ?? '', symbols[reader.uint32()] ?? ''];
  }
}

/** Copies the fields of a message but one, which is handed to `instead`. */
function copyWithout(
  writer: BinaryWriter,
  message: Uint8Array,
  without: number,
  instead: (content: Uint8Array) => void = () => {},
): void {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [field, type] = reader.tag();
    if (field !== without) {
      reader.skip(type, field);
      writer.raw(message.subarray(start, reader.pos));
    } else if (type === VARINT) reader.skip(type, field);
    else instead(reader.bytes());
  }
}

/** Each field in its order; whoever asks for the next one has read it. */
function* fieldsOf(message: Uint8Array): Generator<{ field: number; reader: BinaryReader }, void> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field] = reader.tag();
    yield { field, reader };
  }
}
