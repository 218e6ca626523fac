/** A format that rows are exported in, piece by piece. */
import type { Slices } from '../../metrics/inner.ts';
import type { Row } from '../segments/parquet/schema.ts';

export interface RowFormat {
  /** What a file begins with. */
  begin(): Uint8Array;
  /** Some hundreds of rows; yields often. */
  rows(rows: readonly Row[]): Slices<Uint8Array>;
  /** What a file ends with. */
  end(): Uint8Array;
}
