/** The question of what was recorded when, asked of an instance or a snapshot. */

import type { Interval } from '../../metrics/inner.ts';
import { readOnce } from '../../validate.ts';
import { type TelemetryHandle, type TelemetrySnapshot, uptimeSecondsOf } from '../context/context.ts';
import { restoreTelemetrySnapshot } from './merge-snapshots.ts';
import { answer, type MetricsQuery, type MetricsResult, QUERY_NAMES } from './metrics-query.ts';
import { DEFAULT_PERCENTILES, instanceOf, type MetricsSource } from './source.ts';

/**
 * What was recorded, by kind of operation: in a range of time, in the last minute, and interval by interval.
 * Filters combine. Percentiles of any range are those of its merged histograms, never averages of percentiles.
 * A snapshot, which has no history, is one interval from its beginning to when it was taken.
 *
 * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 * @example
 * const { range } = getMetrics(telemetry, { operationType: 'inference', startTime: Date.now() - 3_600_000 });
 * console.log(range.operations[0]?.latency?.percentilesSeconds.p95, range.operations[0]?.perMinute);
 */
export function getMetrics(source: MetricsSource, asked: MetricsQuery = {}): MetricsResult {
  const query = readOnce('query', asked, QUERY_NAMES);
  const instance = instanceOf(source);
  if (instance === undefined) {
    const snapshot = restoreTelemetrySnapshot(source as TelemetrySnapshot);
    const current = intervalOf(snapshot);
    const { durationSeconds } = current;
    return answer(query, {
      snapshot,
      uptimeSeconds: durationSeconds,
      intervals: [],
      current,
      aggregationIntervalSeconds: durationSeconds,
      percentiles: DEFAULT_PERCENTILES,
    });
  }
  const { collector, history, aggregationIntervalSeconds, analysisPercentiles } = instance;
  // Before the snapshot, since it ends an interval that was about to end.
  const current = collector.current();
  return answer(query, {
    snapshot: (source as TelemetryHandle).snapshot(),
    uptimeSeconds: uptimeSecondsOf(instance),
    intervals: history.intervals,
    current,
    aggregationIntervalSeconds,
    percentiles: analysisPercentiles,
  });
}

function intervalOf({ startedAtUnixMs, takenAtUnixMs, metrics }: TelemetrySnapshot): Interval {
  return {
    version: 2,
    sequence: 0,
    startedAtUnixMs,
    endedAtUnixMs: takenAtUnixMs,
    durationSeconds: Math.max(0, takenAtUnixMs - startedAtUnixMs) / 1000,
    wallClockJumpSeconds: 0,
    metrics,
  };
}
