/** Parquet with the columns of segments; without their index, which is for the store alone. */
import type { RowGroup } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import type { Slices } from '../../metrics/inner.ts';
import { encodingRowGroup } from '../segments/row-group-writer.ts';
import type { Row } from '../segments/schema.ts';
import { MAGIC, rowGroupOf, writeFooter } from '../segments/segment-writer.ts';
import type { RowFormat } from './row-format.ts';

export class ParquetFormat implements RowFormat {
  private readonly groups: RowGroup[] = [];
  private size = 0;

  begin(): Uint8Array {
    this.size = MAGIC.length;
    return MAGIC;
  }

  *rows(rows: readonly Row[]): Slices<Uint8Array> {
    const { bytes, chunks } = yield* encodingRowGroup(rows, this.size);
    this.groups.push(rowGroupOf(rows.length, chunks));
    this.size += bytes.length;
    return bytes;
  }

  end(): Uint8Array {
    const writer = new ByteWriter(4096);
    writeFooter(writer, this.groups);
    return writer.getBytes();
  }
}
