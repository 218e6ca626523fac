/** Many intervals as one: counters add up, histograms merge, gauges have their last value. */
import { type ExponentialSnapshot, mergeSnapshots } from '../../histogram/index.ts';
import { mergeExemplars } from '../exemplars.ts';
import type { Exemplar, MetricDefinition, MetricSnapshot, SeriesSnapshot } from '../snapshot.ts';

interface Sum {
  readonly first: SeriesSnapshot;
  readonly exemplars: (readonly Exemplar[] | undefined)[];
  value: number;
  readonly histograms: ExponentialSnapshot[];
}

/** @param parts what each interval brought, oldest first. */
export function mergeMetrics(parts: readonly (readonly MetricSnapshot[])[]): MetricSnapshot[] {
  if (parts.length === 1) return [...(parts[0] as readonly MetricSnapshot[])];
  const byName = new Map<string, { metric: MetricSnapshot; sums: Map<string, Sum> }>();
  for (const metric of parts.flat()) {
    const known = byName.get(metric.fullName) ?? { metric, sums: new Map<string, Sum>() };
    byName.set(metric.fullName, known);
    for (const series of metric.series) add(known.sums, metric.definition, series);
  }
  return [...byName.values()].map(({ metric, sums }) => ({
    ...metric,
    series: [...sums.values()].map((sum) => whole(metric.definition, sum)),
  }));
}

function add(sums: Map<string, Sum>, { kind, labels }: MetricDefinition, series: SeriesSnapshot): void {
  // Values of labels may hold any character: JSON keeps them apart.
  const key = series.overflow ? '' : JSON.stringify(labels.map((label) => series.labels[label]));
  const sum = sums.get(key) ?? { first: series, exemplars: [], value: 0, histograms: [] };
  sums.set(key, sum);
  sum.exemplars.push(series.exemplars);
  if ('histogram' in series) sum.histograms.push(series.histogram);
  else sum.value = kind === 'gauge' ? series.value : sum.value + series.value;
}

function whole(definition: MetricDefinition, { first, exemplars, value, histograms }: Sum): SeriesSnapshot {
  const { labels, overflow, createdAtUnixMs } = first;
  const newest = mergeExemplars(definition, exemplars);
  const described = { labels, overflow, createdAtUnixMs, ...(newest && { exemplars: newest }) };
  return histograms.length === 0
    ? { ...described, value }
    : { ...described, histogram: mergeSnapshots(histograms) };
}
