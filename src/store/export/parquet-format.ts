/** Parquet with the columns of segments; without their index, which is for the store alone. */
import type { Slices } from '../../metrics/inner.ts';
import { Footer, MAGIC } from '../segments/parquet/footer.ts';
import { encodingRowGroup } from '../segments/parquet/row-group-writer.ts';
import type { Row } from '../segments/parquet/schema.ts';
import type { RowFormat } from './row-format.ts';

export class ParquetFormat implements RowFormat {
  private readonly footer = new Footer();
  private size = 0;

  begin(): Uint8Array {
    this.size = MAGIC.length;
    return MAGIC;
  }

  *rows(rows: readonly Row[]): Slices<Uint8Array> {
    const { bytes, chunks } = yield* encodingRowGroup(rows, this.size);
    this.footer.add(rows.length, chunks);
    this.size += bytes.length;
    return bytes;
  }

  end(): Uint8Array {
    return this.footer.end();
  }
}
