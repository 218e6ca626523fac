/** A format that rows are exported in, piece by piece. */
import type { ExponentialSnapshot } from '../../histogram/index.ts';
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

/** A figure of each bucket that holds something; undefined of no histogram. */
export function filledBuckets(
  histogram: ExponentialSnapshot | undefined,
  sign: 'positive' | 'negative',
  read: (index: number, count: number) => number,
): readonly number[] | undefined {
  if (histogram === undefined) return undefined;
  const { offset, counts } = histogram[sign];
  const all: number[] = [];
  counts.forEach((count, i) => {
    if (count > 0) all.push(read(offset + i, count));
  });
  return all;
}
