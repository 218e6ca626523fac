/** The series of one name: as many as were asked for, and one more for what came after the limit. */
import type { KeptMetric } from './packed-interval.ts';
import type { MetricPacker } from './packed-metric.ts';
import type { Addition } from './past.ts';
import type { Series } from './series.ts';
import type { MetricDefinition, MetricReading, MetricSnapshot, SeriesSnapshot } from './snapshot.ts';

/** Series that are folded in one go: a fraction of a millisecond. */
const SLICE = 64;

/** How a series is read: as plain data, or in place. */
type Reader = 'snapshot' | 'seen';

export abstract class Family<S extends Series> {
  /** Prefix and name. */
  readonly fullName: string;
  protected all: S[] = [];
  protected overflow: S | undefined;
  private told: MetricSnapshot | undefined;

  constructor(fullName: string) {
    this.fullName = fullName;
  }

  abstract get definition(): MetricDefinition;

  /** Everything recorded so far. */
  snapshot(): MetricSnapshot {
    return this.snapshotOf(this.everySeries().map((one) => one.snapshot()));
  }

  /** As `snapshot`, with each series read when its turn comes; ends early where somebody disposes meanwhile. */
  reading(): MetricReading {
    const { definition, fullName } = this;
    // Series that are made meanwhile may have labels that the definition does not know yet.
    const { length } = this.all;
    const each = (reader: Reader) => ({ [Symbol.iterator]: () => this.read(length, reader) });
    return { definition, fullName, series: each('snapshot'), inPlace: each('seen') };
  }

  /** What the current interval brought. */
  delta(): MetricSnapshot {
    return this.snapshotOf(this.everySeries().map((one) => one.delta()));
  }

  /** Ends the current interval and returns what it brought, if that is anything; yields after every `SLICE` series. */
  *fold(packer: MetricPacker, addition: Addition): Generator<void, KeptMetric | undefined> {
    const { definition, fullName } = this;
    const gauges: (SeriesSnapshot | undefined)[] = [];
    for (const [i, series] of this.everySeries().entries()) {
      if (definition.kind === 'gauge') gauges.push(series.delta());
      else series.fold(packer, addition);
      if (i % SLICE === SLICE - 1) yield;
    }
    if (definition.kind !== 'gauge') return packer.finish({ definition, fullName });
    const snapshot = this.snapshotOf(gauges);
    return snapshot.series.length > 0 ? snapshot : undefined;
  }

  /** Forgets every series and gives its memory back. */
  dispose(): void {
    for (const series of this.everySeries()) series.dispose();
    this.all = [];
    this.overflow = undefined;
  }

  private *read(length: number, reader: Reader): Generator<SeriesSnapshot, void> {
    for (let i = 0; i < length && i < this.all.length; i++) {
      const series = (this.all[i] as S)[reader]();
      if (series !== undefined) yield series;
    }
    const overflow = this.overflow?.[reader]();
    if (overflow !== undefined) yield overflow;
  }

  private everySeries(): readonly S[] {
    return this.overflow === undefined ? this.all : [...this.all, this.overflow];
  }

  private snapshotOf(all: readonly (SeriesSnapshot | undefined)[]): MetricSnapshot {
    const series = all.filter((one) => one !== undefined);
    const { told, definition, fullName } = this;
    // Gauges that did not move are the same objects as last time: a history of intervals holds their list once.
    if (told?.series.length === series.length && series.every((one, i) => one === told.series[i]))
      return told;
    this.told = { definition, fullName, series };
    return this.told;
  }
}
