/** Intervals taken apart into rows by series, in little memory: sealing needs them by metric and labels, not by time. */
import {
  type DataPoint,
  type EncodedMetric,
  MetricEncoder,
  partsOfMetric,
  type Slices,
} from '../../metrics/inner.ts';
import type { Coverage, StoredInterval, StoredPoint } from '../model.ts';
import { compareKeys, type Series, SeriesKeys, seriesOf } from './series-key.ts';

/** Rows that are taken, or given back, in one go: well under a millisecond. */
const SLICE = 32;

export class CollectedRows {
  private readonly keys = new SeriesKeys();
  private readonly series = new Map<string, CollectedSeries>();
  private readonly stretches: Coverage[] = [];

  *add({ metrics, ...interval }: StoredInterval): Slices<void> {
    const { member, instance, startedAtUnixMs, endedAtUnixMs, durationSeconds } = interval;
    const time = { member, startedAtUnixMs, endedAtUnixMs, durationSeconds };
    this.stretches.push({ ...time, instance });
    let taken = 0;
    for (const { instrument, fullName, series } of metrics) {
      for (const point of series) {
        const described = seriesOf(instrument, fullName, point);
        const { exact: key } = this.keys.of(described);
        const known = this.series.get(key) ?? new CollectedSeries(key, described);
        this.series.set(key, known);
        known.add(time, point);
        if (++taken % SLICE === 0) yield;
      }
    }
  }

  /** A stretch for each interval, by time. */
  get coverage(): readonly Coverage[] {
    return [...this.stretches].sort((a, b) => a.startedAtUnixMs - b.startedAtUnixMs);
  }

  /** By metric, then by labels. */
  inOrder(): readonly CollectedSeries[] {
    return [...this.series.values()].sort((a, b) => compareKeys(a.key, b.key));
  }
}

type PointTime = Omit<Coverage, 'instance'>;

/** The points of a series as the history of a process keeps them, a tenth of what they take as objects. */
export class CollectedSeries {
  readonly key: string;
  readonly series: Series;
  private readonly times: PointTime[] = [];
  private readonly encoder = new MetricEncoder();
  /** By position, histograms that are no recorded ones: the encoding has no room for what they say. */
  private readonly others = new Map<number, DataPoint>();

  constructor(key: string, series: Series) {
    this.key = key;
    this.series = series;
  }

  add(time: PointTime, point: DataPoint): void {
    if ('histogram' in point && (point.histogram.isMinBound || point.histogram.isMaxBound)) {
      this.others.set(this.times.length, point);
    }
    this.times.push(time);
    this.encoder.add(point);
  }

  /** By time. Only once: it is let go meanwhile. */
  *points(): Slices<readonly StoredPoint[]> {
    const { instrument, fullName, overflow, labels, bounds } = this.series;
    const described = bounds === undefined ? instrument : { ...instrument, bucketBounds: bounds };
    const encoded = this.encoder.finish({ instrument: described, fullName }) as EncodedMetric;
    const series: DataPoint[] = [];
    for (const part of partsOfMetric(encoded, SLICE)) {
      series.push(...part.series);
      yield;
    }
    const stored = series.map((decoded, i): StoredPoint => {
      const point = this.others.get(i) ?? decoded;
      return { ...(this.times[i] as PointTime), instrument, fullName, point: { ...point, labels, overflow } };
    });
    return stored.sort((a, b) => a.startedAtUnixMs - b.startedAtUnixMs);
  }
}
