/** Intervals taken apart into rows by series, in little memory: sealing needs them by metric and labels, not by time. */
import { decodeSnapshot, type ExponentialSnapshot, encodeSnapshot } from '../../histogram/index.ts';
import type { DataPoint, Slices } from '../../metrics/inner.ts';
import type { Coverage, StoredInterval, StoredPoint } from '../model.ts';
import { compareKeys, type Series, SeriesKeys, seriesOf } from './series-key.ts';

interface CollectedSeries {
  readonly key: string;
  readonly series: Series;
  readonly rows: CollectedRow[];
}

interface CollectedRow {
  readonly time: Coverage;
  /** A histogram is bytes meanwhile: a tenth of what it takes as an object. */
  readonly point: Omit<DataPoint, 'histogram' | 'value'> & { readonly held: number | Uint8Array };
}

/** Rows that are taken in one go: well under a millisecond. */
const SLICE = 32;

export class CollectedRows {
  private readonly keys = new SeriesKeys();
  private readonly series = new Map<string, CollectedSeries>();
  private readonly stretches: Coverage[] = [];

  *add({ member, startedAtUnixMs, endedAtUnixMs, durationSeconds, metrics }: StoredInterval): Slices<void> {
    const time = { member, startedAtUnixMs, endedAtUnixMs, durationSeconds };
    this.stretches.push(time);
    let taken = 0;
    for (const { instrument, fullName, series } of metrics) {
      for (const point of series) {
        const described = seriesOf(instrument, fullName, point);
        const { exact: key } = this.keys.of(described);
        const known = this.series.get(key) ?? { key, series: described, rows: [] };
        this.series.set(key, known);
        known.rows.push({ time, point: held(point) });
        if (++taken % SLICE === 0) yield;
      }
    }
  }

  /** By time; stretches of an interval each. */
  get coverage(): readonly Coverage[] {
    return [...this.stretches].sort((a, b) => a.startedAtUnixMs - b.startedAtUnixMs);
  }

  /** By metric, then by labels. Its rows are made as they are asked for. */
  *inOrder(): Generator<{ readonly series: Series; readonly points: Iterable<StoredPoint> }> {
    const all = [...this.series.values()].sort((a, b) => compareKeys(a.key, b.key));
    for (const { series, rows } of all) {
      rows.sort((a, b) => a.time.startedAtUnixMs - b.time.startedAtUnixMs);
      yield { series, points: pointsOf(series, rows) };
    }
  }
}

function* pointsOf({ instrument, fullName }: Series, rows: readonly CollectedRow[]): Generator<StoredPoint> {
  for (const { time, point } of rows) yield { ...time, instrument, fullName, point: released(point) };
}

function held(point: DataPoint): CollectedRow['point'] {
  if ('value' in point) {
    const { value, ...described } = point;
    return { ...described, held: value };
  }
  const { histogram, ...described } = point;
  return { ...described, held: encodeSnapshot(histogram) };
}

function released({ held, ...described }: CollectedRow['point']): DataPoint {
  return typeof held === 'number'
    ? { ...described, value: held }
    : { ...described, histogram: decodeSnapshot(held) as ExponentialSnapshot };
}
