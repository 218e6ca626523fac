/** Whether what was promised about operations was kept, and the goodput. */
import { bucketCounts, mergeSnapshots } from '../../histogram/index.ts';
import type { MetricSnapshot } from '../../metrics/inner.ts';
import { boundsOf, isAboutTokens, type Objective } from '../context/objectives.ts';
import { filtered, type MetricsFilter } from '../query/filter.ts';
import { operationTotals } from '../query/operation-metrics.ts';
import { valuesOf } from '../query/snapshot-reader.ts';
import { type MetricsSource, type Reading, type ReadingOptions, readingOf } from '../query/source.ts';

export interface ObjectiveResult {
  readonly objective: Objective;
  /** Operations that succeeded in time: exactly for streams, else to the accuracy of histograms, 1.1 % of the bound. */
  readonly good: number;
  /** Operations that succeeded or failed; of streams those that a bound was about. */
  readonly count: number;
  /** good / count; undefined without operations. */
  readonly goodRatio: number | undefined;
  /** The goodput: good operations per second; undefined over no time. */
  readonly goodPerSecond: number | undefined;
  /** What is left of the failures that the target allows, 1 to 0, and under 0 when more have failed. */
  readonly errorBudgetLeft: number | undefined;
  /** How fast the budget was used lately: 1 uses it up exactly, 2 in half of the time. Undefined where nothing ended. */
  readonly burnRate: number | undefined;
}

export function objectiveResult(
  objective: Objective,
  { snapshot: { metrics }, recent = metrics, durationSeconds }: JudgedTime,
): ObjectiveResult {
  const { targetRatio } = objective;
  const { good, count } = judged(objective, metrics);
  const lately = judged(objective, recent);
  return {
    objective,
    good,
    count,
    goodRatio: count > 0 ? good / count : undefined,
    goodPerSecond: durationSeconds > 0 ? good / durationSeconds : undefined,
    errorBudgetLeft: count > 0 && targetRatio < 1 ? 1 - budgetShare(objective, good, count) : undefined,
    burnRate:
      lately.count > 0 && targetRatio < 1 ? budgetShare(objective, lately.good, lately.count) : undefined,
  };
}

/** What was observed, and of it what came lately. */
export type JudgedTime = Pick<Reading, 'snapshot' | 'recent' | 'durationSeconds'>;

/** The failures by those that the target allows. */
function budgetShare({ targetRatio }: Objective, good: number, count: number): number {
  return (count - good) / count / (1 - targetRatio);
}

function judged(objective: Objective, metrics: readonly MetricSnapshot[]) {
  return isAboutTokens(objective) ? judgedStreams(objective, metrics) : timedOperations(objective, metrics);
}

/**
 * How well each of the option's objectives was kept, since the beginning.
 *
 * @param options `objectives`: others than the telemetry's; those that a snapshot is held to.
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND,
 * TELEMETRY_OPTION_RANGE
 */
export function getObjectives(source: MetricsSource, options: ReadingOptions = {}): ObjectiveResult[] {
  const reading = readingOf(source, options);
  return reading.objectives.map((objective) => objectiveResult(objective, reading));
}

function timedOperations(objective: Objective, metrics: readonly MetricSnapshot[]) {
  const { operationType, modelId, withinSeconds = Infinity } = objective;
  const filter: MetricsFilter = { operationType, ...(modelId !== undefined && { modelId }) };
  const totals = operationTotals(filtered(metrics, filter), filter);
  const latencies = totals.flatMap((one) => one.latencies.map(({ histogram }) => histogram));
  const good = bucketCounts(mergeSnapshots(latencies), [withinSeconds])[0] as number;
  return { good, count: totals.reduce((sum, { outcomes }) => sum + outcomes.ok + outcomes.error, 0) };
}

function judgedStreams(objective: Objective, metrics: readonly MetricSnapshot[]) {
  const { operationType, modelId } = objective;
  const bounds = boundsOf(objective);
  const judged = valuesOf({ metrics }, 'stream_objectives_total').filter(
    ({ labels }) =>
      labels.objective === bounds &&
      labels.operation_type === operationType &&
      (modelId === undefined || labels.model_id === modelId),
  );
  const total = (all: typeof judged) => all.reduce((sum, { value }) => sum + value, 0);
  return { good: total(judged.filter(({ labels }) => labels.result === 'good')), count: total(judged) };
}
