/** What results are read from, reports are made of and findings are found in: an instance, or what was recorded. */
import {
  EncodedInterval,
  type Instrument,
  type Interval,
  type MetricSnapshot,
  mergeIntervals,
  type Registry,
  requireOptions,
  runSync,
  type Slices,
} from '../../metrics/inner.ts';
import { isRecord, readable } from '../../validate.ts';
import type { MetricCategory } from '../context/categories.ts';
import {
  contextOf,
  refreshComponents,
  TELEMETRY,
  type TelemetryContext,
  type TelemetryHandle,
  type TelemetrySnapshot,
  uptimeSecondsOf,
} from '../context/context.ts';
import type { RecordedStep } from '../context/finding.ts';
import type { Objective } from '../context/objectives.ts';
import { OPTION_RULES } from '../context/option-rules.ts';
import type { TelemetryOptions } from '../context/options.ts';
import { DEFAULT_THRESHOLDS, type Thresholds, thresholdsOf } from '../context/thresholds.ts';
import { restoreTelemetrySnapshot, restoringTelemetrySnapshot } from './merge-snapshots.ts';
import type { Recorded } from './snapshot-reader.ts';

/**
 * What createTelemetry() returned, for everything up to now; or a snapshot of it, or several merged into one, also after
 * they went through JSON.
 */
export type MetricsSource = TelemetryHandle | TelemetrySnapshot;

/** What results are read from: a source, or a window of time that `getMetrics` gave. */
export type ResultsSource = MetricsSource | RecordedWindow;

/** As much of a window of time as results are read from. */
export interface RecordedWindow {
  readonly metrics: readonly MetricSnapshot[];
  readonly durationSeconds: number;
}

/**
 * What is told and judged by, as in createTelemetry: what is left out is the telemetry's own; of a snapshot, which carries
 * no options, the default, and no objective.
 */
export type ReadingOptions = Pick<TelemetryOptions, 'analysisPercentiles' | 'thresholds' | 'objectives'>;

export const READING_OPTIONS = [
  'analysisPercentiles',
  'thresholds',
  'objectives',
] as const satisfies readonly (keyof ReadingOptions)[];

/** What a summary of a category is made of. */
export type RecordedWork = Recorded & Pick<TelemetrySnapshot, 'runs' | 'curves'>;

/** Everything that was recorded, and what it is told and judged by. */
export interface Reading {
  readonly snapshot: TelemetrySnapshot;
  /** How long was observed. */
  readonly durationSeconds: number;
  /** The history, oldest first; none of a snapshot. */
  readonly intervals: readonly RecordedStep[];
  readonly recent: readonly MetricSnapshot[] | undefined;
  /** How far back `recent` reaches. */
  readonly recentSeconds: number;
  /** As of `Recorded`. */
  readonly activeWorkers: ReadonlySet<string> | undefined;
  readonly percentiles: readonly number[];
  readonly thresholds: Thresholds;
  readonly objectives: readonly Objective[];
}

/** @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE */
export function readingOf(source: MetricsSource, options: ReadingOptions = {}): Reading {
  return runSync(reading(source, options));
}

/** The same, of a snapshot in slices. */
export function* reading(source: MetricsSource, given: ReadingOptions): Slices<Reading> {
  const options = readable('options', () =>
    requireOptions<ReadingOptions>(OPTION_RULES, given, READING_OPTIONS),
  );
  const instance = instanceOf(source);
  const own = instance ?? { analysisPercentiles: DEFAULT_PERCENTILES, thresholds: undefined, objectives: [] };
  const shared = {
    percentiles: options.analysisPercentiles ?? own.analysisPercentiles,
    thresholds: thresholdsOf(options.thresholds, own.thresholds ?? DEFAULT_THRESHOLDS),
    objectives: options.objectives ?? own.objectives,
  };
  if (instance === undefined) {
    const snapshot = yield* restoringTelemetrySnapshot(source as TelemetrySnapshot);
    const durationSeconds = (snapshot.takenAtUnixMs - snapshot.startedAtUnixMs) / 1000;
    return {
      ...shared,
      snapshot,
      durationSeconds,
      intervals: [],
      recent: undefined,
      recentSeconds: durationSeconds,
      activeWorkers: undefined,
    };
  }
  const intervals = intervalsOf(instance);
  const last = latest(intervals, instance.aggregationIntervalSeconds);
  return {
    ...shared,
    snapshot: (source as TelemetryHandle).snapshot(),
    durationSeconds: uptimeSecondsOf(instance),
    intervals: instance.history.intervals,
    recent: mergeIntervals(last.map(({ metrics }) => metrics)),
    recentSeconds: secondsOf(last),
    activeWorkers: activeWorkersIn(instance, intervals),
  };
}

