/** What goes on with storage operations, as the WAL Telemetry API tells it: by `operation:backend`. */
import type { DurationStatistics } from '../../telemetry/index.ts';
import { getStorageMetrics, type StorageOperationMetrics } from '../../telemetry/index.ts';
import type { RecentWindow } from '../questions/recent.ts';

/** What throughput is of. */
export const REALTIME_SECONDS = 60;

/** What it is made of. */
export const REALTIME_METRICS = [
  'operation_latency_seconds',
  'operation_outcomes_total',
  'operation_count_total',
  'operations_by_status',
];

/** Statuses of operations that go on: what counts is how many there are, not how many there were. */
const GOING_ON = ['pending', 'processing'];

export function realtime(window: RecentWindow) {
  const { operations } = getStorageMetrics(window);
  const { durationSeconds } = window;
  const byName = <Value>(
    read: (one: StorageOperationMetrics) => Value | undefined,
  ): Record<string, Value> => {
    const named: Record<string, Value> = Object.create(null);
    for (const one of operations) {
      const value = read(one);
      if (value !== undefined) named[`${one.operationType}:${one.backend}`] = value;
    }
    return named;
  };
  // Of a time that is shorter nobody knows what a minute of it would be.
  const perMinute = (ended: number) => (ended / Math.max(REALTIME_SECONDS, durationSeconds)) * 60;
  const overall = perMinute(operations.reduce((sum, one) => sum + endedOf(one), 0));
  return {
    latency: byName(({ latency }) => latency && latencyOf(latency)),
    success_rate: byName((one) => shareOf(one, 'ok')),
    error_rate: byName((one) => shareOf(one, 'error')),
    throughput: { overall, ...byName((one) => (endedOf(one) > 0 ? perMinute(endedOf(one)) : undefined)) },
    status_distribution: byName(({ reached, inFlight }) => {
      const ended = Object.entries(reached).filter(
        ([status, count]) => !GOING_ON.includes(status) && count > 0,
      );
      const statuses = { ...Object.fromEntries(ended), ...inFlight };
      return Object.keys(statuses).length > 0 ? statuses : undefined;
    }),
  };
}

function latencyOf({
  count,
  meanSeconds,
  medianSeconds,
  minSeconds,
  maxSeconds,
  percentilesSeconds,
}: DurationStatistics) {
  return {
    mean: meanSeconds,
    median: medianSeconds,
    min: minSeconds,
    max: maxSeconds,
    percentile_95: percentilesSeconds.p95 ?? null,
    count,
  };
}

/** As the gauges of these names: of all that ended, in whatever way. */
function shareOf(one: StorageOperationMetrics, outcome: 'ok' | 'error'): number | undefined {
  const ended = endedOf(one);
  return ended > 0 ? one.outcomes[outcome] / ended : undefined;
}

function endedOf({ outcomes }: StorageOperationMetrics): number {
  return outcomes.ok + outcomes.error + outcomes.aborted + outcomes.unknown;
}
