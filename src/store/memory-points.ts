/** Intervals in memory, asked as everything else that is stored is: what waits to be written, and what goes on. */
import { EncodedInterval, type Interval, type MetricSnapshot } from '../metrics/inner.ts';
import type { Coverage, Selection, StoredPoint, StoredRuns, StoreView } from './model.ts';

/** Points that are handed out together: a fraction of a millisecond. */
const BATCH = 256;

/** Whose the intervals are. */
export interface IntervalOwner {
  readonly member: string;
  readonly instance: string;
}

export class MemoryPoints implements StoreView {
  private readonly intervals: readonly Interval[];
  private readonly owner: IntervalOwner;
  private readonly recordedRuns: readonly StoredRuns[];

  /** @param intervals in any order, each once. @param runs oldest first */
  constructor(intervals: readonly Interval[], owner: IntervalOwner, runs: readonly StoredRuns[] = []) {
    this.intervals = intervals;
    this.owner = owner;
    this.recordedRuns = runs;
  }

  /** Whoever reads may pause after each batch, of which an interval has one or more, and decodes nothing that is not wanted. */
  async *points(selection: Selection): AsyncGenerator<readonly StoredPoint[]> {
    const { member } = this.owner;
    for (const interval of this.in(selection)) {
      const { startedAtUnixMs, endedAtUnixMs, durationSeconds } = interval;
      const identity = { member, startedAtUnixMs, endedAtUnixMs, durationSeconds };
      let batch: StoredPoint[] = [];
      for (const { instrument, fullName, series } of partsIn(interval, selection.isWanted)) {
        for (const point of series) {
          batch.push({ ...identity, instrument, fullName, point });
          if (batch.length < BATCH) continue;
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    }
  }

  async *coverage(selection: Selection): AsyncGenerator<readonly Coverage[]> {
    const stretches = this.in(selection).map(
      ({ startedAtUnixMs, endedAtUnixMs, durationSeconds }): Coverage => {
        return { ...this.owner, startedAtUnixMs, endedAtUnixMs, durationSeconds };
      },
    );
    if (stretches.length > 0) yield stretches;
  }

  async *runs(): AsyncGenerator<StoredRuns> {
    yield* this.recordedRuns;
  }

  release(): void {}

  private in({ startUnixMs, endUnixMs, members }: Selection): readonly Interval[] {
    if (members?.includes(this.owner.member) === false) return [];
    return this.intervals.filter(
      ({ startedAtUnixMs }) => startedAtUnixMs >= startUnixMs && startedAtUnixMs < endUnixMs,
    );
  }
}

function partsIn(interval: Interval, isWanted: Selection['isWanted']): Iterable<MetricSnapshot> {
  if (interval instanceof EncodedInterval) return interval.parts(isWanted);
  return interval.metrics.filter(({ instrument, fullName }) => isWanted(instrument, fullName));
}
