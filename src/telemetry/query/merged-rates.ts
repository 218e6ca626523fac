/** Success and error rates of storage operations, anew from merged counters: rates themselves cannot be merged. */
import type { CatalogueName } from '../catalogue.ts';
import type { Outcome } from '../outcome.ts';
import type { MetricSnapshot, SeriesSnapshot } from '../snapshot.ts';

const OUTCOME_OF: Readonly<Record<string, Outcome>> = {
  operation_success_rate: 'ok',
  operation_error_rate: 'error',
} satisfies Partial<Record<CatalogueName<'gauge'>, Outcome>>;

const COUNTER: CatalogueName<'counter'> = 'operation_outcomes_total';

/** The metrics with their rates made true; a series whose counter went over its limit stays as it is. */
export function withRates(metrics: readonly MetricSnapshot[]): MetricSnapshot[] {
  return metrics.map((metric) => {
    const { category, name } = metric.definition;
    const outcome = category === 'storage' && Object.hasOwn(OUTCOME_OF, name) ? OUTCOME_OF[name] : undefined;
    if (outcome === undefined) return metric;
    const counterName = metric.fullName.slice(0, -name.length) + COUNTER;
    const counter = metrics.find(({ fullName }) => fullName === counterName);
    const ended = endedIn(counter?.series ?? []);
    return { ...metric, series: metric.series.map((series) => withRate(series, ended, outcome)) };
  });
}

function endedIn(series: readonly SeriesSnapshot[]): Map<string, Map<string, number>> {
  const ended = new Map<string, Map<string, number>>();
  for (const one of series) {
    if (one.overflow || !('value' in one)) continue;
    const counts = ended.get(keyOf(one)) ?? new Map<string, number>();
    ended.set(keyOf(one), counts.set(one.labels.outcome as string, one.value));
  }
  return ended;
}

function withRate(
  series: SeriesSnapshot,
  ended: ReadonlyMap<string, ReadonlyMap<string, number>>,
  outcome: Outcome,
): SeriesSnapshot {
  const counts = series.overflow ? undefined : ended.get(keyOf(series));
  if (counts === undefined || !('value' in series)) return series;
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { ...series, value: (counts.get(outcome) ?? 0) / all };
}

function keyOf({ labels }: SeriesSnapshot): string {
  return JSON.stringify([labels.operation_type, labels.backend]);
}
