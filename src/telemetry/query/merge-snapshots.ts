/** What several processes, workers or pages recorded, as if one had recorded it all. */
import { wrongKind, wrongValue } from '../../errors.ts';
import { CATALOGUE } from '../catalogue.ts';
import { isRecord, requireObject } from '../checks.ts';
import { atOnce, type Slices } from '../slices.ts';
import type { MetricDefinition, MetricSnapshot, TelemetrySnapshot } from '../snapshot.ts';
import { type GaugeRule, gaugeRule } from './gauge-rules.ts';
import { mergingMetrics } from './merge.ts';
import { mergeCurves } from './merge-curves.ts';
import { withRates } from './merged-rates.ts';

export interface MergeOptions {
  /**
   * For gauges by name, with or without prefix, how their values become one; over the rules of the catalogue
   * (docs/processes.md), for custom gauges instead of their sum.
   */
  readonly gauges?: Readonly<Record<string, GaugeRule>>;
}

const RULES: readonly GaugeRule[] = ['sum', 'min', 'max', 'last'];

/**
 * Counters add up; histograms merge exactly, so that percentiles are those of all values together; gauges follow a
 * rule for each; curves have the points of all, by epoch; rates of storage operations are computed anew. The order
 * of the snapshots does not matter. Of none: an empty snapshot, begun and taken at NaN.
 *
 * @throws TELEMETRY_SNAPSHOT, TELEMETRY_METRIC_CONFLICT where two mean different metrics by one name,
 * TELEMETRY_GAUGE_RULE, TELEMETRY_ARGUMENT_KIND
 * @example
 * const whole = mergeTelemetrySnapshots([telemetry.snapshot(), fromWorker], { gauges: { queue_depth: 'max' } });
 */
export function mergeTelemetrySnapshots(
  snapshots: readonly TelemetrySnapshot[],
  options: MergeOptions = {},
): TelemetrySnapshot {
  requireMergeOptions(options);
  return atOnce(mergingSnapshots(snapshots, options));
}

/** The same in slices. @throws TELEMETRY_SNAPSHOT, TELEMETRY_METRIC_CONFLICT */
export function* mergingSnapshots(
  snapshots: readonly TelemetrySnapshot[],
  { gauges }: MergeOptions,
): Slices<TelemetrySnapshot> {
  for (const snapshot of snapshots) requireSnapshot(snapshot);
  const inTime = [...snapshots].sort((a, b) => a.takenAtUnixMs - b.takenAtUnixMs);
  requireOneMeaning(inTime);
  const metrics = yield* mergingMetrics(
    inTime.map((snapshot) => snapshot.metrics),
    (metric) => gaugeRule(metric, gauges),
  );
  return {
    version: 1,
    startedAtUnixMs: inTime.length === 0 ? Number.NaN : Math.min(...inTime.map((one) => one.startedAtUnixMs)),
    takenAtUnixMs: inTime.at(-1)?.takenAtUnixMs ?? Number.NaN,
    metrics: withRates(inOrder(metrics)),
    curves: mergeCurves(inTime.flatMap((snapshot) => snapshot.curves)),
  };
}

/** @throws TELEMETRY_GAUGE_RULE, TELEMETRY_ARGUMENT_KIND */
export function requireMergeOptions(options: MergeOptions): void {
  requireObject('options', options);
  for (const [name, rule] of Object.entries(options.gauges ?? {})) {
    if (RULES.includes(rule)) continue;
    const remedy = 'Choose what the values of several processes are together.';
    throw wrongValue('TELEMETRY_GAUGE_RULE', `gauges.${name}`, `one of ${RULES.join(', ')}`, rule, remedy);
  }
}

function requireSnapshot(snapshot: TelemetrySnapshot): void {
  if (isRecord(snapshot) && snapshot.version === 1 && Array.isArray(snapshot.metrics)) return;
  const remedy = 'Pass what telemetry.snapshot() returned, by the same version of the library.';
  throw wrongKind('TELEMETRY_SNAPSHOT', 'snapshots', 'telemetry snapshots of version 1', snapshot, remedy);
}

/** Bounds of classic buckets may differ: they are drawn from the merged histogram, at the first one's bounds. */
function requireOneMeaning(snapshots: readonly TelemetrySnapshot[]): void {
  const known = new Map<string, MetricDefinition>();
  for (const { definition, fullName } of snapshots.flatMap((snapshot) => snapshot.metrics)) {
    const before = known.get(fullName) ?? definition;
    known.set(fullName, before);
    const [expected, got] = [describe(before), describe(definition)];
    const remedy = 'Give one of the two another name or prefix.';
    if (expected !== got) throw wrongValue('TELEMETRY_METRIC_CONFLICT', fullName, expected, got, remedy);
  }
}

function describe({ kind, unit, labels, hasOpenLabels = false }: MetricDefinition): string {
  return `a ${kind} in ${unit} with ${hasOpenLabels ? 'any labels' : `the labels (${labels.join(', ')})`}`;
}

/** The catalogue's in its order, then the callers' own in the order in which they came. */
function inOrder(metrics: readonly MetricSnapshot[]): MetricSnapshot[] {
  const places = new Map<string, number>(CATALOGUE.map(({ name }, place) => [name, place]));
  const placeOf = ({ definition: { category, name } }: MetricSnapshot) =>
    category === 'custom' ? Infinity : (places.get(name) ?? Infinity);
  const placed = metrics.map((metric) => ({ metric, place: placeOf(metric) }));
  // Infinity less itself is no number, and no order.
  return placed.sort((a, b) => (a.place === b.place ? 0 : a.place - b.place)).map(({ metric }) => metric);
}
