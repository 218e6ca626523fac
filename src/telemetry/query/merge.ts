/** Many intervals, or many processes, as one: counters add up, histograms merge, gauges follow a rule. */
import { type ExponentialSnapshot, mergeSnapshots } from '../../histogram/index.ts';
import { mergeExemplars } from '../exemplars.ts';
import { atOnce, type Slices } from '../slices.ts';
import type { Exemplar, MetricDefinition, MetricSnapshot, SeriesSnapshot } from '../snapshot.ts';
import type { GaugeRule } from './gauge-rules.ts';

interface Sum {
  readonly first: SeriesSnapshot;
  readonly exemplars: (readonly Exemplar[] | undefined)[];
  createdAtUnixMs: number;
  value: number;
  readonly histograms: ExponentialSnapshot[];
}

/** Series that are added or merged in one go: well under a millisecond. */
const SLICE = 64;

const COMBINED: Readonly<Record<GaugeRule, (before: number, value: number) => number>> = {
  sum: (before, value) => before + value,
  min: Math.min,
  max: Math.max,
  last: (_, value) => value,
};

/** Of intervals: gauges have their last value. @param parts what each interval brought, oldest first. */
export function mergeMetrics(parts: readonly (readonly MetricSnapshot[])[]): MetricSnapshot[] {
  return atOnce(mergingMetrics(parts, () => 'last'));
}

/** As `mergeMetrics`, by a rule for each gauge. @param parts oldest first, which only the rule `last` looks at. */
export function* mergingMetrics(
  parts: readonly (readonly MetricSnapshot[])[],
  ruleOf: (gauge: MetricSnapshot) => GaugeRule,
): Slices<MetricSnapshot[]> {
  if (parts.length === 1) return [...(parts[0] as readonly MetricSnapshot[])];
  const byName = new Map<string, { metric: MetricSnapshot; sums: Map<string, Sum> }>();
  for (const metric of parts.flat()) {
    const known = byName.get(metric.fullName);
    if (known === undefined) byName.set(metric.fullName, { metric, sums: new Map() });
    else known.metric = withLabelsOf(known.metric, metric);
  }
  let done = 0;
  for (const metric of parts.flat()) {
    const known = byName.get(metric.fullName) as { metric: MetricSnapshot; sums: Map<string, Sum> };
    const combined = COMBINED[metric.definition.kind === 'gauge' ? ruleOf(metric) : 'sum'];
    for (const series of metric.series) {
      add(known.sums, known.metric.definition, series, combined);
      if (++done % SLICE === 0) yield;
    }
  }
  const merged: MetricSnapshot[] = [];
  for (const { metric, sums } of byName.values()) {
    const series: SeriesSnapshot[] = [];
    for (const sum of sums.values()) {
      series.push(whole(metric.definition, sum));
      if (++done % SLICE === 0) yield;
    }
    merged.push({ ...metric, series });
  }
  return merged;
}

/** Of instruments with attributes of their own, each part knows the labels that it has met. */
function withLabelsOf(metric: MetricSnapshot, { definition }: MetricSnapshot): MetricSnapshot {
  const { labels } = metric.definition;
  const more = definition.labels.filter((label) => !labels.includes(label));
  if (more.length === 0) return metric;
  return { ...metric, definition: { ...metric.definition, labels: [...labels, ...more] } };
}

function add(
  sums: Map<string, Sum>,
  { labels }: MetricDefinition,
  series: SeriesSnapshot,
  combined: (before: number, value: number) => number,
): void {
  // Values of labels may hold any character: JSON keeps them apart.
  const key = series.overflow ? '' : JSON.stringify(labels.map((label) => series.labels[label]));
  const known = sums.get(key);
  const { createdAtUnixMs } = series;
  const sum = known ?? { first: series, exemplars: [], createdAtUnixMs, value: 0, histograms: [] };
  sums.set(key, sum);
  sum.exemplars.push(series.exemplars);
  sum.createdAtUnixMs = Math.min(sum.createdAtUnixMs, createdAtUnixMs);
  if ('histogram' in series) sum.histograms.push(series.histogram);
  else sum.value = known === undefined ? series.value : combined(sum.value, series.value);
}

function whole(
  definition: MetricDefinition,
  { first, exemplars, createdAtUnixMs, value, histograms }: Sum,
): SeriesSnapshot {
  const { labels, overflow, origin } = first;
  const newest = mergeExemplars(definition, exemplars);
  const described = {
    labels,
    overflow,
    createdAtUnixMs,
    ...(origin && { origin }),
    ...(newest && { exemplars: newest }),
  };
  return histograms.length === 0
    ? { ...described, value }
    : { ...described, histogram: mergeSnapshots(histograms) };
}
