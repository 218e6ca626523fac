/** The question of what was recorded when, asked of an instance. */

import { contextOf, type TelemetryHandle, uptimeSecondsOf } from '../context/context.ts';
import { answer, type MetricsQuery, type MetricsResult } from './metrics-query.ts';

/**
 * What was recorded, by kind of operation: in a range of time, in the last minute, and interval by interval.
 * Filters combine. Percentiles of any range are those of its merged histograms, never averages of percentiles.
 *
 * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
 * @example
 * const { range } = getMetrics(telemetry, { operationType: 'inference', startTime: Date.now() - 3_600_000 });
 * console.log(range.operations[0]?.latency?.percentilesSeconds.p95, range.operations[0]?.perMinute);
 */
export function getMetrics(telemetry: TelemetryHandle, query: MetricsQuery = {}): MetricsResult {
  const instance = contextOf(telemetry);
  const { collector, history, aggregationIntervalSeconds, analysisPercentiles } = instance;
  // Before the snapshot, since it ends an interval that was about to end.
  const current = collector.current();
  return answer(query, {
    snapshot: telemetry.snapshot(),
    uptimeSeconds: uptimeSecondsOf(instance),
    intervals: history.intervals,
    current,
    aggregationIntervalSeconds,
    percentiles: analysisPercentiles,
  });
}
