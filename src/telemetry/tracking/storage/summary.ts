/** Results about storage: operations by type and backend, the health of backends, the length of queues. */

import type { Outcome } from '../../operations/outcome.ts';
import { summarize } from '../../query/results.ts';
import {
  groupedBy,
  histogramsOf,
  type OutcomeCounts,
  type Recorded,
  summedUp,
  valuesOf,
} from '../../query/snapshot-reader.ts';
import type { ResultsSource } from '../../query/source.ts';
import { type DurationStatistics, durationStatistics, valueStatistics } from '../../query/statistics.ts';

export interface StorageOperationMetrics {
  readonly operationType: string;
  readonly backend: string;
  /** From the start to the end, of the operations that ended well; undefined if none did. */
  readonly latency: DurationStatistics | undefined;
  /** What of it the backend worked: the status `processing`, in the attempt that succeeded. */
  readonly responseTime: DurationStatistics | undefined;
  /** From the start to the end, of the operations that failed; undefined if none did. */
  readonly failureTime: DurationStatistics | undefined;
  /** How many of them failed with each class of error; `_OTHER` where nobody said. */
  readonly errorTypes: Readonly<Record<string, number>>;
  /** Of the operations that ended, 0 to 1; undefined before the first. */
  readonly successRate: number | undefined;
  /** As `successRate`. What was aborted is in neither. */
  readonly errorRate: number | undefined;
  /** Operations that ended within the last 60 seconds. */
  readonly operationsPerMinute: number;
  readonly retryCount: number;
  readonly outcomes: OutcomeCounts;
  /** How many operations have reached each status. */
  readonly reached: Readonly<Record<string, number>>;
  /** How many operations are in each status now; those that have ended are in none. */
  readonly inFlight: Readonly<Record<string, number>>;
}

export interface StorageMetrics {
  readonly operations: readonly StorageOperationMetrics[];
  /** By backend: 1 online, 0.5 degraded, 0 offline. */
  readonly backendHealth: Readonly<Record<string, number>>;
  /** By status. */
  readonly queueSize: Readonly<Record<string, number>>;
}

type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** Of everything but what found no room. */
export function storageMetrics(given: Recorded, percentiles: readonly number[]): StorageMetrics {
  const recorded = summedUp(given);
  const counts = valuesOf(recorded, 'operation_count_total');
  const pairs = new Map(
    counts.map(({ labels }) => [JSON.stringify([labels.operation_type, labels.backend]), labels]),
  );
  const operations = [...pairs.values()].map(({ operation_type = '', backend = '' }) => {
    const isOurs = ({ labels }: Pick<Sample, 'labels'>) =>
      labels.operation_type === operation_type && labels.backend === backend;
    const values = (name: string) => valuesOf(recorded, name).filter(isOurs);
    const times = (name: string) =>
      durationStatistics(histogramsOf(recorded, name).filter(isOurs), percentiles);
    const ended = byLabel(values('operation_outcomes_total'), 'outcome');
    const outcome = (name: Outcome) => ended[name] ?? 0;
    const failures = failuresOf(recorded).filter(isOurs);
    return {
      operationType: operation_type,
      backend,
      latency: times('operation_latency_seconds'),
      responseTime: times('backend_response_time_seconds'),
      failureTime: durationStatistics(failures, percentiles),
      errorTypes: Object.fromEntries(
        [...groupedBy('error_type', failures)].map(([type, ofType]) => [
          type,
          valueStatistics(ofType)?.count ?? 0,
        ]),
      ),
      successRate: values('operation_success_rate')[0]?.value,
      errorRate: values('operation_error_rate')[0]?.value,
      operationsPerMinute: values('operations_per_minute')[0]?.value ?? 0,
      retryCount: values('retry_count_total')[0]?.value ?? 0,
      outcomes: {
        ok: outcome('ok'),
        error: outcome('error'),
        aborted: outcome('aborted'),
        unknown: outcome('unknown'),
      },
      reached: byLabel(values('operation_count_total'), 'status'),
      inFlight: byLabel(
        values('operations_by_status').filter(({ value }) => value !== 0),
        'status',
      ),
    };
  });
  return {
    operations,
    backendHealth: byLabel(valuesOf(recorded, 'backend_health'), 'backend'),
    queueSize: byLabel(valuesOf(recorded, 'queue_size'), 'status'),
  };
}

/**
 * Storage operations by type and backend, the health of backends and the sizes of queues.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT
 */
export function getStorageMetrics(source: ResultsSource): StorageMetrics {
  return summarize(source, ['storage'], storageMetrics);
}

/** 1 online, 0.5 degraded, 0 offline; between them degraded: of several processes, the mean of what they say. */
export function healthWord(health: number): string {
  return health === 1 ? 'online' : health > 0 ? 'degraded' : 'offline';
}

function failuresOf(recorded: Recorded) {
  const all = histogramsOf(recorded, 'operation_failure_latency_seconds');
  return all.filter(({ labels }) => labels.outcome === 'error');
}

function byLabel(samples: readonly Sample[], label: string): Record<string, number> {
  return Object.fromEntries(samples.map(({ labels, value }) => [labels[label], value]));
}
