/**
 * Parquet's footer (parquet.thrift, FileMetaData), row group by row group: hyparquet-writer has all of it as objects until the
 * end, and writes them at once, which for a segment of an hour took the event loop a fifth of a second (measured).
 */
import type { ColumnChunk, SchemaElement } from 'hyparquet';
import {
  CompressionCodecs,
  ConvertedTypes,
  Encodings,
  FieldRepetitionTypes,
  ParquetTypes,
} from 'hyparquet/src/constants.js';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { logicalType } from 'hyparquet-writer/src/metadata.js';
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js';
import { unconvertStatistics } from 'hyparquet-writer/src/unconvert.js';
import { LEAVES, SCHEMA_ELEMENTS } from './schema.ts';

// Of Thrift's compact protocol: a field is what its number is above that of the field before, and its type.
const LIST = 9;
const STRUCT = 12;
const NEXT_FIELD = 1 << 4;
const LONG_LIST = 15 << 4;

/** What a file of Parquet begins and ends with. */
export const MAGIC = new TextEncoder().encode('PAR1');
/** After the footer: its length, and `PAR1`. */
export const END_BYTES = 8;

export class Footer {
  private readonly rowGroups: Uint8Array[] = [];
  private rows = 0;

  /** @param chunks the columns of a row group of so many rows */
  add(rows: number, chunks: readonly ColumnChunk[]): void {
    const sum = (of: (chunk: ColumnChunk) => bigint | undefined) =>
      chunks.reduce((total, chunk) => total + (of(chunk) ?? 0n), 0n);
    const rowGroup = structBytes({
      field_1: chunks.map(columnChunk),
      field_2: sum(({ meta_data }) => meta_data?.total_uncompressed_size),
      field_3: BigInt(rows),
      field_5: chunks[0]?.file_offset,
      field_6: sum(({ meta_data }) => meta_data?.total_compressed_size),
    });
    this.rowGroups.push(rowGroup);
    this.rows += rows;
  }

  /** The bytes that a file ends with. */
  end(): Uint8Array {
    const head = structBytes({
      field_1: 2,
      field_2: SCHEMA_ELEMENTS.map(schemaElement),
      field_3: BigInt(this.rows),
    });
    const rest = structBytes({
      field_5: [{ field_1: 'inferometer.format', field_2: '1' }],
      field_6: `inferometer ${LIBRARY_VERSION}`,
      // Values are compared as their types say.
      field_7: LEAVES.map(() => ({ field_1: {} })),
    });
    const writer = new ByteWriter(head.length + rest.length + 64);
    // Without the byte that ends a structure: it goes on.
    writer.appendBytes(head.subarray(0, -1));
    writer.appendUint8(NEXT_FIELD | LIST);
    writer.appendUint8(LONG_LIST | STRUCT);
    writer.appendVarInt(this.rowGroups.length);
    for (const rowGroup of this.rowGroups) writer.appendBytes(rowGroup);
    // Field 5 comes after field 4 here, not first.
    writer.appendUint8(NEXT_FIELD | LIST);
    writer.appendBytes(rest.subarray(1));
    writer.appendUint32(writer.offset);
    writer.appendBytes(MAGIC);
    return writer.getBytes();
  }
}

function structBytes(fields: Readonly<Record<`field_${number}`, unknown>>): Uint8Array {
  const writer = new ByteWriter(4096);
  serializeTCompactProtocol(writer, fields);
  return writer.getBytes();
}

function schemaElement(element: SchemaElement): object {
  return {
    field_1: element.type && ParquetTypes.indexOf(element.type),
    field_3: element.repetition_type && FieldRepetitionTypes.indexOf(element.repetition_type),
    field_4: element.name,
    field_5: element.num_children,
    field_6: element.converted_type && ConvertedTypes.indexOf(element.converted_type),
    field_10: logicalType(element.logical_type),
  };
}

function columnChunk({ file_offset, meta_data }: ColumnChunk, i: number): object {
  if (meta_data === undefined) return { field_2: file_offset };
  const { path } = LEAVES[i] as (typeof LEAVES)[number];
  const element = path[path.length - 1] as SchemaElement;
  return {
    field_2: file_offset,
    field_3: {
      field_1: ParquetTypes.indexOf(meta_data.type),
      field_2: meta_data.encodings.map((encoding) => Encodings.indexOf(encoding)),
      field_3: meta_data.path_in_schema,
      field_4: CompressionCodecs.indexOf(meta_data.codec),
      field_5: meta_data.num_values,
      field_6: meta_data.total_uncompressed_size,
      field_7: meta_data.total_compressed_size,
      field_9: meta_data.data_page_offset,
      field_11: meta_data.dictionary_page_offset,
      field_12: meta_data.statistics && unconvertStatistics(meta_data.statistics, element),
    },
  };
}
