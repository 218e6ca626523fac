/** Intervals in memory, asked as everything else that is stored is: what waits to be written, and what goes on. */
import type { Coverage, Selection, StoredInterval, StoredPoint, StoredRuns, StoreView } from './model.ts';

/** Points that are handed out together: a fraction of a millisecond. */
const BATCH = 256;

export class MemoryPoints implements StoreView {
  private readonly intervals: readonly StoredInterval[];
  private readonly recordedRuns: readonly StoredRuns[];

  /** @param intervals in any order, each once. @param runs oldest first */
  constructor(intervals: readonly StoredInterval[], runs: readonly StoredRuns[] = []) {
    this.intervals = intervals;
    this.recordedRuns = runs;
  }

  async *points(selection: Selection): AsyncGenerator<readonly StoredPoint[]> {
    let batch: StoredPoint[] = [];
    for (const interval of this.in(selection)) {
      const { member, startedAtUnixMs, endedAtUnixMs, durationSeconds } = interval;
      for (const { instrument, fullName, series } of interval.metrics) {
        if (!selection.isWanted(instrument, fullName)) continue;
        for (const point of series) {
          batch.push({
            member,
            startedAtUnixMs,
            endedAtUnixMs,
            durationSeconds,
            instrument,
            fullName,
            point,
          });
          if (batch.length < BATCH) continue;
          yield batch;
          batch = [];
        }
      }
    }
    if (batch.length > 0) yield batch;
  }

  async *coverage(selection: Selection): AsyncGenerator<readonly Coverage[]> {
    const stretches = this.in(selection).map(
      ({ member, instance, startedAtUnixMs, endedAtUnixMs, durationSeconds }): Coverage => {
        return { member, instance, startedAtUnixMs, endedAtUnixMs, durationSeconds };
      },
    );
    if (stretches.length > 0) yield stretches;
  }

  async *runs(): AsyncGenerator<StoredRuns> {
    yield* this.recordedRuns;
  }

  release(): void {}

  private in({ startUnixMs, endUnixMs, members }: Selection): readonly StoredInterval[] {
    return this.intervals.filter(
      ({ member, startedAtUnixMs }) =>
        startedAtUnixMs >= startUnixMs &&
        startedAtUnixMs < endUnixMs &&
        (members === undefined || members.includes(member)),
    );
  }
}
