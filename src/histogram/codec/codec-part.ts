import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** The fields that a snapshot has beside those of every layout. */
export type OwnFields<S> = Omit<S, 'layout' | 'version' | 'count' | 'sum' | 'min' | 'max' | 'rejected'>;

/** How the own fields of one layout are written and read. */
export interface CodecPart<S extends { readonly layout: string }> {
  readonly layout: S['layout'];
  /** @throws HISTOGRAM_SNAPSHOT */
  valid(snapshot: S): S;
  write(writer: ByteWriter, snapshot: S): void;
  /** Checks no more than it must to read on: `valid` comes after. @throws SNAPSHOT_ENCODING_TRUNCATED, SNAPSHOT_ENCODING_NUMBER */
  read(reader: ByteReader): OwnFields<S>;
}
