/** What was recorded, by kind of operation and by time: the answer to `getMetrics`. */
import { wrongKind, wrongValue } from '../../errors.ts';
import { type Interval, type MetricSnapshot, mergeIntervals, runSync } from '../../metrics/inner.ts';
import { requireKnownKeys, requireObject } from '../../validate.ts';
import type { TelemetrySnapshot } from '../context/context.ts';
import { FILTER_NAMES, filtered, type MetricsFilter, requireFilter } from './filter.ts';
import { type OperationMetrics, operationMetrics } from './operation-metrics.ts';
import { latest, secondsOf } from './source.ts';
import { type TimeRange, unixRange } from './time-range.ts';

export interface MetricsQuery extends MetricsFilter, TimeRange {
  /** Whether to give each interval of the range by itself, too. False if left out. */
  readonly includeHistory?: boolean;
  /** How far the real-time window reaches back; one aggregation interval if left out. */
  readonly windowSeconds?: number;
}

/** A stretch of time and what was recorded in it. */
export interface MetricsWindow {
  /** As measured: whole intervals, so that it may be wider than what was asked for. */
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** By the monotonic clock; what rates are divided by. */
  readonly durationSeconds: number;
  readonly operations: readonly OperationMetrics[];
  /** Everything that passed the filter, as a snapshot has it. Percentiles of merged histograms are true ones. */
  readonly metrics: readonly MetricSnapshot[];
}

export interface MetricsResult {
  /** Of the range. Without one: since the beginning, whatever the history has forgotten. */
  readonly range: MetricsWindow;
  /** False if the history does not reach back to the start of the range. */
  readonly isComplete: boolean;
  readonly realTime: MetricsWindow;
  /** Oldest first; undefined unless asked for. */
  readonly history: readonly MetricsWindow[] | undefined;
}

/** What is asked. */
export interface Answerable {
  readonly snapshot: TelemetrySnapshot;
  /** By the monotonic clock, since the instance was made. */
  readonly uptimeSeconds: number;
  /** The history, oldest first. */
  readonly intervals: readonly Interval[];
  /** The interval that goes on. */
  readonly current: Interval;
  readonly aggregationIntervalSeconds: number;
  readonly percentiles: readonly number[];
}

export const QUERY_NAMES = [
  ...FILTER_NAMES,
  'includeHistory',
  'startTime',
  'endTime',
  'windowSeconds',
] as const satisfies readonly (keyof MetricsQuery)[];

/** @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
export function answer(query: MetricsQuery, asked: Answerable): MetricsResult {
  requireMetricsQuery(query);
  const { includeHistory = false, startTime: _from, endTime: _to, windowSeconds, ...rest } = query;
  const filter: MetricsFilter = rest;
  const { startUnixMs: start, endUnixMs: end } = unixRange(query);
  const all = [...asked.intervals, asked.current];
  // Half-open: an interval belongs to the range that holds its start, so that adjoining ranges tile.
  const within = all.filter(({ startedAtUnixMs }) => startedAtUnixMs >= start && startedAtUnixMs < end);
  const isWhole = start === -Infinity && end === Infinity;
  const window = (intervals: readonly Interval[]) => windowOf(intervals, filter, asked);
  return {
    range: isWhole ? wholeTime(filter, asked) : window(within),
    isComplete: isWhole || reachesBack(all, start, asked.snapshot),
    realTime: window(latest(all, windowSeconds ?? asked.aggregationIntervalSeconds)),
    history: includeHistory ? within.map((interval) => window([interval])) : undefined,
  };
}

function windowOf(
  intervals: readonly Interval[],
  filter: MetricsFilter,
  { current, percentiles }: Answerable,
): MetricsWindow {
  const metrics = filtered(mergeIntervals(intervals.map((interval) => interval.metrics)), filter);
  const durationSeconds = secondsOf(intervals);
  return {
    startedAtUnixMs: intervals[0]?.startedAtUnixMs ?? current.endedAtUnixMs,
    endedAtUnixMs: intervals.at(-1)?.endedAtUnixMs ?? current.endedAtUnixMs,
    durationSeconds,
    operations: runSync(operationMetrics(metrics, filter, durationSeconds, percentiles)),
    metrics,
  };
}

function wholeTime(
  filter: MetricsFilter,
  { snapshot, uptimeSeconds, percentiles }: Answerable,
): MetricsWindow {
  const metrics = filtered(snapshot.metrics, filter);
  return {
    startedAtUnixMs: snapshot.startedAtUnixMs,
    endedAtUnixMs: snapshot.takenAtUnixMs,
    durationSeconds: uptimeSeconds,
    operations: runSync(operationMetrics(metrics, filter, uptimeSeconds, percentiles)),
    metrics,
  };
}

function reachesBack(all: readonly Interval[], start: number, snapshot: TelemetrySnapshot): boolean {
  const oldest = all[0] as Interval;
  return oldest.sequence === 0 || oldest.startedAtUnixMs <= Math.max(start, snapshot.startedAtUnixMs);
}

/** @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
export function requireMetricsQuery(query: MetricsQuery): void {
  requireObject('query', query);
  requireKnownKeys('TELEMETRY_QUERY', 'query', query, QUERY_NAMES);
  requireFilter(query);
  const { includeHistory, windowSeconds } = query;
  if (includeHistory !== undefined && typeof includeHistory !== 'boolean') {
    throw wrongKind(
      'TELEMETRY_QUERY',
      'includeHistory',
      'true or false',
      includeHistory,
      'Pass one of them.',
    );
  }
  if (windowSeconds !== undefined && !(typeof windowSeconds === 'number' && windowSeconds >= 0)) {
    const remedy = 'Pass how far the window reaches back.';
    throw wrongValue('TELEMETRY_QUERY', 'windowSeconds', 'a number, 0 or more', windowSeconds, remedy);
  }
}
