/** Columns of a row group, read from their bytes. */
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import type { Leaf } from './schema.ts';

/** The values of a column; of a column of lists, those of all its lists one after another. */
export interface Column {
  /** Without what is not there. */
  readonly values: ArrayLike<unknown>;
  /** How many values lie before each row, and after the last one. */
  readonly starts: Int32Array;
  /** 0 where a row has nothing, else 1; an empty list is something. */
  readonly present: Uint8Array;
}

/** A column that has no value in any row. */
export function emptyColumn(rows: number): Column {
  return { values: [], starts: new Int32Array(rows + 1), present: new Uint8Array(rows) };
}

/** @param bytes of the column alone */
export function readLeaf(bytes: Uint8Array, leaf: Leaf, rows: number): Column {
  const element = leaf.path[leaf.path.length - 1] as Leaf['path'][number];
  const decoder = {
    type: element.type as NonNullable<typeof element.type>,
    element,
    schemaPath: leaf.tree,
    codec: 'SNAPPY' as const,
    pathInSchema: [],
    parsers: {} as never,
  };
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  let dictionary: ArrayLike<unknown> | undefined;
  for (;;) {
    const header = parquetHeader(reader);
    const page = bytes.subarray(reader.offset, reader.offset + header.compressed_page_size);
    reader.offset += header.compressed_page_size;
    if (header.dictionary_page_header !== undefined) {
      const plain = decompressPage(page, header.uncompressed_page_size, 'SNAPPY', undefined);
      const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
      const { num_values: values } = header.dictionary_page_header;
      dictionary = readPlain({ view, offset: 0 }, decoder.type, values, undefined);
      continue;
    }
    const { definitionLevels = [], repetitionLevels, dataPage } = readDataPageV2(page, header, decoder);
    const values =
      header.data_page_header_v2?.encoding === 'RLE_DICTIONARY'
        ? looked(dataPage as ArrayLike<number>, dictionary)
        : dataPage;
    return { values, ...placesOf(rows, definitionLevels, repetitionLevels) };
  }
}

function looked(indices: ArrayLike<number>, dictionary: ArrayLike<unknown> = []): unknown[] {
  const values = new Array<unknown>(indices.length);
  for (let i = 0; i < indices.length; i++) values[i] = dictionary[indices[i] as number];
  return values;
}

function placesOf(
  rows: number,
  definitionLevels: readonly number[],
  repetitionLevels: readonly number[],
): Pick<Column, 'starts' | 'present'> {
  const starts = new Int32Array(rows + 1);
  const present = new Uint8Array(rows);
  const isList = repetitionLevels.length > 0;
  const most = isList ? 2 : 1;
  let row = -1;
  let values = 0;
  for (let i = 0; i < definitionLevels.length; i++) {
    if (!isList || repetitionLevels[i] === 0) {
      row += 1;
      starts[row] = values;
      present[row] = definitionLevels[i] === 0 ? 0 : 1;
    }
    if (definitionLevels[i] === most) values += 1;
  }
  starts[rows] = values;
  return { starts, present };
}
