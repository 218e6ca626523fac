/** The bytes of an Arrow IPC stream in pieces (Arrow columnar format, Streaming Format), of tables written one by one. */
import { type Column, tableFromColumns, tableToIPC } from '@uwdata/flechette';

type Columns = readonly (readonly [name: string, column: Column<unknown>])[];

/** The end of a stream: a continuation marker and a length of 0. */
const END_BYTES = 8;
/** Before the schema: a continuation marker and its length. */
const PREFIX_BYTES = 8;

/** A table that has but one batch is a stream by itself: what is between its schema and its end is that batch. */
export class ArrowStream {
  /** The schema. */
  readonly begin: Uint8Array;
  readonly end: Uint8Array;

  /** @param empty the columns without rows */
  constructor(empty: Columns) {
    const bytes = bytesOf(empty);
    const schemaBytes = new DataView(bytes.buffer, bytes.byteOffset).getInt32(4, true);
    this.begin = bytes.slice(0, PREFIX_BYTES + schemaBytes);
    this.end = bytes.slice(-END_BYTES);
  }

  /** One record batch. */
  batch(columns: Columns): Uint8Array {
    const bytes = bytesOf(columns);
    return bytes.slice(this.begin.length, bytes.length - END_BYTES);
  }
}

function bytesOf(columns: Columns): Uint8Array {
  const table = tableFromColumns(columns.map(([name, column]) => [name, column]));
  return tableToIPC(table, { format: 'stream' }) as Uint8Array;
}
