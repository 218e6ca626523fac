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
  const type = element.type as NonNullable<typeof element.type>;
  const decoder = {
    type,
    element,
    schemaPath: leaf.tree,
    codec: 'SNAPPY' as const,
    pathInSchema: [],
    parsers: {} as never,
  };
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  const places = new Places(rows);
  const pages: ArrayLike<unknown>[] = [];
  let dictionary: ArrayLike<unknown> | undefined;
  while (reader.offset < bytes.length) {
    const header = parquetHeader(reader);
    const page = bytes.subarray(reader.offset, reader.offset + header.compressed_page_size);
    reader.offset += header.compressed_page_size;
    if (header.dictionary_page_header !== undefined) {
      const plain = decompressPage(page, header.uncompressed_page_size, 'SNAPPY', undefined);
      const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
      const values = readPlain(
        { view, offset: 0 },
        type,
        header.dictionary_page_header.num_values,
        undefined,
      );
      // Few, and looked up often.
      dictionary = values instanceof BigInt64Array ? Float64Array.from(values, Number) : values;
      continue;
    }
    const { definitionLevels = [], repetitionLevels, dataPage } = readDataPageV2(page, header, decoder);
    const isLookedUp = header.data_page_header_v2?.encoding === 'RLE_DICTIONARY';
    pages.push(isLookedUp ? lookedUp(dataPage as ArrayLike<number>, dictionary) : dataPage);
    places.add(definitionLevels, repetitionLevels);
  }
  return { values: joined(pages), starts: places.starts, present: places.present };
}

function lookedUp(indices: ArrayLike<number>, dictionary: ArrayLike<unknown> = []): ArrayLike<unknown> {
  const { length } = indices;
  const values = dictionary instanceof Float64Array ? new Float64Array(length) : new Array<unknown>(length);
  for (let i = 0; i < length; i++) values[i] = dictionary[indices[i] as number];
  return values;
}

function joined(pages: readonly ArrayLike<unknown>[]): ArrayLike<unknown> {
  if (pages.length === 1) return pages[0] as ArrayLike<unknown>;
  const values: unknown[] = [];
  for (const page of pages) for (let i = 0; i < page.length; i++) values.push(page[i]);
  return values;
}

/** Where the values of each row begin, out of Parquet's levels. */
class Places {
  readonly starts: Int32Array;
  readonly present: Uint8Array;
  private row = 0;
  private values = 0;

  constructor(rows: number) {
    this.starts = new Int32Array(rows + 1);
    this.present = new Uint8Array(rows);
  }

  add(definitionLevels: readonly number[], repetitionLevels: readonly number[]): void {
    const { starts, present } = this;
    const isList = repetitionLevels.length > 0;
    const most = isList ? 2 : 1;
    for (let i = 0; i < definitionLevels.length; i++) {
      const level = definitionLevels[i] as number;
      if (!isList || repetitionLevels[i] === 0) {
        starts[this.row] = this.values;
        present[this.row] = level === 0 ? 0 : 1;
        this.row += 1;
      }
      if (level === most) this.values += 1;
    }
    starts[this.row] = this.values;
  }
}
