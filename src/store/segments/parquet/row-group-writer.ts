/** Rows as the bytes of a row group: one column after another, so that the event loop has its turn between them. */
import type { ColumnChunk } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writeColumn } from 'hyparquet-writer/src/column.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import type { Slices } from '../../../metrics/inner.ts';
import { writingListColumn } from './list-column.ts';
import { LEAVES, type Leaf, type Row } from './schema.ts';

export interface EncodedRowGroup {
  readonly bytes: Uint8Array;
  /** What Parquet's footer says of each column. */
  readonly chunks: readonly ColumnChunk[];
  /** See `RowGroupEntry.columns`. */
  readonly columns: readonly number[];
}

const COMPRESSORS = { SNAPPY: snappyCompress };

/** A column is one page: row groups are small. */
const ONE_PAGE = 0;

/** @param at where in the file it begins: footers count from there. */
export function* encodingRowGroup(rows: readonly Row[], at: number): Slices<EncodedRowGroup> {
  const writer = new ByteWriter(1 << 16);
  writer.offset = at;
  const chunks: ColumnChunk[] = [];
  const columns: number[] = [];
  for (const leaf of LEAVES) {
    const from = writer.offset;
    const { chunk, isNull } = yield* writingColumn(writer, leaf, rows);
    chunks.push(chunk);
    const size = writer.offset - from;
    columns.push(isNull ? -size : size);
    yield;
  }
  return { bytes: writer.getBytes(), chunks, columns };
}

function* writingColumn(
  writer: ByteWriter,
  leaf: Leaf,
  rows: readonly Row[],
): Slices<{ readonly chunk: ColumnChunk; readonly isNull: boolean }> {
  const column = columnOf(leaf);
  if (leaf.pageOf === undefined) return yield* writingListColumn(writer, column, leaf, rows);
  const pageData = leaf.pageOf(rows);
  yield;
  const { chunk } = writeColumn({ writer, column, pageData });
  // Empty lists are values, too.
  return { chunk, isNull: pageData.definitionLevels.every((level) => level === 0) };
}

function columnOf({ name, path, encoding, hasStatistics }: Leaf) {
  return {
    columnName: name,
    element: path[path.length - 1] as (typeof path)[number],
    schemaPath: [...path],
    codec: 'SNAPPY' as const,
    compressors: COMPRESSORS,
    stats: hasStatistics,
    pageSize: ONE_PAGE,
    columnIndex: false,
    offsetIndex: false,
    ...(encoding !== undefined && { encoding }),
  };
}
