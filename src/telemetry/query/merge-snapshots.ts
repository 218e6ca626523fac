/** What several processes, workers or pages recorded, as if one had recorded it all. */
import { wrongKind, wrongValue } from '../../errors.ts';
import {
  type GaugeRule,
  type Instrument,
  type MetricSnapshot,
  mapping,
  mergingMetrics,
  ownLabelsOf,
  restoringMetric,
  runSync,
  type Slices,
  withRatios,
} from '../../metrics/inner.ts';
import { isRecord, ownValue, requireFields, requireObject } from '../../validate.ts';
import type { TelemetrySnapshot } from '../context/context.ts';
import { mergeRuns, restoreCurve } from './merge-runs.ts';

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
 * rule for each; runs of training of one model and id are one, with the points of all; rates of storage operations are computed anew. The order
 * of the snapshots does not matter. Of none: an empty snapshot, begun and taken at NaN.
 *
 * @throws TELEMETRY_SNAPSHOT, TELEMETRY_METRIC_CONFLICT where two mean different metrics by one name,
 * TELEMETRY_GAUGE_RULE, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 * @example
 * const whole = mergeTelemetrySnapshots([telemetry.snapshot(), fromWorker], { gauges: { queue_depth: 'max' } });
 */
export function mergeTelemetrySnapshots(
  snapshots: readonly TelemetrySnapshot[],
  options: MergeOptions = {},
): TelemetrySnapshot {
  requireFields('TELEMETRY_ARGUMENT_KIND', 'TELEMETRY_UNKNOWN_OPTION', options, ['gauges']);
  requireMergeOptions(options);
  if (!Array.isArray(snapshots)) {
    const remedy = 'Pass them as a list: [telemetry.snapshot(), fromWorker].';
    throw wrongKind('TELEMETRY_SNAPSHOT', 'snapshots', 'an array of telemetry snapshots', snapshots, remedy);
  }
  return runSync(mergingSnapshots(snapshots, options));
}

/** Called where a snapshot means something else by the name of a metric than those before it. */
export type ConflictListener = (fullName: string, expected: string, got: string) => void;

/**
 * The same in slices. Where somebody listens for conflicts, nothing is refused: a part of another kind or unit is left out;
 * one with other labels or bounds adds up, each series with the labels that it has.
 *
 * @throws TELEMETRY_SNAPSHOT, and TELEMETRY_METRIC_CONFLICT unless somebody listens
 */
