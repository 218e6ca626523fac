/** Everything that is known of the snapshots of one layout. What works on all layouts asks the table of them, layouts.ts. */
import type { BucketSeries } from './bucket-series.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { JsonFields } from './json.ts';
import type { SnapshotTotals } from './snapshot-totals.ts';

/** The fields that a snapshot has beside those of every layout. */
export type OwnFields<S> = Omit<S, keyof SnapshotTotals>;

export interface SnapshotLayout<S extends SnapshotTotals> {
  readonly name: S['layout'];
  /** The snapshot, once it is known to be one. @throws HISTOGRAM_SNAPSHOT */
  valid(snapshot: S): S;
  /** What JSON changes in the own fields. */
  readonly json: JsonFields;
  /** Writes the own fields. @throws SNAPSHOT_ENCODING_NUMBER */
  write(writer: ByteWriter, snapshot: S): void;
  /**
   * Checks no more than it must to read on: `valid` comes after.
   *
   * @param countsLimit see HistogramDecodingOptions, for layouts in which a few bytes may stand for any number of buckets
   * @throws SNAPSHOT_ENCODING_TRUNCATED, SNAPSHOT_ENCODING_NUMBER, SNAPSHOT_ENCODING_LIMIT
   */
  read(reader: ByteReader, countsLimit: number): OwnFields<S>;
  /** What was recorded between two valid snapshots of one recording. @throws HISTOGRAM_LAYOUT, HISTOGRAM_DIFFERENCE */
  subtract(later: S, earlier: S): S;
}

/** A layout whose values are counted in buckets. */
export interface BucketSnapshotLayout<S extends SnapshotTotals> extends SnapshotLayout<S> {
  /** The buckets with values in them of a valid snapshot, in ascending order. */
  filled(snapshot: S): FilledBucket[];
  /** How many values lie from `low` to `high`; see `countBetween`. */
  countBetween(snapshot: S, low: number, high: number): number;
  /** How many values share a bucket with this one. */
  countAt(snapshot: S, value: number): number;
  /** All buckets of a valid snapshot, those without values included. */
  series(snapshot: S): BucketSeries;
  /** Two valid snapshots with the same buckets, exactly. @throws HISTOGRAM_LAYOUT where there are none */
  align(one: S, other: S): [S, S];
}

/** A bucket with values in it. */
export interface FilledBucket {
  /** -Infinity for the first of explicit buckets. */
  readonly lower: number;
  /** Infinity for the last of explicit buckets; of HDR buckets the largest whole value. */
  readonly upper: number;
  /** What no value of the bucket is above; `upper` if left out. */
  readonly end?: number;
  /** What stands for its values, as far as the layout tells; the middle if left out. */
  readonly point?: number;
  /** Above 0. */
  readonly count: number;
}
