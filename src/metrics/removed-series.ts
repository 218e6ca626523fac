/** The series of a metric that were removed: somebody may have a handle, and the current interval may hold something of them. */
import type { Series } from './aggregation/series.ts';

export class RemovedSeries<S extends Series> {
  /** By their labels, for as long as somebody has a handle: it brings the series back. */
  private readonly byKey = new Map<string, WeakRef<S>>();
  private leaving = new Set<S>();
  /** Until they are back: whoever recorded into one of them may have let go of it. */
  private readonly awake = new Set<S>();

  private readonly limit: number;
  private readonly recall: () => void;

  /**
   * @param limit of those that the current interval holds something of, and of those that are awake.
   * @param recall called where so many are awake: takes them back, or what they were told.
   */
  constructor(limit: number, recall: () => void) {
    this.limit = limit;
    this.recall = recall;
  }

  /** @param keepsLevel see `Series.detach` */
  keep(key: string, series: S, keepsLevel: boolean): void {
    this.byKey.set(key, new WeakRef(series));
    this.awake.delete(series);
    series.detach(keepsLevel, () => {
      if (!series.isDetached) return;
      if (this.awake.size >= this.limit) this.recall();
      this.awake.add(series);
    });
  }

  /** What the current interval holds of it stays there; false where it holds something of so many others already. */
  leave(series: S): boolean {
    const { leaving } = this;
    const hasRoom = leaving.has(series) || leaving.size < this.limit;
    if (hasRoom) leaving.add(series);
    return hasRoom;
  }

  /** The one of these labels, where somebody still has it. */
  find(key: string): S | undefined {
    return this.byKey.get(key)?.deref();
  }

  /** It is back. */
  delete(key: string, series: S): void {
    this.byKey.delete(key);
    this.awake.delete(series);
  }

  /** Those that something was recorded into since they were removed. */
  *returning(): Generator<[key: string, series: S], void> {
    for (const [key, one] of this.byKey) {
      const series = one.deref();
      series?.refresh?.();
      if (series === undefined) this.byKey.delete(key);
      else if (!series.isIdle) yield [key, series];
    }
  }

  /** Those that left within the current interval, and are not back. */
  get ofInterval(): S[] {
    return [...this.leaving].filter(({ isDetached }) => isDetached);
  }

  /** As `ofInterval`, of an interval that ends. */
  takeInterval(): S[] {
    const taken = this.ofInterval;
    this.leaving = new Set();
    return taken;
  }

  /** Gives the memory back of those that something was recorded into, and forgets all. */
  dispose(): void {
    for (const [, series] of this.returning()) series.dispose();
    this.byKey.clear();
    this.leaving.clear();
  }
}