/** What a getter reads: of an instance the metrics of these categories alone. @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT */
export function recordedIn(
  source: ResultsSource,
  categories: readonly MetricCategory[],
): { readonly recorded: RecordedWork; readonly percentiles: readonly number[] } {
  const percentiles = DEFAULT_PERCENTILES;
  if (isWindow(source)) {
    const { metrics, durationSeconds } = source;
    return { recorded: { metrics, durationSeconds, runs: [], curves: [] }, percentiles };
  }
  const instance = instanceOf(source);
  if (instance === undefined) {
    return { recorded: restoreTelemetrySnapshot(source as TelemetrySnapshot), percentiles };
  }
  refreshComponents(instance);
  const { registry, runs, clock, analysisPercentiles, aggregationIntervalSeconds } = instance;
  let known: readonly Interval[] | undefined;
  const intervals = () => {
    known ??= intervalsOf(instance);
    return known;
  };
  const recorded = {
    takenAtUnixMs: clock.wallUnixMs(),
    metrics: metricsIn(registry, categories),
    get runs() {
      return runs.snapshots();
    },
    get curves() {
      return runs.curveSnapshots();
    },
    get recent() {
      const last = latest(intervals(), aggregationIntervalSeconds);
      return mergeIntervals(last.map(({ metrics }) => metrics));
    },
    get activeWorkers() {
      return activeWorkersIn(instance, intervals());
    },
  };
  return { recorded, percentiles: analysisPercentiles };
}

/** Those that told something within `workerTimeoutSeconds`; undefined where the history does not reach back so far. */
function activeWorkersIn(
  { workerTimeoutSeconds }: TelemetryContext,
  intervals: readonly Interval[],
): ReadonlySet<string> | undefined {
  const last = latest(intervals, workerTimeoutSeconds);
  const ended = intervals.at(-1)?.sequence ?? 0;
  if (secondsOf(last) < workerTimeoutSeconds && intervals.length <= ended) return undefined;
  const workers = new Set<string>();
  for (const interval of last) {
    for (const { series } of partsOfWorkers(interval)) {
      for (const { labels, overflow } of series) if (!overflow) workers.add(labels.worker_id as string);
    }
  }
  return workers;
}

function partsOfWorkers(interval: Interval): Iterable<MetricSnapshot> {
  const isWanted = ({ name }: Instrument) => WORKER_METRICS.has(name);
  if (interval instanceof EncodedInterval) return interval.parts(isWanted);
  return interval.metrics.filter(({ instrument }) => isWanted(instrument));
}

/** Of what each worker told in an interval; a gauge says what it told before, too. */
const WORKER_METRICS = new Set(['worker_task_seconds', 'worker_utilization_sample_ratio']);

/** With at least one series, of these categories. */
function metricsIn(registry: Registry, categories: readonly string[]): MetricSnapshot[] {
  const metrics: MetricSnapshot[] = [];
  for (const { instrument, fullName, series } of registry.read()) {
    if (!categories.includes(instrument.category)) continue;
    const points = [...series];
    if (points.length > 0) metrics.push({ instrument, fullName, series: points });
  }
  return metrics;
}

/** As many of the last intervals as it takes to cover so much time. */
export function latest(all: readonly Interval[], seconds: number): readonly Interval[] {
  let from = all.length;
  for (let covered = 0; from > 0 && covered < seconds; ) {
    from -= 1;
    covered += (all[from] as Interval).durationSeconds;
  }
  return all.slice(from);
}

export function secondsOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
}

export const DEFAULT_PERCENTILES = OPTION_RULES.analysisPercentiles.otherwise as readonly number[];

/** A snapshot has a version; a telemetry has neither. */
function isWindow(source: ResultsSource): source is RecordedWindow {
  return (
    isRecord(source) && 'durationSeconds' in source && !('version' in source) && Array.isArray(source.metrics)
  );
}

/** Undefined for a snapshot. @throws TELEMETRY_ARGUMENT_KIND */
export function instanceOf(source: MetricsSource): TelemetryContext | undefined {
  const isSnapshot = isRecord(source) && 'metrics' in source && !(TELEMETRY in source);
  return isSnapshot ? undefined : contextOf(source as TelemetryHandle);
}

/** With the interval that goes on. */
function intervalsOf({ history, collector }: TelemetryContext): readonly Interval[] {
  // Before the history is read: it may end an interval that was about to end.
  const current = collector.current();
  return [...history.intervals, current];
}
