/** The metrics in a journal, a segment or a store: as rows, and those to be drawn as distributions. */
import type { BucketSnapshot } from '../../histogram/index.ts';
import type { QueriedStore, StoreRow } from '../../store/index.ts';
import { type Distribution, drawnUnit, type Inspecting } from './inspected.ts';

export interface HistoryFacts {
  readonly rows: readonly StoreRow[];
  readonly distributions: readonly Distribution[];
}

export async function historyFacts(
  history: QueriedStore,
  { wanted, signal }: Inspecting,
): Promise<HistoryFacts> {
  const rows = await history.query({ groupBy: [], percentiles: [50, 95, 99], signal }).rows();
  const histograms = rows.filter(({ kind, count = 0 }) => kind === 'histogram' && count > 0);
  const named = histograms.filter(({ metric }) => wanted.some((name) => isNamed(metric, name)));
  const drawn = wanted.length > 0 ? named : likeliest(histograms);
  const distributions: Distribution[] = [];
  for (const { metric, unit } of drawn) {
    const snapshot = await snapshotOf(history, metric, signal);
    if (snapshot !== undefined) distributions.push({ title: metric, snapshot, unit: drawnUnit(unit) });
  }
  return { rows, distributions };
}

/** `inference_seconds` is `ipfs_aiml_inference_seconds`, too. */
function isNamed(metric: string, name: string): boolean {
  return metric === name || metric.endsWith(`_${name}`);
}

/** Of durations the one with the most values. */
function likeliest(rows: readonly StoreRow[]): readonly StoreRow[] {
  const durations = rows.filter(({ unit }) => drawnUnit(unit) === 'seconds');
  const most = (of: readonly StoreRow[]) =>
    [...of].sort((a, b) => (b.count ?? 0) - (a.count ?? 0)).slice(0, 1);
  return most(durations.length > 0 ? durations : rows);
}

async function snapshotOf(
  history: QueriedStore,
  metric: string,
  signal: AbortSignal,
): Promise<BucketSnapshot | undefined> {
  for await (const { metrics } of history.query({ metric, groupBy: [], signal }).points()) {
    for (const { series } of metrics) {
      for (const point of series) if ('histogram' in point) return point.histogram;
    }
  }
  return undefined;
}
