/** Many intervals, or many processes, as one: counters add up, histograms merge, gauges follow a rule. */
import { type ExponentialSnapshot, mergeSnapshots } from '../histogram/index.ts';
import { mergeExemplars } from './aggregation/exemplars.ts';
import type {
  DataPoint,
  Exemplar,
  GaugeRule,
  Instrument,
  MetricSnapshot,
  RatioRule,
  ValuePoint,
} from './base/model.ts';
import { mapping, runSync, type Slices } from './base/slices.ts';
import { ownLabelsOf } from './definition.ts';
import { restorePoint, restoringMetric } from './json.ts';

interface Merged {
  readonly first: DataPoint;
  readonly exemplars: (readonly Exemplar[] | undefined)[];
  createdAtUnixMs: number;
  value: number;
  readonly histograms: ExponentialSnapshot[];
}

interface MergedMetric {
  metric: MetricSnapshot;
  readonly series: Map<string, Merged>;
}

/** Series that are added or merged in one go: well under a millisecond. */
const SLICE = 64;

const COMBINED: Readonly<Record<GaugeRule, (before: number, value: number) => number>> = {
  sum: (before, value) => before + value,
  min: Math.min,
  max: Math.max,
  last: (_, value) => value,
};

/** The intervals of one instance as one: gauges have their last value, unless they say otherwise. @param parts what each brought, oldest first. */
export function mergeIntervals(parts: readonly (readonly MetricSnapshot[])[]): MetricSnapshot[] {
  return runSync(mergingMetrics(parts, ({ instrument }) => instrument.acrossIntervals ?? 'last'));
}

/** As one, by a rule for each gauge. @param parts oldest first, which only the rule `last` looks at. */
export function* mergingMetrics(
  parts: readonly (readonly MetricSnapshot[])[],
  ruleOf: (gauge: MetricSnapshot) => GaugeRule,
): Slices<MetricSnapshot[]> {
  if (parts.length === 1) return yield* mapping(parts[0] as readonly MetricSnapshot[], restoringMetric);
  const byKey = new Map<string, MergedMetric>();
  let done = 0;
  for (const metric of parts.flat()) {
    const key = keyOf(metric);
    const known = byKey.get(key) ?? { metric, series: new Map<string, Merged>() };
    byKey.set(key, known);
    known.metric = withLabelsOf(known.metric, metric);
    const combined = COMBINED[metric.instrument.kind === 'gauge' ? ruleOf(metric) : 'sum'];
    for (const point of metric.series) {
      add(known.series, restorePoint(point, metric.instrument), combined);
      if (++done % SLICE === 0) yield;
    }
  }
  const merged: MetricSnapshot[] = [];
  for (const { metric, series } of byKey.values()) {
    const points: DataPoint[] = [];
    for (const one of series.values()) {
      points.push(pointOf(metric.instrument, one));
      if (++done % SLICE === 0) yield;
    }
    merged.push({ ...metric, series: points });
  }
  return merged;
}

/** The metric with the labels that it has by itself alone: series that differ in no other are one. */
export function* withoutAddedLabels(metric: MetricSnapshot, gaugeRule: GaugeRule): Slices<MetricSnapshot> {
  const { instrument, series } = metric;
  if (instrument.addedLabels === undefined) return metric;
  const { addedLabels, ...described } = instrument;
  const own = { ...described, labels: ownLabelsOf(instrument) };
  const merged = new Map<string, Merged>();
  let done = 0;
  for (const point of series) {
    if (++done % SLICE === 0) yield;
    const entries = Object.entries(point.labels).filter(([name]) => !addedLabels.includes(name));
    add(
      merged,
      { ...point, labels: Object.fromEntries(entries) },
      COMBINED[instrument.kind === 'gauge' ? gaugeRule : 'sum'],
    );
  }
  return { ...metric, instrument: own, series: yield* mapping(merged.values(), (one) => pointOf(own, one)) };
}

