/** CSV (RFC 4180) with the columns of segments, exemplars aside: lists and labels as JSON, times as ISO. */
import { csvLine } from '../../csv.ts';
import type { Slices } from '../../metrics/inner.ts';
import { LABEL_COLUMNS, QUANTILES, quantileColumn, type Row } from '../segments/parquet/schema.ts';
import { filledBuckets, type RowFormat } from './row-format.ts';

type Value = string | number | boolean | readonly number[] | undefined;

/** Rows that are written in one go. */
const SLICE = 64;

export class CsvFormat implements RowFormat {
  begin(): Uint8Array {
    return new TextEncoder().encode(csvLine(COLUMNS.map(([name]) => name)));
  }

  *rows(rows: readonly Row[]): Slices<Uint8Array> {
    const lines: string[] = [];
    for (const [i, row] of rows.entries()) {
      lines.push(csvLine(COLUMNS.map(([, read]) => read(row))));
      if (i % SLICE === SLICE - 1) yield;
    }
    return new TextEncoder().encode(lines.join(''));
  }

  end(): Uint8Array {
    return new Uint8Array(0);
  }
}

const time = (unixMs: number) => new Date(Math.floor(unixMs)).toISOString();

const COLUMNS: readonly (readonly [name: string, read: (row: Row) => Value])[] = [
  ['member', ({ member }) => member],
  ['kind', ({ stored }) => stored?.instrument.kind ?? 'coverage'],
  ['category', ({ stored }) => stored?.instrument.category],
  ['metric', ({ stored }) => stored?.fullName],
  ['unit', ({ stored }) => stored?.instrument.unit],
  ['labels', ({ labels }) => JSON.stringify(Object.fromEntries(labels))],
  ...LABEL_COLUMNS.map((label) => {
    return [label, ({ labels }: Row) => labels.find(([name]) => name === label)?.[1]] as const;
  }),
  ['overflow', ({ stored }) => stored?.point.overflow],
  ['time', ({ startedAtUnixMs }) => time(startedAtUnixMs)],
  ['end_time', ({ endedAtUnixMs }) => time(endedAtUnixMs)],
  ['duration_seconds', ({ durationSeconds }) => durationSeconds],
  ['value', ({ stored }) => (stored && 'value' in stored.point ? stored.point.value : undefined)],
  ['count', ({ histogram, stored }) => histogram?.count ?? stored?.samples?.count],
  ['sum', ({ histogram, stored }) => histogram?.sum ?? stored?.samples?.sum],
  ['min', ({ histogram, stored }) => histogram?.min ?? stored?.samples?.min],
  ['max', ({ histogram, stored }) => histogram?.max ?? stored?.samples?.max],
  ...QUANTILES.map(
    (quantile, i) => [quantileColumn(quantile), ({ quantiles }: Row) => quantiles[i]] as const,
  ),
  ['scale', ({ histogram }) => histogram?.scale],
  ['rejected', ({ histogram }) => histogram?.rejected],
  ['zero_count', ({ histogram }) => histogram?.zeroCount],
  ['zero_threshold', ({ histogram }) => histogram?.zeroThreshold],
  ['bucket_index', ({ histogram }) => filledBuckets(histogram, 'positive', (index) => index)],
  ['bucket_count', ({ histogram }) => filledBuckets(histogram, 'positive', (_, count) => count)],
  ['negative_bucket_index', ({ histogram }) => filledBuckets(histogram, 'negative', (index) => index)],
  ['negative_bucket_count', ({ histogram }) => filledBuckets(histogram, 'negative', (_, count) => count)],
  ['explicit_bounds', ({ histogram }) => histogram?.explicit?.bounds],
  ['explicit_counts', ({ histogram }) => histogram?.explicit && Array.from(histogram.explicit.counts)],
];
