/** What was recorded in one minute, by whomever, as it is held in memory: encoded, with the names of its series beside it. */
import {
  EncodedInterval,
  type Instrument,
  type KeptMetric,
  type Labels,
  MetricEncoder,
  type Slices,
  type TimeBudget,
} from '../../metrics/inner.ts';
import { MemoryPoints } from '../memory-points.ts';
import type { Selection, StoredPoint, StoredSeries } from '../model.ts';
import { mergedPoint } from '../segments/merged-points.ts';
import type { SeriesNames } from './series-names.ts';

export class CachedMinute {
  /** Of which something was recorded in it, each once. */
  readonly series: readonly StoredSeries[];
  /** Of all points. */
  readonly count: number;
  private readonly members: readonly MemoryPoints[];
  private merged: readonly StoredPoint[] | undefined;

  /** @param members what each of them recorded */
  constructor(members: readonly MemoryPoints[], series: readonly StoredSeries[], count: number) {
    this.members = members;
    this.series = series;
    this.count = count;
  }

  /** As they are stored. */
  async *points(selection: Selection): AsyncGenerator<readonly StoredPoint[]> {
    for (const member of this.members) yield* member.points(selection);
  }

  /** One of each series, of all the minute: for whoever tells no shorter time apart. */
  async *mergedPoints(selection: Selection, budget: TimeBudget): AsyncGenerator<readonly StoredPoint[]> {
    if (this.count <= this.series.length) {
      yield* this.points(selection);
      return;
    }
    const { isWanted } = selection;
    this.merged ??= await this.merge(budget);
    yield this.merged.filter(({ instrument, fullName }) => isWanted(instrument, fullName));
  }

  private async merge(budget: TimeBudget): Promise<StoredPoint[]> {
    const everything = { startUnixMs: -Infinity, endUnixMs: Infinity, isWanted: () => true };
    const selection = { ...everything, labels: {}, members: undefined, signal: undefined };
    const merged: StoredPoint[] = [];
    for (const member of this.members) {
      const series = new PointsBySeries();
      for await (const points of member.points(selection)) {
        for (const stored of points) series.add(stored);
        if (budget.isOver()) await budget.pause();
      }
      for (const points of series.all) {
        merged.push(mergedPoint(points, (points[0] as StoredPoint).instrument));
        if (budget.isExhausted()) await budget.pause();
      }
    }
    return merged;
  }
}

/** Points of one member, whose series are described by the same objects each time. */
class PointsBySeries {
  readonly all: StoredPoint[][] = [];
  private readonly byInstrument = new Map<Instrument, Map<Labels, StoredPoint[]>>();

  add(stored: StoredPoint): void {
    const byLabels = this.byInstrument.get(stored.instrument) ?? new Map<Labels, StoredPoint[]>();
    this.byInstrument.set(stored.instrument, byLabels);
    const own = byLabels.get(stored.point.labels);
    if (own !== undefined) {
      own.push(stored);
      return;
    }
    const points = [stored];
    byLabels.set(stored.point.labels, points);
    this.all.push(points);
  }
}

/** Some of its points are of several intervals, for which there is no place here: it is read from where it is. */
export type Merged = 'merged';

/** Takes the points of some minutes, in any order, as many as there is room for. */
export class ReadMinutes {
  /** Points of earlier ones did not fit in. */
  firstMinute = -Infinity;
  private readonly names: SeriesNames;
  private readonly maxPoints: number;
  private readonly minutes = new Map<number, MinuteBuilder | Merged>();
  private count = 0;

  constructor(names: SeriesNames, maxPoints: number) {
    this.names = names;
    this.maxPoints = maxPoints;
  }

  /** @param number of the minute */
  add(number: number, stored: StoredPoint): void {
    if (number < this.firstMinute) return;
    const minute = this.minutes.get(number) ?? new MinuteBuilder();
    if (minute === 'merged') return;
    if (stored.sumRest !== undefined || stored.samples !== undefined) {
      this.count -= minute.count;
      this.minutes.set(number, 'merged');
      return;
    }
    this.minutes.set(number, minute);
    minute.add(stored, this.names.of(stored));
    this.count += 1;
    if (this.count > this.maxPoints) this.removeOldest();
  }

