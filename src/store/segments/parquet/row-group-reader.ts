/** Points out of the bytes of a row group, exactly as they were written. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import type { DataPoint, Exemplar, Slices } from '../../../metrics/inner.ts';
import type { GaugeSamples, StoredPoint } from '../../model.ts';
import { type Column, emptyColumn, numbersIn, readLeaf } from './columns.ts';
import { LEAVES } from './schema.ts';
import type { RowGroupEntry, SeriesEntry } from './segment-index.ts';

/** Rows of one series in a row group: from `from`, before `to`, counted within the group. */
export interface Run {
  readonly series: SeriesEntry;
  readonly from: number;
  readonly to: number;
}

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
  const reader = new RowReader(yield* readingColumns(bytes, group), member);
  const points: StoredPoint[] = [];
  for (const { series, from, to } of runs) {
    for (let row = from; row < to; row++) {
      const startedAtUnixMs = reader.started[row] as number;
      if (startedAtUnixMs < startUnixMs || startedAtUnixMs >= endUnixMs) continue;
      points.push(reader.point(row, series));
      if (points.length % SLICE === 0) yield;
    }
  }
  return points;
}

function* readingColumns(bytes: Uint8Array, group: RowGroupEntry): Slices<ReadonlyMap<string, Column>> {
  const columns = new Map<string, Column>();
  let at = 0;
  for (const [i, leaf] of LEAVES.entries()) {
    const size = group.columns[i] as number;
    const from = at;
    at += Math.abs(size);
    if (!leaf.isRestoring) continue;
    columns.set(
      leaf.name,
      size < 0 ? emptyColumn(group.rows) : readLeaf(bytes.subarray(from, at), leaf, group.rows),
    );
    yield;
  }
  return columns;
}

/** What the columns of a row group hold: a field for each, since looking them up by name for each row takes as long again. */
class RowReader {
  readonly started: Float64Array;
  private readonly member: string;
  private readonly ended: Float64Array;
  private readonly duration: Float64Array;
  private readonly created: Float64Array;
  private readonly value: Float64Array;
  private readonly count: Float64Array;
  private readonly sum: Float64Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly scale: Float64Array;
  private readonly maxBuckets: Float64Array;
  private readonly rejected: Float64Array;
  private readonly zeroCount: Float64Array;
  private readonly zeroThreshold: Float64Array;
  private readonly minBound: Column;
  private readonly maxBound: Column;
  private readonly sumRest: Column;
  private readonly samplesSumRest: Column;
  private readonly positive: readonly [index: Column, count: Column];
  private readonly negative: readonly [index: Column, count: Column];
  private readonly inExplicitBuckets: Column;
  private readonly exemplarColumns: readonly [value: Column, timestamp: Column, trace: Column, span: Column];

  constructor(columns: ReadonlyMap<string, Column>, member: string) {
    const column = (name: string) => columns.get(name) as Column;
    const numbers = (name: string) => numbersIn(column(name));
    this.member = member;
    this.started = numbers('started_at_unix_ms');
    this.ended = numbers('ended_at_unix_ms');
    this.duration = numbers('duration_seconds');
    this.created = numbers('created_at_unix_ms');
    this.value = numbers('value');
    this.count = numbers('count');
    this.sum = numbers('sum');
    this.min = numbers('min');
    this.max = numbers('max');
    this.scale = numbers('scale');
    this.maxBuckets = numbers('max_buckets');
    this.rejected = numbers('rejected');
    this.zeroCount = numbers('zero_count');
    this.zeroThreshold = numbers('zero_threshold');
    this.minBound = column('is_min_bound');
    this.maxBound = column('is_max_bound');
    this.sumRest = column('sum_rest');
    this.samplesSumRest = column('samples_sum_rest');
    this.positive = [column('bucket_index'), column('bucket_count')];
    this.negative = [column('negative_bucket_index'), column('negative_bucket_count')];
    this.inExplicitBuckets = column('explicit_counts');
    this.exemplarColumns = [
      column('exemplars.value'),
      column('exemplars.timestamp_unix_ms'),
      column('exemplars.trace_id'),
      column('exemplars.span_id'),
    ];
  }

