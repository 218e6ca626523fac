/** Of which series something was recorded, without a look at what it was. */
import { EncodedInterval, type Instrument, type Interval, type Labels } from '../../metrics/inner.ts';
import { figuresIn } from '../figures.ts';
import { JoinedView } from '../member/joined-view.ts';
import { type IntervalOwner, MemoryPoints } from '../memory-points.ts';
import type { PointSource, Selection, StoredRuns, StoredSeries, StoreView } from '../model.ts';

/** A part that knows its series without reading their points. */
export interface SeriesSource extends Pick<PointSource, 'points' | 'figures'> {
  /** Those with points of the selection; it may give more than that, never less, and a series several times. */
  series?(selection: Selection): AsyncIterable<readonly StoredSeries[]>;
}

/** Of a part that has points alone, of each point. */
export async function* seriesIn(
  source: SeriesSource,
  selection: Selection,
): AsyncGenerator<readonly StoredSeries[]> {
  if (source.series !== undefined) {
    yield* source.series(selection);
    return;
  }
  const { startUnixMs, endUnixMs } = selection;
  for await (const figures of figuresIn(source as PointSource, selection)) {
    yield figures
      .filter(({ startedAtUnixMs: at }) => at >= startUnixMs && at < endUnixMs)
      .map(({ series }) => series);
  }
}

/** Each series of each member once: those that are described by the same objects are told without a look at these. */
export class DistinctSeries {
  private readonly byLabels = new Map<Labels, StoredSeries[]>();
  private readonly byKey = new Map<string, StoredSeries>();

  get all(): StoredSeries[] {
    return [...this.byKey.values()];
  }

  has({ member, instrument, labels, overflow }: StoredSeries): boolean {
    const known = this.byLabels.get(labels) ?? [];
    return known.some(
      (one) => one.instrument === instrument && one.member === member && one.overflow === overflow,
    );
  }

  add(series: StoredSeries): void {
    const { member, instrument, fullName, labels, overflow } = series;
    this.byLabels.set(labels, [...(this.byLabels.get(labels) ?? []), series]);
    const { kind, unit, scope, isInteger } = instrument;
    const key = JSON.stringify([member, fullName, kind, unit, scope, isInteger, overflow, entriesOf(labels)]);
    if (!this.byKey.has(key)) this.byKey.set(key, series);
  }
}

/** In one order. */
function entriesOf(labels: Labels): readonly (readonly [string, unknown])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Intervals in memory, with their series. */
export class MemoryHistory extends MemoryPoints {
  private readonly all: readonly Interval[];
  private readonly member: string;

  /** @param intervals in any order, each once. @param runs oldest first */
  constructor(intervals: readonly Interval[], owner: IntervalOwner, runs: readonly StoredRuns[]) {
    super(intervals, owner, runs);
    this.all = intervals;
    this.member = owner.member;
  }

  /** Intervals of a telemetry share what describes a series. */
  async *series({ startUnixMs, endUnixMs, isWanted }: Selection): AsyncGenerator<readonly StoredSeries[]> {
    const known = new Map<Instrument, Set<Labels>>();
    for (const interval of this.all) {
      if (interval.startedAtUnixMs < startUnixMs || interval.startedAtUnixMs >= endUnixMs) continue;
      const series: StoredSeries[] = [];
      for (const { instrument, fullName, labels, overflow } of describedIn(interval)) {
        if (!isWanted(instrument, fullName)) continue;
        const before = known.get(instrument) ?? new Set();
        known.set(instrument, before);
        if (before.has(labels)) continue;
        before.add(labels);
        series.push({ member: this.member, instrument, fullName, labels, overflow });
      }
      yield series;
    }
  }
}

/** Parts of which none has what another one has, with the series of each. */
export class JoinedHistory extends JoinedView {
  private readonly all: readonly StoreView[];

  constructor(views: readonly StoreView[]) {
    super(views);
    this.all = views;
  }

  async *series(selection: Selection): AsyncGenerator<readonly StoredSeries[]> {
    for (const view of this.all) yield* seriesIn(view, selection);
  }
}

function* describedIn(interval: Interval): Generator<Omit<StoredSeries, 'member'>> {
  const metrics = interval instanceof EncodedInterval ? interval.kept : interval.metrics;
  for (const metric of metrics) {
    if ('counts' in metric) {
      const { overflowAt, labels: all } = metric;
      for (const [i, labels] of all.entries()) yield { ...metric.metric, labels, overflow: i === overflowAt };
    } else {
      const { instrument, fullName, series } = metric;
      for (const { labels, overflow } of series) yield { instrument, fullName, labels, overflow };
    }
  }
}
