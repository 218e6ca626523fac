/** Finding things in a snapshot. Overflow series are passed over: they belong to nothing in particular. */

import {
  type HistogramPoint,
  type MetricSnapshot,
  type MetricsSnapshot,
  runSync,
  type Slices,
  type StringLabels,
  type ValuePoint,
  withoutAddedLabels,
  withRatios,
} from '../../metrics/inner.ts';
import { OPERATION_TYPES, type OperationCategory } from '../context/operation-types.ts';
import type { Outcome } from '../operations/outcome.ts';
import { gaugeRule } from './merge-snapshots.ts';
import { type DurationStatistics, durationStatistics } from './statistics.ts';

/** Labels of metrics of the catalogue are strings. */
type Named<Point> = Point & { readonly labels: StringLabels };
type ValueSnapshot = Named<ValuePoint>;
type DataPoint = ValueSnapshot | Named<HistogramPoint>;

/** As much of a snapshot, or of a window of time, as is read here. */
export interface Recorded {
  readonly metrics: MetricsSnapshot['metrics'];
  /** Of a snapshot. */
  readonly takenAtUnixMs?: number;
  /** Of a window: what rates are divided by. */
  readonly durationSeconds?: number;
  /** What came lately, in the last `aggregationIntervalSeconds` or more. Undefined of a snapshot, which has no history. */
  readonly recent?: readonly MetricSnapshot[] | undefined;
  /** Workers that told something within `workerTimeoutSeconds`. Undefined where nobody knows: then all of them count. */
  readonly activeWorkers?: ReadonlySet<string> | undefined;
}

/** How many operations ended in each way. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** By operation type; types without operations are left out. */
export type OutcomesByType = Readonly<Record<string, OutcomeCounts>>;

/** The series of a histogram, looked up by the value of a label. */
export function histogramsBy(label: string, recorded: Recorded, name: string) {
  return lookUp(groupedBy(label, histogramsOf(recorded, name)));
}

/** The series of a gauge or a counter, looked up by the value of a label. */
export function valuesBy(label: string, recorded: Recorded, name: string) {
  return lookUp(groupedBy(label, valuesOf(recorded, name)));
}

/** The parts of operations of a category, by subject, then by `model_load/fetch`. */
export function phasesBySubject(
  recorded: Recorded,
  category: OperationCategory,
  percentiles: readonly number[],
): Map<string, Readonly<Record<string, DurationStatistics>>> {
  const types: readonly string[] = OPERATION_TYPES[category];
  const ofCategory = histogramsOf(recorded, 'operation_phase_seconds').filter(({ labels }) =>
    types.includes(labels.operation_type as string),
  );
  return new Map(
    [...groupedBy('subject', ofCategory)].map(([subject, phases]) => {
      const named = phases.map((phase): [string, DurationStatistics | undefined] => [
        `${phase.labels.operation_type}/${phase.labels.phase}`,
        durationStatistics([phase], percentiles),
      ]);
      return [subject, Object.fromEntries(named.filter(isKnown))];
    }),
  );
}

/** Every model that had an operation of the category, in whatever way it ended. */
export function outcomesByModel(
  recorded: Recorded,
  category: OperationCategory,
): Map<string, OutcomesByType> {
  return outcomesBy('model_id', valuesOf(recorded, 'model_operations_total'), category);
}

/** Every dataset that had an operation, in whatever way it ended. */
export function outcomesByDataset(recorded: Recorded): Map<string, OutcomesByType> {
  return outcomesBy('dataset_id', valuesOf(recorded, 'dataset_operations_total'), 'dataset');
}

/** The operations of a category, whatever they were about. */
export function outcomesOf(recorded: Recorded, category: OperationCategory): OutcomesByType {
  return outcomesAmong(valuesOf(recorded, 'operations_total'), category);
}

/** The series of a histogram, without the overflow. */
export function histogramsOf(recorded: Recorded, name: string) {
  return seriesOf(recorded, name).filter((series) => 'histogram' in series);
}

