/** What came since the last collection, as the difference of two snapshots: nothing else is touched by a reader. */
import { subtractSnapshots } from '../../histogram/index.ts';
import type { DataPoint, Labels } from '../../metrics/inner.ts';

export class Deltas {
  /** By the labels themselves, which are one object for the life of a series. */
  private before = new Map<Labels, DataPoint>();
  private now = new Map<Labels, DataPoint>();
  private beforeUnixMs: number | undefined;

  /**
   * The series less what it held at the last collection, and since when that is; undefined if nothing came.
   * Counts and sums are exact; minimum and maximum are so where they have moved, and else the ends of buckets.
   */
  since(series: DataPoint): { series: DataPoint; startUnixMs: number } | undefined {
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

function difference(series: DataPoint, before: DataPoint): DataPoint {
  if ('value' in series && 'value' in before) return { ...series, value: series.value - before.value };
  if (!('histogram' in series && 'histogram' in before)) return series;
  return { ...series, histogram: subtractSnapshots(series.histogram, before.histogram) };
}

function isEmpty(series: DataPoint): boolean {
  return 'value' in series ? series.value === 0 : series.histogram.count === 0;
}
