/** Whether what was promised about operations was kept, and the goodput. */
import { bucketCounts, mergeSnapshots } from '../../histogram/index.ts';
import type { MetricSnapshot } from '../../metrics/inner.ts';
import { contextOf, type TelemetryHandle, uptimeSecondsOf } from '../context/context.ts';
import { boundsOf, isAboutTokens, type Objective } from '../context/objectives.ts';
import { filtered, type MetricsFilter } from '../query/filter.ts';
import { operationTotals } from '../query/operation-metrics.ts';
import { valuesOf } from '../query/snapshot-reader.ts';

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
}

export function objectiveResult(
  objective: Objective,
  metrics: readonly MetricSnapshot[],
  durationSeconds: number,
): ObjectiveResult {
  const { targetRatio } = objective;
  const { good, count } = isAboutTokens(objective)
    ? judgedStreams(objective, metrics)
    : timedOperations(objective, metrics);
  return {
    objective,
    good,
    count,
    goodRatio: count > 0 ? good / count : undefined,
    goodPerSecond: durationSeconds > 0 ? good / durationSeconds : undefined,
    errorBudgetLeft:
      count > 0 && targetRatio < 1 ? 1 - (count - good) / count / (1 - targetRatio) : undefined,
  };
}

/**
 * How well each of the option's objectives was kept, since the beginning.
 *
 * @throws TELEMETRY_ARGUMENT_KIND
 */
export function getObjectives(telemetry: TelemetryHandle): ObjectiveResult[] {
  const instance = contextOf(telemetry);
  const { metrics } = telemetry.snapshot();
  const seconds = uptimeSecondsOf(instance);
  return instance.objectives.map((objective) => objectiveResult(objective, metrics, seconds));
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
