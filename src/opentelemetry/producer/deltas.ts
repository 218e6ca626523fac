/** What came since the last collection, as the difference of two snapshots: nothing else is touched by a reader. */
import { subtractSnapshots } from '../../histogram/index.ts';
import type { Labels, SeriesSnapshot } from '../../telemetry/snapshot.ts';

export class Deltas {
  /** By the labels themselves, which are one object for the life of a series. */
  private before = new Map<Labels, SeriesSnapshot>();
  private now = new Map<Labels, SeriesSnapshot>();
  private beforeUnixMs: number | undefined;

  /**
   * The series less what it held at the last collection, and since when that is; undefined if nothing came.
   * Counts and sums are exact; minimum and maximum are so where they have moved, and else the ends of buckets.
   */
  since(series: SeriesSnapshot): { series: SeriesSnapshot; startUnixMs: number } | undefined {
    const before = this.before.get(series.labels);
    this.now.set(series.labels, series);
    const isKnown = before !== undefined && before.createdAtUnixMs === series.createdAtUnixMs;
    const delta = isKnown ? difference(series, before) : series;
    if (isEmpty(delta)) return undefined;
    return { series: delta, startUnixMs: isKnown ? (this.beforeUnixMs as number) : series.createdAtUnixMs };
  }

  /** The collection is over; series that were not in it are forgotten. */
  end(atUnixMs: number): void {
    this.before = this.now;
    this.now = new Map();
    this.beforeUnixMs = atUnixMs;
  }
}

function difference(series: SeriesSnapshot, before: SeriesSnapshot): SeriesSnapshot {
  if ('value' in series && 'value' in before) return { ...series, value: series.value - before.value };
  if (!('histogram' in series && 'histogram' in before)) return series;
  const histogram = subtractSnapshots(series.histogram, before.histogram);
  if (series.explicit === undefined || before.explicit === undefined) return { ...series, histogram };
  return { ...series, histogram, explicit: subtractSnapshots(series.explicit, before.explicit) };
}

function isEmpty(series: SeriesSnapshot): boolean {
  return 'value' in series ? series.value === 0 : series.histogram.count === 0;
}
