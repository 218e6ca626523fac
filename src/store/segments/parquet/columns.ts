/** Columns of a row group, read from their bytes. */
import type { DecodedArray } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import type { Leaf } from './schema.ts';

/** The values of a column; of a column of lists, those of all its lists one after another. */
export interface Column {
  /** Without what is not there. Numbers are doubles, or 32-bit integers. */
  readonly values: Values;
  /** How many values lie before each row, and after the last one. */
  readonly starts: Int32Array;
  /** 0 where a row has nothing, else 1; an empty list is something. */
  readonly present: Uint8Array;
}

export type Values = Float64Array | Int32Array | readonly unknown[];

/** A column that has no value in any row. */
export function emptyColumn(rows: number): Column {
  return { values: new Float64Array(0), starts: new Int32Array(rows + 1), present: new Uint8Array(rows) };
}

/** A number for each row, NaN where there is none: of a column without lists. */
export function numbersIn({ values, starts, present }: Column): Float64Array {
  const numbers = new Float64Array(present.length).fill(Number.NaN);
  for (let row = 0; row < numbers.length; row++) {
    if (present[row] === 1) numbers[row] = values[starts[row] as number] as number;
  }
  return numbers;
}

/**
 * @param bytes of the column alone
 * @param from what is asked for: rows from this one on, before `to`. Pages that have none of them are not unpacked, and
 *   their rows are as if they had nothing.
 */
export function readLeaf(bytes: Uint8Array, leaf: Leaf, rows: number, from = 0, to = rows): Column {
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
  const pages: Values[] = [];
  let dictionary: Values = [];
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
      dictionary = withoutBigInts(values);
      continue;
    }
    const pageRows = header.data_page_header_v2?.num_rows ?? rows;
    if (places.row + pageRows <= from || places.row >= to) {
      places.skip(pageRows);
      continue;
    }
    const { definitionLevels = [], repetitionLevels, dataPage } = readDataPageV2(page, header, decoder);
    const isLookedUp = header.data_page_header_v2?.encoding === 'RLE_DICTIONARY';
    pages.push(isLookedUp ? lookedUp(dataPage as ArrayLike<number>, dictionary) : withoutBigInts(dataPage));
    places.add(definitionLevels, repetitionLevels);
  }
  return { values: joined(pages), starts: places.starts, present: places.present };
}

function withoutBigInts(values: DecodedArray): Values {
  return values instanceof BigInt64Array ? Float64Array.from(values, Number) : (values as Values);
}

function lookedUp(indices: ArrayLike<number>, dictionary: Values): Values {
  const { length } = indices;
  if (dictionary instanceof Float64Array) {
    const numbers = new Float64Array(length);
    for (let i = 0; i < length; i++) numbers[i] = dictionary[indices[i] as number] as number;
    return numbers;
  }
  return Array.from(indices, (index) => dictionary[index]);
}

function joined(pages: readonly Values[]): Values {
  const [first = new Float64Array(0)] = pages;
  if (pages.length <= 1) return first;
  if (Array.isArray(first)) return pages.flatMap((page) => Array.from(page as readonly unknown[]));
  const length = pages.reduce((sum, page) => sum + page.length, 0);
  const values = first instanceof Int32Array ? new Int32Array(length) : new Float64Array(length);
  let at = 0;
  for (const page of pages) {
    values.set(page as ArrayLike<number>, at);
    at += page.length;
  }
  return values;
}

/** Where the values of each row begin, out of Parquet's levels. */
class Places {
  readonly starts: Int32Array;
  readonly present: Uint8Array;
  row = 0;
  private values = 0;

  constructor(rows: number) {
    this.starts = new Int32Array(rows + 1);
    this.present = new Uint8Array(rows);
  }

  skip(rows: number): void {
    this.row += rows;
    this.starts.fill(this.values, this.row - rows, this.row + 1);
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

/** The numbers of a list, as they are their caller's. */
export function valuesAt({ values, starts }: Column, row: number): Float64Array {
  return (values as Float64Array).slice(starts[row], starts[row + 1]);
}

/** Undefined where there is no list. */
export function listAt(column: Column, row: number): number[] | undefined {
  return column.present[row] === 1 ? Array.from(valuesAt(column, row)) : undefined;
}