export function* mergingSnapshots(
  snapshots: readonly TelemetrySnapshot[],
  { gauges }: MergeOptions,
  conflicted?: ConflictListener,
): Slices<TelemetrySnapshot> {
  for (const snapshot of snapshots) requireSnapshot(snapshot);
  const inTime = withOneMeaning(snapshots, conflicted)
    .map(withTimes)
    .sort((a, b) => a.takenAtUnixMs - b.takenAtUnixMs);
  const metrics = yield* mergingMetrics(
    inTime.map((snapshot) => snapshot.metrics),
    (metric) => gaugeRule(metric.instrument, metric.fullName, gauges),
  );
  return {
    version: 2,
    startedAtUnixMs: inTime.length === 0 ? Number.NaN : Math.min(...inTime.map((one) => one.startedAtUnixMs)),
    takenAtUnixMs: inTime.at(-1)?.takenAtUnixMs ?? Number.NaN,
    metrics: withRatios(inOrder(metrics)),
    ...mergeRuns(
      inTime.flatMap((snapshot) => snapshot.runs),
      inTime.flatMap((snapshot) => snapshot.curves.map(restoreCurve)),
    ),
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

/**
 * The snapshot as it was before it went through JSON: what reads one that was handed in begins with this.
 *
 * @throws TELEMETRY_SNAPSHOT
 */
export function restoreTelemetrySnapshot(snapshot: TelemetrySnapshot): TelemetrySnapshot {
  return runSync(restoringTelemetrySnapshot(snapshot));
}

/** The same in slices. */
export function* restoringTelemetrySnapshot(snapshot: TelemetrySnapshot): Slices<TelemetrySnapshot> {
  requireSnapshot(snapshot);
  const { metrics, curves } = snapshot;
  return {
    ...withTimes(snapshot),
    metrics: yield* mapping(metrics, restoringMetric),
    curves: curves.map(restoreCurve),
  };
}

/** Of no snapshots at all, an empty one was begun and taken at NaN. */
function withTimes(snapshot: TelemetrySnapshot): TelemetrySnapshot {
  const { startedAtUnixMs, takenAtUnixMs } = snapshot;
  return {
    ...snapshot,
    startedAtUnixMs: startedAtUnixMs ?? Number.NaN,
    takenAtUnixMs: takenAtUnixMs ?? Number.NaN,
  };
}

function requireSnapshot(snapshot: TelemetrySnapshot): void {
  if (isRecord(snapshot) && snapshot.version === 2) {
    const { metrics, runs, curves } = snapshot;
    if ([metrics, runs, curves].every((list) => Array.isArray(list) && list.every(isRecord))) return;
  }
  const remedy = 'Pass what telemetry.snapshot() returned, by the same version of the library.';
  throw wrongKind('TELEMETRY_SNAPSHOT', 'snapshots', 'telemetry snapshots of version 2', snapshot, remedy);
}

/** Bounds of classic buckets may differ: they are drawn from the merged histogram, at the first one's bounds. */
function withOneMeaning(
  snapshots: readonly TelemetrySnapshot[],
  conflicted: ConflictListener | undefined,
): TelemetrySnapshot[] {
  const known = new Map<string, Instrument>();
  const isAlike = ({ instrument, fullName }: MetricSnapshot) => {
    // Instruments of other libraries may share a name, and are told apart.
    if (instrument.scope !== undefined) return true;
    const before = known.get(fullName) ?? instrument;
    known.set(fullName, before);
    const isKept = quantityOf(before) === quantityOf(instrument);
    const describe = isKept && labelsIn(before) === labelsIn(instrument) ? boundsIn : meaningOf;
    const [expected, got] = [describe(before), describe(instrument)];
    if (expected === got) return true;
    if (conflicted !== undefined) conflicted(fullName, expected, got);
    else if (describe === meaningOf) throw conflict(fullName, expected, got);
    return isKept;
  };
  return snapshots.map((snapshot) => ({ ...snapshot, metrics: snapshot.metrics.filter(isAlike) }));
}

function conflict(fullName: string, expected: string, got: string): Error {
  const remedy = 'Give one of the two another name or prefix.';
  return wrongValue('TELEMETRY_METRIC_CONFLICT', fullName, expected, got, remedy);
}

function meaningOf(instrument: Instrument): string {
  return `${quantityOf(instrument)} with ${labelsIn(instrument)}`;
}

/** What adds up with nothing else. */
function quantityOf({ kind, unit }: Instrument): string {
  return `a ${kind} in ${unit}`;
}

/** A set of them, in whatever order they are listed. */
function labelsIn(instrument: Instrument): string {
  if (instrument.hasDynamicLabels) return 'any labels';
  return `the labels (${[...ownLabelsOf(instrument)].sort().join(', ')})`;
}

function boundsIn({ bucketBounds = [] }: Instrument): string {
  return `the bounds (${bucketBounds.join(', ')})`;
}

/** Those of the library first, then the callers' own, in the order in which they came. */
function inOrder(metrics: readonly MetricSnapshot[]): MetricSnapshot[] {
  const isOwn = ({ instrument }: MetricSnapshot) => Number(instrument.category === 'custom');
  return [...metrics].sort((a, b) => isOwn(a) - isOwn(b));
}

/** @param chosen by the caller, by name with or without prefix. */
export function gaugeRule(
  { name, acrossProcesses }: Instrument,
  fullName: string,
  chosen: Readonly<Record<string, GaugeRule>> = {},
): GaugeRule {
  // A share is computed anew once its counts are merged.
  const known = typeof acrossProcesses === 'string' ? acrossProcesses : 'last';
  return (
    ownValue(chosen, fullName) ?? ownValue(chosen, name) ?? (acrossProcesses === undefined ? 'sum' : known)
  );
}