/** The series of a gauge or a counter, without the overflow. */
export function valuesOf(recorded: Recorded, name: string) {
  return seriesOf(recorded, name).filter((series) => 'value' in series);
}

/** Series by the value of a label; those without it are left out. */
export function groupedBy<S extends DataPoint>(label: string, all: readonly S[]): Map<string, S[]> {
  const groups = new Map<string, S[]>();
  for (const series of all) {
    const value = series.labels[label];
    if (value === undefined) continue;
    const known = groups.get(value);
    if (known === undefined) groups.set(value, [series]);
    else known.push(series);
  }
  return groups;
}

function outcomesBy(label: string, counters: readonly ValueSnapshot[], category: OperationCategory) {
  const outcomes = new Map<string, OutcomesByType>();
  for (const [subject, own] of groupedBy(label, counters)) {
    const among = outcomesAmong(own, category);
    if (Object.keys(among).length > 0) outcomes.set(subject, among);
  }
  return outcomes;
}

function outcomesAmong(counters: readonly ValueSnapshot[], category: OperationCategory): OutcomesByType {
  const types: readonly string[] = OPERATION_TYPES[category];
  const outcomes: Record<string, Record<Outcome, number>> = {};
  for (const { labels, value } of counters) {
    const { operation_type: type, status } = labels as { operation_type: string; status: Outcome };
    if (value === 0 || !types.includes(type)) continue;
    outcomes[type] ??= { ok: 0, error: 0, aborted: 0, unknown: 0 };
    outcomes[type][status] += value;
  }
  return outcomes;
}

function isKnown(entry: [string, DurationStatistics | undefined]): entry is [string, DurationStatistics] {
  return entry[1] !== undefined;
}

function lookUp<S>(groups: Map<string, S[]>): (value: string) => readonly S[] {
  return (value) => groups.get(value) ?? [];
}

/**
 * The metric of this name, by the labels that it has by itself: what callers tell apart by labels of their own, and
 * processes by constant ones, is summed up together. Of gauges by the rule for several processes.
 */
export function metricNamed({ metrics }: Recorded, name: string): MetricSnapshot | undefined {
  const metric = metrics.find(({ instrument }) => instrument.name === name);
  if (metric?.instrument.addedLabels === undefined) return metric;
  const summed = runSync(summing(metric));
  const { acrossProcesses: ratio } = metric.instrument;
  const counts = typeof ratio === 'object' ? metricNamed({ metrics }, ratio.of) : undefined;
  return counts === undefined ? summed : withRatios([summed, counts])[0];
}

/** A report asks for each many times, and they never change. */
const sums = /* @__PURE__ */ new WeakMap<MetricSnapshot, MetricSnapshot>();

function* summing(metric: MetricSnapshot): Slices<MetricSnapshot> {
  const { instrument, fullName } = metric;
  if (instrument.addedLabels === undefined) return metric;
  const known = sums.get(metric);
  if (known !== undefined) return known;
  const summed = yield* withoutAddedLabels(metric, gaugeRule(instrument, fullName));
  sums.set(metric, summed);
  return summed;
}

/** Prepares in slices what `metricNamed` would sum up at once. */
export function* summingUp({ metrics, recent = [] }: Recorded): Slices<void> {
  for (const metric of [...metrics, ...recent]) {
    yield* summing(metric);
    yield;
  }
}

/** All metrics in this way, for whoever looks at each many times. */
export function summedUp({ metrics }: Recorded): Recorded {
  const summed = metrics.map(({ instrument }) => metricNamed({ metrics }, instrument.name));
  return { metrics: summed.filter((metric) => metric !== undefined) };
}

function seriesOf(recorded: Recorded, name: string): readonly DataPoint[] {
  const series = metricNamed(recorded, name)?.series ?? [];
  return series.filter(({ overflow }) => !overflow) as readonly DataPoint[];
}
