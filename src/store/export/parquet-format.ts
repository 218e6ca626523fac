/** Parquet with the columns of segments; without their index, which is for the store alone. */
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import type { Slices } from '../../metrics/inner.ts';
import { encodeFooter, encodeRowGroup } from '../segments/footer.ts';
import { encodingRowGroup } from '../segments/row-group-writer.ts';
import type { Row } from '../segments/schema.ts';
import { MAGIC } from '../segments/segment-writer.ts';
import type { RowFormat } from './row-format.ts';

export class ParquetFormat implements RowFormat {
  private readonly groups: Uint8Array[] = [];
  private size = 0;
  private count = 0;

  begin(): Uint8Array {
    this.size = MAGIC.length;
    return MAGIC;
  }

  *rows(rows: readonly Row[]): Slices<Uint8Array> {
    const { bytes, chunks } = yield* encodingRowGroup(rows, this.size);
    this.groups.push(encodeRowGroup(rows.length, chunks));
    this.size += bytes.length;
    this.count += rows.length;
    return bytes;
  }

  end(): Uint8Array {
    const createdBy = `inferometer ${LIBRARY_VERSION}`;
    const footer = encodeFooter({ rows: this.count, createdBy, keyValues: {} }, this.groups);
    const writer = new ByteWriter(footer.length + 8);
    writer.appendBytes(footer);
    writer.appendUint32(footer.length);
    writer.appendBytes(MAGIC);
    return writer.getBytes();
  }
}
