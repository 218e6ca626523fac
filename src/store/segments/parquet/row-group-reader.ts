/** Points out of the bytes of a row group, exactly as they were written. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import type { DataPoint, Exemplar, Slices } from '../../../metrics/inner.ts';
import type { GaugeSamples, StoredFigures, StoredPoint, StoredSeries } from '../../model.ts';
import { type Column, emptyColumn, listAt, numbersIn, readLeaf } from './columns.ts';
import { HistogramReader } from './histogram-reader.ts';
import { LEAVES, type Leaf, QUANTILES, quantileColumn } from './schema.ts';
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

const POSITIONS = new Map(LEAVES.map(({ name }, i) => [name, i]));
const QUANTILE_COLUMNS = new Map<number, string>(
  QUANTILES.map((quantile) => [quantile, quantileColumn(quantile)]),
);

/** Rows of a row group that are asked for: each column is read once, when something of it is. */
export class RowGroup {
  readonly member: string;
  private readonly bytes: Uint8Array;
  private readonly group: RowGroupEntry;
  private readonly runs: readonly Run[];
  /** Where each column begins. */
  private readonly places: readonly number[];
  private readonly columns = new Map<string, Column>();
  private readonly flat = new Map<string, Float64Array>();
  private reader: RowReader | undefined;
  private histogramReader: HistogramReader | undefined;

  /** @param runs at least one, in their order */
  constructor(bytes: Uint8Array, group: RowGroupEntry, runs: readonly Run[], member: string) {
    this.bytes = bytes;
    this.group = group;
    this.runs = runs;
    this.member = member;
    let at = 0;
    this.places = LEAVES.map((_, i) => {
      at += Math.abs(group.columns[i] as number);
      return at - Math.abs(group.columns[i] as number);
    });
  }

  column(name: string): Column {
    const known = this.columns.get(name);
    if (known !== undefined) return known;
    const { bytes, runs, group } = this;
    const i = POSITIONS.get(name) as number;
    const at = this.places[i] as number;
    const size = group.columns[i] as number;
    const [first, last] = [runs[0], runs.at(-1)] as [Run, Run];
    const column =
      size < 0
        ? emptyColumn(group.rows)
        : readLeaf(bytes.subarray(at, at + size), LEAVES[i] as Leaf, group.rows, first.from, last.to);
    this.columns.set(name, column);
    return column;
  }

  /** See `numbersIn`. */
  numbers(name: string): Float64Array {
    const known = this.flat.get(name);
    if (known !== undefined) return known;
    const numbers = numbersIn(this.column(name));
    this.flat.set(name, numbers);
    return numbers;
  }

  point(row: number, series: SeriesEntry): StoredPoint {
    this.reader ??= new RowReader(this, this.histograms);
    return this.reader.point(row, series);
  }

  get histograms(): HistogramReader {
    this.histogramReader ??= new HistogramReader(this);
    return this.histogramReader;
  }

  /** @param startUnixMs of the points that are wanted: at or after this, and before `endUnixMs`. */
  *points(startUnixMs: number, endUnixMs: number): Slices<StoredPoint[]> {
    for (const { name, isRestoring } of LEAVES) {
      if (!isRestoring) continue;
      this.column(name);
      yield;
    }
    const points: StoredPoint[] = [];
    for (const { series, from, to } of this.runs) {
      for (let row = from; row < to; row++) {
        if (!this.isWithin(row, startUnixMs, endUnixMs)) continue;
        points.push(this.point(row, series));
        if (points.length % SLICE === 0) yield;
      }
    }
    return points;
  }

  /** As points. */
  *figures(startUnixMs: number, endUnixMs: number): Slices<StoredFigures[]> {
    const all: StoredFigures[] = [];
    for (const { series, from, to } of this.runs) {
      const { instrument, fullName, labels, overflow } = series;
      const of = { member: this.member, instrument, fullName, labels, overflow };
      for (let row = from; row < to; row++) {
        if (this.isWithin(row, startUnixMs, endUnixMs)) all.push(new RowFigures(this, row, of, series));
      }
      yield;
    }
    return all;
  }

