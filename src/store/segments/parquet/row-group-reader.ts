/** Points out of the bytes of a row group, exactly as they were written. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import type { DataPoint, Exemplar, Slices } from '../../../metrics/inner.ts';
import type { GaugeSamples, StoredPoint } from '../../model.ts';
import { type Column, emptyColumn, readLeaf } from './columns.ts';
import { LEAVES } from './schema.ts';
import type { RowGroupEntry, SeriesEntry } from './segment-index.ts';

/** Rows of one series in a row group: from `from`, before `to`, counted within the group. */
export interface Run {
  readonly series: SeriesEntry;
  readonly from: number;
  readonly to: number;
}

type Columns = Readonly<Record<string, Column>>;

const decoder = new TextDecoder();

/** Points that are restored in one go: a fraction of a millisecond. */
const SLICE = 64;

/** @param startUnixMs of the points that are wanted: at or after this, and before `endUnixMs`. */
export function* restoringPoints(
  bytes: Uint8Array,
  group: RowGroupEntry,
  runs: readonly Run[],
  member: string,
  startUnixMs: number,
  endUnixMs: number,
): Slices<StoredPoint[]> {
  const columns = yield* readingColumns(bytes, group);
  const started = columns.started_at_unix_ms as Column;
  const points: StoredPoint[] = [];
  for (const { series, from, to } of runs) {
    for (let row = from; row < to; row++) {
      const startedAtUnixMs = started.values[started.starts[row] as number] as number;
      if (startedAtUnixMs < startUnixMs || startedAtUnixMs >= endUnixMs) continue;
      points.push(pointAt(columns, row, series, member, startedAtUnixMs));
      if (points.length % SLICE === 0) yield;
    }
  }
  return points;
}

function* readingColumns(bytes: Uint8Array, group: RowGroupEntry): Slices<Columns> {
  const columns: Record<string, Column> = {};
  let at = 0;
  for (const [i, leaf] of LEAVES.entries()) {
    const size = group.columns[i] as number;
    const from = at;
    at += Math.abs(size);
    if (!leaf.isRestoring) continue;
    columns[leaf.name] =
      size < 0 ? emptyColumn(group.rows) : readLeaf(bytes.subarray(from, at), leaf, group.rows);
    yield;
  }
  return columns;
}

function pointAt(
  columns: Columns,
  row: number,
  { instrument, fullName, labels, overflow, bounds }: SeriesEntry,
  member: string,
  startedAtUnixMs: number,
): StoredPoint {
  const at = new RowReader(columns, row);
  const identity = { labels, overflow, createdAtUnixMs: at.number('created_at_unix_ms') };
  const exemplars = at.exemplars();
  const described = exemplars === undefined ? identity : { ...identity, exemplars };
  const isHistogram = at.has('scale');
  const point: DataPoint = isHistogram
    ? { ...described, histogram: at.histogram(bounds ?? instrument.bucketBounds) }
    : { ...described, value: at.number('value') };
  const sumRest = at.numbers('sum_rest');
  const samples = isHistogram ? undefined : at.samples();
  return {
    member,
    startedAtUnixMs,
    endedAtUnixMs: at.number('ended_at_unix_ms'),
    durationSeconds: at.number('duration_seconds'),
    instrument,
    fullName,
    point,
    ...(sumRest && { sumRest }),
    ...(samples && { samples }),
  };
}

/** What the columns hold of one row. */
class RowReader {
  private readonly columns: Columns;
  private readonly row: number;

  constructor(columns: Columns, row: number) {
    this.columns = columns;
    this.row = row;
  }

  has(name: string): boolean {
    return this.column(name).present[this.row] === 1;
  }

  /** NaN where there is none. */
  number(name: string): number {
    const { values, starts, present } = this.column(name);
    if (present[this.row] === 0) return Number.NaN;
    return Number(values[starts[this.row] as number]);
  }

  numbers(name: string): number[] | undefined {
    if (!this.has(name)) return undefined;
    const { values, starts } = this.column(name);
    const list: number[] = [];
    for (let i = starts[this.row] as number; i < (starts[this.row + 1] as number); i++) {
      list.push(Number(values[i]));
    }
    return list;
  }

  histogram(bounds: readonly number[] | undefined): ExponentialSnapshot {
    const explicit = this.numbers('explicit_counts');
    return {
      layout: 'exponential',
      version: 1,
      scale: this.number('scale'),
      maxBuckets: this.number('max_buckets'),
      count: this.number('count'),
      sum: this.number('sum'),
      min: this.number('min'),
      max: this.number('max'),
      ...(this.has('is_min_bound') && { isMinBound: true }),
      ...(this.has('is_max_bound') && { isMaxBound: true }),
      rejected: this.number('rejected'),
      zeroCount: this.number('zero_count'),
      zeroThreshold: this.number('zero_threshold'),
      positive: this.range('bucket_index', 'bucket_count'),
      negative: this.range('negative_bucket_index', 'negative_bucket_count'),
      ...(explicit && bounds !== undefined && { explicit: { bounds, counts: Float64Array.from(explicit) } }),
    };
  }

  samples(): GaugeSamples | undefined {
    if (!this.has('count')) return undefined;
    const sumRest = this.numbers('samples_sum_rest');
    return {
      count: this.number('count'),
      sum: this.number('sum'),
      ...(sumRest && { sumRest }),
      min: this.number('min'),
      max: this.number('max'),
    };
  }

  exemplars(): readonly Exemplar[] | undefined {
    if (!this.has('exemplars.value')) return undefined;
    const timestamps = this.numbers('exemplars.timestamp_unix_ms') as number[];
    const traceIds = this.strings('exemplars.trace_id');
    const spanIds = this.strings('exemplars.span_id');
    return (this.numbers('exemplars.value') as number[]).map((value, i) => ({
      value,
      timestampUnixMs: timestamps[i] as number,
      traceId: traceIds[i] as string,
      spanId: spanIds[i] as string,
    }));
  }

  private column(name: string): Column {
    return this.columns[name] as Column;
  }

  private strings(name: string): string[] {
    const { values, starts } = this.column(name);
    const list: string[] = [];
    for (let i = starts[this.row] as number; i < (starts[this.row + 1] as number); i++) {
      list.push(decoder.decode(values[i] as Uint8Array));
    }
    return list;
  }

  /** Dense again, as snapshots have it. */
  private range(index: string, count: string): ExponentialSnapshot['positive'] {
    const { values: indices, starts } = this.column(index);
    const { values } = this.column(count);
    const from = starts[this.row] as number;
    const to = starts[this.row + 1] as number;
    if (from === to) return { offset: 0, counts: new Float64Array(0) };
    const offset = indices[from] as number;
    const counts = new Float64Array((indices[to - 1] as number) - offset + 1);
    for (let i = from; i < to; i++) counts[(indices[i] as number) - offset] = Number(values[i]);
    return { offset, counts };
  }
}
