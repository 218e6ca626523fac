/** An Arrow IPC stream with the columns of segments; exemplars aside. */
import {
  bool,
  columnFromArray,
  type DataType,
  float64,
  int32,
  int64,
  list,
  map,
  TimeUnit,
  timestamp,
  utf8,
} from '@uwdata/flechette';
import type { ExponentialSnapshot } from '../../histogram/index.ts';
import type { Slices } from '../../metrics/inner.ts';
import { ArrowStream } from '../query/arrow-stream.ts';
import { LABEL_COLUMNS, QUANTILES, type Row } from '../segments/parquet/schema.ts';
import type { RowFormat } from './row-format.ts';

type ColumnOf = readonly [name: string, type: DataType, read: (row: Row) => unknown];

export class ArrowFormat implements RowFormat {
  private readonly columns = columnsOf();
  private readonly stream = new ArrowStream(
    this.columns.map(([name, type]) => [name, columnFromArray([], type)]),
  );

  begin(): Uint8Array {
    return this.stream.begin;
  }

  *rows(rows: readonly Row[]): Slices<Uint8Array> {
    const columns: [string, ReturnType<typeof columnFromArray>][] = [];
    for (const [name, type, read] of this.columns) {
      columns.push([
        name,
        columnFromArray(
          rows.map((row) => read(row) ?? null),
          type,
        ),
      ]);
      yield;
    }
    return this.stream.batch(columns);
  }

  end(): Uint8Array {
    return this.stream.end;
  }
}

function columnsOf(): ColumnOf[] {
  const time = timestamp(TimeUnit.MILLISECOND, 'UTC');
  const snapshot = ({ histogram }: Row) => histogram;
  const instrument = ({ stored }: Row) => stored?.instrument;
  const samples = ({ stored }: Row) => stored?.samples;
  const labels = (row: Row) => row.labels as [string, string][];
  const number = (name: string, read: (row: Row) => number | undefined): ColumnOf => [
    name,
    float64(),
    (row) => {
      const value = read(row);
      return Number.isNaN(value) ? undefined : value;
    },
  ];
  const numbers = (name: string, read: (row: Row) => readonly number[] | undefined): ColumnOf => {
    return [name, list(float64()), read];
  };
  const count = (name: string, read: (row: Row) => number | undefined): ColumnOf => [name, int64(), read];
  return [
    ['member', utf8(), ({ member }) => member],
    ['instance', utf8(), ({ instance }) => instance],
    ['kind', utf8(), (row) => instrument(row)?.kind ?? 'coverage'],
    ['category', utf8(), (row) => instrument(row)?.category],
    ['metric', utf8(), ({ stored }) => stored?.fullName],
    ['name', utf8(), (row) => instrument(row)?.name],
    ['unit', utf8(), (row) => instrument(row)?.unit],
    ['labels', map(utf8(), utf8()), labels],
    ...LABEL_COLUMNS.map((label): ColumnOf => {
      return [label, utf8(), (row) => labels(row).find(([name]) => name === label)?.[1]];
    }),
    ['overflow', bool(), ({ stored }) => stored?.point.overflow],
    ['time', time, ({ startedAtUnixMs }) => Math.floor(startedAtUnixMs)],
    ['end_time', time, ({ endedAtUnixMs }) => Math.floor(endedAtUnixMs)],
    number('duration_seconds', ({ durationSeconds }) => durationSeconds),
    number('started_at_unix_ms', ({ startedAtUnixMs }) => startedAtUnixMs),
    number('ended_at_unix_ms', ({ endedAtUnixMs }) => endedAtUnixMs),
    number('created_at_unix_ms', ({ stored }) => stored?.point.createdAtUnixMs),
    number('value', ({ stored }) => (stored && 'value' in stored.point ? stored.point.value : undefined)),
    count('count', (row) => snapshot(row)?.count ?? samples(row)?.count),
    number('sum', (row) => snapshot(row)?.sum ?? samples(row)?.sum),
    number('min', (row) => snapshot(row)?.min ?? samples(row)?.min),
    number('max', (row) => snapshot(row)?.max ?? samples(row)?.max),
    numbers('sum_rest', ({ stored }) => stored?.sumRest),
    numbers('samples_sum_rest', (row) => samples(row)?.sumRest),
    ...QUANTILES.map((quantile, i) => number(`p${quantile * 100}`, ({ quantiles }) => quantiles[i])),
    ['scale', int32(), (row) => snapshot(row)?.scale],
    ['max_buckets', int32(), (row) => snapshot(row)?.maxBuckets],
    count('rejected', (row) => snapshot(row)?.rejected),
    count('zero_count', (row) => snapshot(row)?.zeroCount),
    number('zero_threshold', (row) => snapshot(row)?.zeroThreshold),
    ['is_min_bound', bool(), (row) => snapshot(row)?.isMinBound],
    ['is_max_bound', bool(), (row) => snapshot(row)?.isMaxBound],
    ...bucketsOf('', 'positive'),
    ...bucketsOf('negative_', 'negative'),
    numbers('explicit_bounds', (row) => snapshot(row)?.explicit?.bounds),
    [
      'explicit_counts',
      list(int64()),
      (row) => row.histogram?.explicit && Array.from(row.histogram.explicit.counts),
    ],
  ];
}

/** Of buckets that hold something, their index and their count. */
function bucketsOf(prefix: string, sign: 'positive' | 'negative'): ColumnOf[] {
  const filled = (
    histogram: ExponentialSnapshot | undefined,
    read: (index: number, count: number) => number,
  ) => {
    if (histogram === undefined) return undefined;
    const { offset, counts } = histogram[sign];
    const all: number[] = [];
    counts.forEach((count, i) => {
      if (count > 0) all.push(read(offset + i, count));
    });
    return all;
  };
  return [
    [`${prefix}bucket_index`, list(int32()), ({ histogram }) => filled(histogram, (index) => index)],
    [`${prefix}bucket_count`, list(int64()), ({ histogram }) => filled(histogram, (_, count) => count)],
  ];
}
