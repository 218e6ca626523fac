/** Distributions of several metrics and series as one, step by step and in all. */
import { type ExponentialSnapshot, quantilesOf } from '../../histogram/index.ts';
import { SnapshotMerge } from '../../histogram/inner.ts';
import type { MetricSnapshot } from '../../metrics/inner.ts';
import { quantileOf } from '../../telemetry/index.ts';

export const PERCENTILES = [50, 95, 99] as const;

/** Gathers snapshots, and is given back. */
export class Merged {
  private readonly merge = new SnapshotMerge();

  add(snapshots: Iterable<ExponentialSnapshot>): this {
    for (const snapshot of snapshots) this.merge.add(snapshot);
    return this;
  }

  /** Ends it. */
  end(): ExponentialSnapshot {
    const snapshot = this.merge.snapshot();
    this.merge.dispose();
    return snapshot;
  }
}

/** All of these as one. */
export function mergedOf(snapshots: readonly ExponentialSnapshot[]): ExponentialSnapshot {
  const [only] = snapshots;
  return snapshots.length === 1 && only !== undefined ? only : new Merged().add(snapshots).end();
}

export function* histogramsIn(metrics: readonly MetricSnapshot[]): Generator<ExponentialSnapshot> {
  for (const { series } of metrics) {
    for (const point of series) if ('histogram' in point) yield point.histogram;
  }
}

/** NaN of nothing. */
export function percentilesOf(snapshot: ExponentialSnapshot, percentiles: readonly number[]): number[] {
  return quantilesOf(snapshot, percentiles.map(quantileOf));
}
