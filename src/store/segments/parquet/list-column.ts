/** Writes a column of lists of numbers, a page at a time: buckets are most of a segment. */
import type { ColumnChunk } from 'hyparquet';
import type { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writeDataPageV2 } from 'hyparquet-writer/src/datapage.js';
import { writeDictionaryPage } from 'hyparquet-writer/src/dictionary.js';
import type { ColumnEncoder, PageData } from 'hyparquet-writer/src/types.js';
import type { Slices } from '../../../metrics/inner.ts';
import { count, type Leaf, type Row } from './schema.ts';

/** Numbers in a page, as far as rows end there: a millisecond. */
const PAGE_ITEMS = 4096;

// Of definition levels: no list, an empty one, a number of one.
const NONE = 0;
const EMPTY = 1;
const NUMBER = 2;

/** @returns what Parquet's footer says of it, and whether no row has a list */
export function* writingListColumn(
  writer: ByteWriter,
  column: ColumnEncoder,
  { encoding, numbersOf, path }: Leaf & Required<Pick<Leaf, 'numbersOf'>>,
  rows: readonly Row[],
): Slices<{ readonly chunk: ColumnChunk; readonly isNull: boolean }> {
  const positions = encoding === 'RLE_DICTIONARY' ? new Map<number, number>() : undefined;
  const pages: PageData[] = [];
  let page = emptyPage();
  let isNull = true;
  for (const row of rows) {
    const list = numbersOf?.(row);
    if (list !== undefined) isNull = false;
    appendTo(page, list, positions);
    if (page.values.length < PAGE_ITEMS) continue;
    pages.push(page);
    page = emptyPage();
    yield;
  }
  if (page.values.length > 0) pages.push(page);
  const { type } = path[path.length - 1] as Leaf['path'][number];
  const from = writer.offset;
  let uncompressed = 0;
  if (positions !== undefined) {
    const numbers = [...positions.keys()];
    const dictionary = type === 'INT64' ? numbers.map(count) : numbers;
    uncompressed += writeDictionaryPage(writer, column, dictionary);
  }
  const firstPage = writer.offset;
  let values = 0;
  for (const pageData of pages) {
    values += pageData.values.length;
    uncompressed += writeDataPageV2({ writer, column, encoding: encoding ?? 'PLAIN', pageData });
    yield;
  }
  const chunk: ColumnChunk = {
    file_offset: BigInt(from),
    meta_data: {
      type: type as NonNullable<typeof type>,
      encodings: positions === undefined ? [encoding ?? 'PLAIN'] : ['PLAIN', 'RLE_DICTIONARY'],
      path_in_schema: path.slice(1).map(({ name }) => name),
      codec: column.codec,
      num_values: BigInt(values),
      total_compressed_size: BigInt(writer.offset - from),
      total_uncompressed_size: BigInt(uncompressed),
      data_page_offset: BigInt(firstPage),
      ...(positions && { dictionary_page_offset: BigInt(from) }),
    },
  };
  return { chunk, isNull };
}

interface NumberPage extends PageData {
  values: (number | undefined)[];
}

function emptyPage(): NumberPage {
  return { values: [], definitionLevels: [], repetitionLevels: [], maxDefinitionLevel: NUMBER };
}

/** @param positions in the dictionary, which grows; undefined where numbers are written as they are */
function appendTo(
  { values, definitionLevels, repetitionLevels }: NumberPage,
  list: readonly number[] | undefined,
  positions: Map<number, number> | undefined,
): void {
  if (list === undefined || list.length === 0) {
    values.push(undefined);
    definitionLevels.push(list === undefined ? NONE : EMPTY);
    repetitionLevels.push(0);
    return;
  }
  for (let i = 0; i < list.length; i++) {
    const number = list[i] as number;
    definitionLevels.push(NUMBER);
    repetitionLevels.push(i === 0 ? 0 : 1);
    if (positions === undefined) {
      values.push(number);
      continue;
    }
    let position = positions.get(number);
    if (position === undefined) {
      position = positions.size;
      positions.set(number, position);
    }
    values.push(position);
  }
}
