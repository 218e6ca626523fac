/** Results about distributed training: what coordination costs, and how evenly the workers are loaded. */

import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import type { Slices } from '../../../metrics/inner.ts';
import { OPERATION_TYPES } from '../../context/operation-types.ts';
import { summarize } from '../../query/results.ts';
import {
  histogramsBy,
  histogramsOf,
  metricNamed,
  type OutcomesByType,
  outcomesOf,
  phasesBySubject,
  type Recorded,
} from '../../query/snapshot-reader.ts';
import type { ResultsSource } from '../../query/source.ts';
import {
  type DurationStatistics,
  durationStatistics,
  measuringDurations,
  type ValueStatistics,
  valueStatistics,
} from '../../query/statistics.ts';
import { COMMUNICATION } from './tracker.ts';

/** A worker whose tasks take much longer than those of the others. */
export interface Straggler {
  readonly workerId: string;
  readonly meanTaskSeconds: number;
  /** Its mean by the median of all workers' means. */
  readonly slowdown: number;
  readonly taskCount: number;
}

export interface DistributedMetrics {
  /** Of the operations that ended well; undefined if none did. */
  readonly coordinationTime: DurationStatistics | undefined;
  readonly taskDistributionTime: DurationStatistics | undefined;
  readonly resultAggregationTime: DurationStatistics | undefined;
  /** Of the phase `communication`, in operations of all three types. */
  readonly communicationTime: DurationStatistics | undefined;
  /** Workers that took part in an operation, over operations; undefined if nobody told. */
  readonly workerCounts: ValueStatistics | undefined;
  /** Over workers, their mean utilization, 0 to 1; undefined where nobody told of any lately. */
  readonly utilization: ValueStatistics | undefined;
  /**
   * The mean of what each worker reported in the last `aggregationIntervalSeconds` or more: one that is gone drops out.
   * Of a snapshot, which has no history, of all that it reported.
   */
  readonly utilizationByWorker: Readonly<Record<string, number>>;
  /** Of all workers together, as told to `recordWorkerTask`. */
  readonly taskTime: DurationStatistics | undefined;
  /** The slowest first; one that told nothing for `workerTimeoutSeconds` is none, nor compared with. */
  readonly stragglers: readonly Straggler[];
  /** By `worker_coordination/handshake`: an operation type and the phase that `child()` was given. */
  readonly phases: Readonly<Record<string, DurationStatistics>>;
  readonly outcomes: OutcomesByType;
}

/** As Spark has it (spark.speculation.multiplier before 4.0): this many times slower than the median worker. */
const STRAGGLER_SLOWDOWN = 1.5;

export function* distributedMetrics(
  recorded: Recorded,
  percentiles: readonly number[],
): Slices<DistributedMetrics> {
  const overheads = histogramsBy('operation', recorded, 'coordination_overhead_seconds');
  const timeOf = (type: string) => durationStatistics(overheads(type), percentiles);
  const types: readonly string[] = OPERATION_TYPES.distributed;
  const communication = histogramsOf(recorded, 'operation_phase_seconds').filter(
    ({ labels }) => labels.phase === COMMUNICATION && types.includes(labels.operation_type as string),
  );
  const utilizations = utilizationsIn(recorded);
  const tasks = histogramsOf(recorded, 'worker_task_seconds');
  const { activeWorkers } = recorded;
  return {
    coordinationTime: timeOf('worker_coordination'),
    taskDistributionTime: timeOf('task_distribution'),
    resultAggregationTime: timeOf('result_aggregation'),
    communicationTime: yield* measuringDurations(communication, percentiles),
    workerCounts: valueStatistics(histogramsOf(recorded, 'coordinated_workers')),
    utilization: balanceOf(utilizations.map(({ mean }) => mean)),
    utilizationByWorker: Object.fromEntries(utilizations.map(({ workerId, mean }) => [workerId, mean])),
    taskTime: yield* measuringDurations(tasks, percentiles),
    stragglers: stragglersAmong(
      tasks.filter(({ labels }) => activeWorkers?.has(labels.worker_id as string) ?? true),
    ),
    phases: phasesBySubject(recorded, 'distributed', percentiles).get('') ?? {},
    outcomes: outcomesOf(recorded, 'distributed'),
  };
}

/**
 * What coordinating workers cost, and how evenly they were loaded.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT
 */
export function getDistributedMetrics(source: ResultsSource): DistributedMetrics {
  return summarize(source, ['distributed', 'operation'], distributedMetrics);
}

export interface WorkerMean {
  /** `(overflow)` for all beyond the limit of series together. */
  readonly workerId: string;
  readonly mean: number;
  /** Samples. */
  readonly count: number;
}

/** Of every worker that told of its utilization lately. @param withOverflow those too that found no room of their own */
export function utilizationsIn({ metrics, recent = metrics }: Recorded, withOverflow = false): WorkerMean[] {
  const name = 'worker_utilization_sample_ratio';
  const told = metricNamed({ metrics: recent }, name)?.series ?? [];
  // One that was forgotten is in the history alone.
  const present = recent === metrics ? told : (metricNamed({ metrics }, name)?.series ?? []);
  const workers = new Set(present.map(({ labels }) => labels.worker_id));
  return told.flatMap((one): WorkerMean[] => {
    if (!('histogram' in one) || one.histogram.count === 0 || (one.overflow && !withOverflow)) return [];
    if (!workers.has(one.labels.worker_id)) return [];
    const { sum, count } = one.histogram;
    const workerId = one.overflow ? '(overflow)' : String(one.labels.worker_id);
    return [{ workerId, mean: sum / count, count }];
  });
}

function balanceOf(ratios: readonly number[]): ValueStatistics | undefined {
  if (ratios.length === 0) return undefined;
  const sum = ratios.reduce((a, b) => a + b);
  return {
    count: ratios.length,
    mean: sum / ratios.length,
    min: ratios.reduce((a, b) => Math.min(a, b)),
    max: ratios.reduce((a, b) => Math.max(a, b)),
  };
}

function stragglersAmong(
  tasks: readonly { labels: Readonly<Record<string, string>>; histogram: ExponentialSnapshot }[],
): Straggler[] {
  const workers = tasks
    .filter(({ histogram }) => histogram.count > 0)
    .map(({ labels, histogram: { sum, count } }) => ({
      workerId: labels.worker_id as string,
      meanTaskSeconds: sum / count,
      taskCount: count,
    }))
    .sort((a, b) => b.meanTaskSeconds - a.meanTaskSeconds);
  // The lower of two medians: of two workers, the slower one is compared with the faster one.
  const median = workers.at(-Math.ceil(workers.length / 2))?.meanTaskSeconds ?? Number.NaN;
  return workers
    .map((worker) => ({ ...worker, slowdown: worker.meanTaskSeconds / median }))
    .filter(({ slowdown }) => slowdown > STRAGGLER_SLOWDOWN);
}
