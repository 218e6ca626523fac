/** What a store holds of a range, step by step and series by series. */
import type { ExponentialSnapshot } from '../../histogram/index.ts';
import type { Labels, MetricKind } from '../../metrics/inner.ts';
import type { QueriedStore, StoreQuery } from '../../store/index.ts';

/** A series in one step of time: a histogram, or a value. */
export interface SeriesStep {
  readonly startedAtUnixMs: number;
  /** What was observed of it. */
  readonly seconds: number;
  readonly histogram: ExponentialSnapshot | undefined;
  readonly value: number;
}

export interface AnalyzedSeries {
  readonly metric: string;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly labels: Labels;
  /** In time; those in which nothing was recorded of it are left out. */
  readonly steps: readonly SeriesStep[];
}

type Collected = Omit<AnalyzedSeries, 'steps'> & { readonly steps: SeriesStep[] };

/** By a key that is the same for the same series of another range. */
export async function seriesIn(
  store: QueriedStore,
  query: StoreQuery & { readonly stepSeconds: number },
): Promise<Map<string, AnalyzedSeries>> {
  const found = new Map<string, Collected>();
  for await (const { startedAtUnixMs, observedSeconds: seconds, metrics } of store.query(query).points()) {
    for (const { fullName, instrument, series } of metrics) {
      for (const point of series) {
        const { labels, overflow } = point;
        const histogram = 'histogram' in point ? point.histogram : undefined;
        if (histogram?.count === 0) continue;
        const key = JSON.stringify([fullName, labels, overflow]);
        const { kind, unit } = instrument;
        const known = found.get(key) ?? { metric: fullName, kind, unit, labels, steps: [] };
        found.set(key, known);
        const value = 'value' in point ? point.value : Number.NaN;
        known.steps.push({ startedAtUnixMs, seconds, histogram, value });
      }
    }
  }
  return found;
}

export function isDuration({ kind, unit }: Pick<AnalyzedSeries, 'kind' | 'unit'>): boolean {
  return kind === 'histogram' && (unit === 'seconds' || unit === 's');
}