/** The metrics with their shares computed anew; a series whose counts are not there, or not told apart, stays as it is. */
export function withRatios(metrics: readonly MetricSnapshot[]): MetricSnapshot[] {
  return metrics.map((metric) => {
    const { acrossProcesses: rule, prefix = '' } = metric.instrument;
    if (typeof rule !== 'object') return metric;
    const counter = metrics.find(({ fullName }) => fullName === prefix + rule.of);
    if (counter?.instrument.labels.includes(rule.label) === false) return metric;
    const counts = countsBy(rule, counter?.series ?? []);
    return { ...metric, series: metric.series.map((point) => withRatio(point, counts, rule)) };
  });
}

/** Instruments of several libraries may have one name: what else is told of them keeps them apart. */
function keyOf({ fullName, instrument }: MetricSnapshot): string {
  const { scope, kind, unit, isInteger = false, isAsynchronous = false } = instrument;
  return scope === undefined
    ? fullName
    : JSON.stringify([scope, fullName, kind, unit, isInteger, isAsynchronous]);
}

/** Of instruments with labels of their own for each series, each part knows those that it has met. */
function withLabelsOf(metric: MetricSnapshot, { instrument }: MetricSnapshot): MetricSnapshot {
  const { labels, addedLabels = [] } = metric.instrument;
  const more = instrument.labels.filter((label) => !labels.includes(label));
  if (more.length === 0) return metric;
  const added = [...addedLabels, ...more.filter((label) => instrument.addedLabels?.includes(label))];
  return {
    ...metric,
    instrument: {
      ...metric.instrument,
      labels: [...labels, ...more],
      ...(added.length > 0 && { addedLabels: added }),
    },
  };
}

function add(
  all: Map<string, Merged>,
  point: DataPoint,
  combined: (before: number, value: number) => number,
): void {
  const key = `${point.overflow} ${labelsKey(point)}`;
  const known = all.get(key);
  const { createdAtUnixMs } = point;
  const merged = known ?? { first: point, exemplars: [], createdAtUnixMs, value: 0, histograms: [] };
  all.set(key, merged);
  merged.exemplars.push(point.exemplars);
  merged.createdAtUnixMs = Math.min(merged.createdAtUnixMs, createdAtUnixMs);
  if ('histogram' in point) merged.histograms.push(point.histogram);
  else merged.value = known === undefined ? point.value : combined(merged.value, point.value);
}

/** Values of labels may hold any character: JSON keeps them apart. */
function labelsKey({ labels }: DataPoint, without?: string): string {
  const entries = Object.entries(labels).filter(([name]) => name !== without);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pointOf(
  instrument: Instrument,
  { first, exemplars, createdAtUnixMs, value, histograms }: Merged,
): DataPoint {
  const { labels, overflow } = first;
  const newest = mergeExemplars(instrument, exemplars);
  const described = { labels, overflow, createdAtUnixMs, ...(newest && { exemplars: newest }) };
  if (histograms.length === 0) return { ...described, value };
  // Also of one alone, which is checked by that: it may be from another process.
  return { ...described, histogram: mergeSnapshots(histograms) };
}

function countsBy(rule: RatioRule, points: readonly DataPoint[]): Map<string, { part: number; all: number }> {
  const counts = new Map<string, { part: number; all: number }>();
  for (const point of points) {
    if (point.overflow || !('value' in point)) continue;
    const key = labelsKey(point, rule.label);
    const { part, all } = counts.get(key) ?? { part: 0, all: 0 };
    const isPart = point.labels[rule.label] === rule.value;
    counts.set(key, { part: part + (isPart ? point.value : 0), all: all + point.value });
  }
  return counts;
}

function withRatio(
  point: DataPoint,
  counts: ReadonlyMap<string, { part: number; all: number }>,
  rule: RatioRule,
): DataPoint {
  const counted = point.overflow ? undefined : counts.get(labelsKey(point, rule.label));
  if (counted === undefined || !('value' in point)) return point;
  return { ...(point as ValuePoint), value: counted.part / counted.all };
}