  *finishing(): Slices<Map<number, CachedMinute | Merged>> {
    const finished = new Map<number, CachedMinute | Merged>();
    for (const [number, minute] of this.minutes)
      finished.set(number, minute === 'merged' ? minute : yield* minute.finishing());
    return finished;
  }

  private removeOldest(): void {
    const oldest = Math.min(...this.minutes.keys());
    const minute = this.minutes.get(oldest);
    if (minute !== undefined && minute !== 'merged') this.count -= minute.count;
    this.minutes.delete(oldest);
    this.firstMinute = oldest + 1;
  }
}

class MinuteBuilder {
  count = 0;
  private readonly intervals = new Map<string, IntervalBuilder>();
  private readonly series = new Set<StoredSeries>();

  /** @param series what the point is of, the same object for all points of a series */
  add(stored: StoredPoint, series: StoredSeries): void {
    const { member, startedAtUnixMs, endedAtUnixMs, durationSeconds } = stored;
    const key = `${startedAtUnixMs} ${endedAtUnixMs} ${durationSeconds} ${member}`;
    const interval = this.intervals.get(key) ?? new IntervalBuilder(stored);
    this.intervals.set(key, interval);
    this.series.add(series);
    this.count += 1;
    interval.add(stored, series);
  }

  *finishing(): Slices<CachedMinute> {
    const byMember = new Map<string, EncodedInterval[]>();
    for (const interval of this.intervals.values()) {
      const { member, encoded } = interval.finish();
      byMember.set(member, [...(byMember.get(member) ?? []), encoded]);
      yield;
    }
    // Coverage says which instances they are of; points do not.
    const points = [...byMember].map(([member, all]) => new MemoryPoints(all, { member, instance: '' }));
    return new CachedMinute(points, [...this.series], this.count);
  }
}

class IntervalBuilder {
  private readonly first: StoredPoint;
  private readonly metrics = new Map<StoredSeries['instrument'], MetricBuilder>();

  constructor(first: StoredPoint) {
    this.first = first;
  }

  add(stored: StoredPoint, series: StoredSeries): void {
    const { instrument } = series;
    const metric = this.metrics.get(instrument) ?? new MetricBuilder(series);
    this.metrics.set(instrument, metric);
    metric.add(stored, series);
  }

  finish(): { readonly member: string; readonly encoded: EncodedInterval } {
    const { member, startedAtUnixMs, endedAtUnixMs, durationSeconds } = this.first;
    const times = { startedAtUnixMs, endedAtUnixMs, durationSeconds };
    // Neither is in what is stored by point, and nothing asks for them.
    const unknown = { version: 2, sequence: 0, wallClockJumpSeconds: 0 } as const;
    const kept = [...this.metrics.values()].flatMap((metric) => metric.finish());
    return { member, encoded: new EncodedInterval({ ...unknown, ...times }, kept, undefined) };
  }
}

class MetricBuilder {
  private readonly of: Pick<StoredSeries, 'instrument' | 'fullName'>;
  private readonly encoder = new MetricEncoder();
  private readonly plain: StoredPoint['point'][] = [];
  private hasOverflow = false;

  constructor({ instrument, fullName }: StoredSeries) {
    this.of = { instrument, fullName };
  }

  add({ point }: StoredPoint, { labels }: StoredSeries): void {
    const named = { ...point, labels };
    if (this.isEncodable(point)) this.encoder.add(named);
    else this.plain.push(named);
    this.hasOverflow ||= point.overflow;
  }

  finish(): KeptMetric[] {
    const encoded = this.encoder.finish(this.of);
    return [
      ...(encoded === undefined ? [] : [encoded]),
      ...(this.plain.length === 0 ? [] : [{ ...this.of, series: this.plain }]),
    ];
  }

  /** Encoded as the collector does, histograms have the bounds of their instrument, and the extremes that were recorded. */
  private isEncodable(point: StoredPoint['point']): boolean {
    if (point.overflow && this.hasOverflow) return false;
    if (!('histogram' in point)) return true;
    const { explicit, isMinBound, isMaxBound } = point.histogram;
    if (isMinBound === true || isMaxBound === true) return false;
    const { bucketBounds } = this.of.instrument;
    return (
      explicit === undefined ||
      explicit.bounds === bucketBounds ||
      (bucketBounds?.length === explicit.bounds.length &&
        explicit.bounds.every((bound, i) => bound === bucketBounds[i]))
    );
  }
}
