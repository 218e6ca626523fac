/** Results about storage: operations by type and backend, the health of backends, the length of queues. */

import { mapping, type Slices } from '../../../metrics/inner.ts';
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
export function* storageMetrics(given: Recorded, percentiles: readonly number[]): Slices<StorageMetrics> {
  const recorded = summedUp(given);
  const values = (name: string) => byPair(valuesOf(recorded, name));
  const times = (name: string) => byPair(histogramsOf(recorded, name));
  const counts = values('operation_count_total');
  const latencies = times('operation_latency_seconds');
  const responses = times('backend_response_time_seconds');
  const failed = byPair(failuresOf(recorded));
  const ends = values('operation_outcomes_total');
  const successRates = values('operation_success_rate');
  const errorRates = values('operation_error_rate');
  const minutes = values('operations_per_minute');
  const retries = values('retry_count_total');
  const inFlight = values('operations_by_status');
  const operations = yield* mapping(counts, ([pair, counted]) => {
    const { operation_type = '', backend = '' } = (counted[0] as Sample).labels;
    const durations = (of: typeof latencies) => durationStatistics(of.get(pair) ?? [], percentiles);
    const ended = byLabel(ends.get(pair) ?? [], 'outcome');
    const outcome = (name: Outcome) => ended[name] ?? 0;
    return {
      operationType: operation_type,
      backend,
      latency: durations(latencies),
      responseTime: durations(responses),
      failureTime: durations(failed),
      errorTypes: Object.fromEntries(
        [...groupedBy('error_type', failed.get(pair) ?? [])].map(([type, ofType]) => [
          type,
          valueStatistics(ofType)?.count ?? 0,
        ]),
      ),
      successRate: successRates.get(pair)?.[0]?.value,
      errorRate: errorRates.get(pair)?.[0]?.value,
      operationsPerMinute: minutes.get(pair)?.[0]?.value ?? 0,
      retryCount: retries.get(pair)?.[0]?.value ?? 0,
      outcomes: {
        ok: outcome('ok'),
        error: outcome('error'),
        aborted: outcome('aborted'),
        unknown: outcome('unknown'),
      },
      reached: byLabel(counted, 'status'),
      inFlight: byLabel(
        (inFlight.get(pair) ?? []).filter(({ value }) => value !== 0),
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

/** By what was done, and on which backend. */
function byPair<S extends Pick<Sample, 'labels'>>(all: readonly S[]): ReadonlyMap<string, S[]> {
  const pairs = new Map<string, S[]>();
  for (const one of all) {
    const key = JSON.stringify([one.labels.operation_type, one.labels.backend]);
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, [one]);
    else known.push(one);
  }
  return pairs;
}

function byLabel(samples: readonly Sample[], label: string): Record<string, number> {
  return Object.fromEntries(samples.map(({ labels, value }) => [labels[label], value]));
}