  point(row: number, { instrument, fullName, labels, overflow, bounds }: SeriesEntry): StoredPoint {
    const isHistogram = !Number.isNaN(this.scale[row]);
    const createdAtUnixMs = this.created[row] as number;
    const exemplars = this.exemplars(row);
    const identity =
      exemplars === undefined
        ? { labels, overflow, createdAtUnixMs }
        : { labels, overflow, createdAtUnixMs, exemplars };
    const point: DataPoint = isHistogram
      ? { ...identity, histogram: this.histogram(row, bounds ?? instrument.bucketBounds) }
      : { ...identity, value: this.value[row] as number };
    const stored = {
      member: this.member,
      startedAtUnixMs: this.started[row] as number,
      endedAtUnixMs: this.ended[row] as number,
      durationSeconds: this.duration[row] as number,
      instrument,
      fullName,
      point,
    };
    const sumRest = listAt(this.sumRest, row);
    const samples = isHistogram ? undefined : this.samples(row);
    if (sumRest === undefined && samples === undefined) return stored;
    return { ...stored, ...(sumRest && { sumRest }), ...(samples && { samples }) };
  }

  private histogram(row: number, bounds: readonly number[] | undefined): ExponentialSnapshot {
    const { inExplicitBuckets } = this;
    const counts = inExplicitBuckets.present[row] === 1 ? slice(inExplicitBuckets, row) : undefined;
    return {
      layout: 'exponential',
      version: 1,
      scale: this.scale[row] as number,
      maxBuckets: this.maxBuckets[row] as number,
      count: this.count[row] as number,
      sum: this.sum[row] as number,
      min: this.min[row] as number,
      max: this.max[row] as number,
      ...(this.minBound.present[row] === 1 && { isMinBound: true as const }),
      ...(this.maxBound.present[row] === 1 && { isMaxBound: true as const }),
      rejected: this.rejected[row] as number,
      zeroCount: this.zeroCount[row] as number,
      zeroThreshold: this.zeroThreshold[row] as number,
      positive: rangeAt(this.positive, row),
      negative: rangeAt(this.negative, row),
      ...(counts && bounds !== undefined && { explicit: { bounds, counts } }),
    };
  }

  private samples(row: number): GaugeSamples | undefined {
    const count = this.count[row] as number;
    if (Number.isNaN(count)) return undefined;
    const [sum, min, max] = [this.sum[row], this.min[row], this.max[row]] as [number, number, number];
    const sumRest = listAt(this.samplesSumRest, row);
    return { count, sum, ...(sumRest && { sumRest }), min, max };
  }

  private exemplars(row: number): readonly Exemplar[] | undefined {
    const [value, timestamp, trace, span] = this.exemplarColumns;
    if (value.present[row] === 0) return undefined;
    const exemplars: Exemplar[] = [];
    for (let i = value.starts[row] as number; i < (value.starts[row + 1] as number); i++) {
      exemplars.push({
        value: value.values[i] as number,
        timestampUnixMs: timestamp.values[i] as number,
        traceId: decoder.decode(trace.values[i] as Uint8Array),
        spanId: decoder.decode(span.values[i] as Uint8Array),
      });
    }
    return exemplars;
  }
}

function slice({ values, starts }: Column, row: number): Float64Array {
  return (values as Float64Array).slice(starts[row], starts[row + 1]);
}

function listAt(column: Column, row: number): number[] | undefined {
  return column.present[row] === 1 ? Array.from(slice(column, row)) : undefined;
}

/** Dense again, as snapshots have it. */
function rangeAt([index, count]: readonly [Column, Column], row: number): ExponentialSnapshot['positive'] {
  const from = index.starts[row] as number;
  const to = index.starts[row + 1] as number;
  if (from === to) return { offset: 0, counts: new Float64Array(0) };
  const indices = index.values as Int32Array;
  const values = count.values as Float64Array;
  const offset = indices[from] as number;
  const counts = new Float64Array((indices[to - 1] as number) - offset + 1);
  for (let i = from; i < to; i++) counts[(indices[i] as number) - offset] = values[i] as number;
  return { offset, counts };
}