  private isWithin(row: number, startUnixMs: number, endUnixMs: number): boolean {
    const startedAtUnixMs = this.numbers('started_at_unix_ms')[row] as number;
    return startedAtUnixMs >= startUnixMs && startedAtUnixMs < endUnixMs;
  }
}

class RowFigures implements StoredFigures {
  readonly series: StoredSeries;
  private readonly entry: SeriesEntry;
  private readonly rows: RowGroup;
  private readonly row: number;

  constructor(rows: RowGroup, row: number, series: StoredSeries, entry: SeriesEntry) {
    this.rows = rows;
    this.row = row;
    this.series = series;
    this.entry = entry;
  }

  get startedAtUnixMs(): number {
    return this.number('started_at_unix_ms');
  }

  get endedAtUnixMs(): number {
    return this.number('ended_at_unix_ms');
  }

  get count(): number {
    return this.number('count');
  }

  get sum(): number {
    return this.number('sum');
  }

  get min(): number {
    return this.number('min');
  }

  get max(): number {
    return this.number('max');
  }

  quantile(q: number): number | undefined {
    const column = QUANTILE_COLUMNS.get(q);
    if (column === undefined) return undefined;
    const value = this.number(column);
    return Number.isNaN(value) ? undefined : value;
  }

  buckets(): ExponentialSnapshot {
    return this.rows.histograms.buckets(this.row);
  }

  get sumRest(): readonly number[] | undefined {
    return this.rows.histograms.sumRest(this.row);
  }

  whole(): StoredPoint {
    return this.rows.point(this.row, this.entry);
  }

  private number(column: string): number {
    return this.rows.numbers(column)[this.row] as number;
  }
}

/** What the columns of a row group hold: a field for each, since looking them up by name for each row takes as long again. */
class RowReader {
  private readonly started: Float64Array;
  private readonly member: string;
  private readonly ended: Float64Array;
  private readonly duration: Float64Array;
  private readonly created: Float64Array;
  private readonly value: Float64Array;
  private readonly count: Float64Array;
  private readonly sum: Float64Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly samplesSumRest: Column;
  private readonly histograms: HistogramReader;
  private readonly exemplarColumns: readonly [value: Column, timestamp: Column, trace: Column, span: Column];

  constructor(group: RowGroup, histograms: HistogramReader) {
    const column = (name: string) => group.column(name);
    const numbers = (name: string) => group.numbers(name);
    this.member = group.member;
    this.started = numbers('started_at_unix_ms');
    this.ended = numbers('ended_at_unix_ms');
    this.duration = numbers('duration_seconds');
    this.created = numbers('created_at_unix_ms');
    this.value = numbers('value');
    this.count = numbers('count');
    this.sum = numbers('sum');
    this.min = numbers('min');
    this.max = numbers('max');
    this.samplesSumRest = column('samples_sum_rest');
    this.histograms = histograms;
    this.exemplarColumns = [
      column('exemplars.value'),
      column('exemplars.timestamp_unix_ms'),
      column('exemplars.trace_id'),
      column('exemplars.span_id'),
    ];
  }

  point(row: number, { instrument, fullName, labels, overflow, bounds }: SeriesEntry): StoredPoint {
    const { histograms } = this;
    const isHistogram = histograms.has(row);
    const createdAtUnixMs = this.created[row] as number;
    const exemplars = this.exemplars(row);
    const identity =
      exemplars === undefined
        ? { labels, overflow, createdAtUnixMs }
        : { labels, overflow, createdAtUnixMs, exemplars };
    const point: DataPoint = isHistogram
      ? { ...identity, histogram: histograms.whole(row, bounds ?? instrument.bucketBounds) }
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
    const sumRest = histograms.sumRest(row);
    const samples = isHistogram ? undefined : this.samples(row);
    if (sumRest === undefined && samples === undefined) return stored;
    return { ...stored, ...(sumRest && { sumRest }), ...(samples && { samples }) };
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
