/**
 * How much of what was recorded an objective is about, and how much of that was good. Sums of parts are those of the whole:
 * intervals and processes may be judged each by itself.
 */
import { bucketCounts } from '../../../histogram/index.ts';
import type { MetricSnapshot } from '../../../metrics/inner.ts';
import { boundsOf, DRIFT_CHECK, isAboutTokens, type Objective } from '../../context/objectives.ts';
import { filtered, type MetricsFilter } from '../../query/filter.ts';
import { operationTotals } from '../../query/operation-metrics.ts';
import { durationMetricOf, OUTCOME_COUNTERS } from '../../query/operation-type.ts';
import { valuesOf } from '../../query/snapshot-reader.ts';

export interface Judged {
  /** What was as promised. */
  readonly good: number;
  /** What the objective is about: operations that succeeded or failed, streams with a bound about them, comparisons. */
  readonly count: number;
}

export const NOTHING_JUDGED: Judged = { good: 0, count: 0 };

const STREAMS = 'stream_objectives_total';
const DRIFT_CHECKS = 'data_drift_checks_total';

export function judge(objective: Objective, metrics: readonly MetricSnapshot[]): Judged {
  if (isAboutTokens(objective)) return judgedStreams(objective, metrics);
  return objective.operationType === DRIFT_CHECK
    ? judgedDriftChecks(objective, metrics)
    : judgedOperations(objective, metrics);
}

/** The metrics that it is judged by; it needs no other. */
export function judgedMetrics(objective: Objective): readonly string[] {
  if (isAboutTokens(objective)) return [STREAMS];
  const { operationType } = objective;
  return operationType === DRIFT_CHECK
    ? [DRIFT_CHECKS]
    : [durationMetricOf(operationType), ...OUTCOME_COUNTERS];
}

export function plus(a: Judged, b: Judged): Judged {
  return { good: a.good + b.good, count: a.count + b.count };
}

/**
 * Whether `good` is exact. It is not where a duration is bounded by what is no bound of its metric's classic buckets: then
 * what lies in the exponential bucket of the bound is good, too: never fewer than were, and none above the bound by more than 2.2 %
 * at the default scale.
 */
export function isExact(objective: Objective, metrics: readonly MetricSnapshot[]): boolean {
  const { withinSeconds } = objective;
  if (withinSeconds === undefined || isAboutTokens(objective) || objective.operationType === DRIFT_CHECK)
    return true;
  const timed = durationMetricOf(objective.operationType);
  return metrics
    .filter(({ instrument }) => instrument.name === timed)
    .every(({ instrument }) => instrument.bucketBounds?.includes(withinSeconds));
}

function judgedOperations(objective: Objective, metrics: readonly MetricSnapshot[]): Judged {
  const { withinSeconds } = objective;
  const filter = filterOf(objective);
  const totals = operationTotals(filtered(metrics, filter), filter);
  const ok = totals.reduce((sum, { outcomes }) => sum + outcomes.ok, 0);
  const count = totals.reduce((sum, { outcomes }) => sum + outcomes.error, ok);
  if (withinSeconds === undefined) return { good: ok, count };
  const latencies = totals.flatMap((one) => one.latencies);
  return {
    good: latencies.reduce(
      (sum, one) => sum + (bucketCounts(one.histogram, [withinSeconds])[0] as number),
      0,
    ),
    count,
  };
}

/** Each was judged when it ended, by all of its bounds at once. */
function judgedStreams(objective: Objective, metrics: readonly MetricSnapshot[]): Judged {
  const bounds = boundsOf(objective);
  const judged = valuesOf({ metrics: filtered(metrics, filterOf(objective)) }, STREAMS).filter(
    ({ labels }) => labels.objective === bounds,
  );
  return counted(judged, (labels) => labels.result === 'good');
}

/** Those that could say something. */
function judgedDriftChecks({ taskId, labels }: Objective, metrics: readonly MetricSnapshot[]): Judged {
  const filter = { labels: { ...labels, ...(taskId !== undefined && { task_id: taskId }) } };
  const checks = valuesOf({ metrics: filtered(metrics, filter) }, DRIFT_CHECKS).filter(
    (check) => check.labels.result !== 'unknown',
  );
  return counted(checks, (of) => of.result === 'stable');
}

function counted(
  points: ReturnType<typeof valuesOf>,
  isGood: (labels: (typeof points)[number]['labels']) => boolean,
): Judged {
  const total = (all: typeof points) => all.reduce((sum, { value }) => sum + value, 0);
  return { good: total(points.filter(({ labels }) => isGood(labels))), count: total(points) };
}

function filterOf({ operationType, modelId, labels }: Objective): MetricsFilter {
  return {
    operationType,
    ...(modelId !== undefined && { modelId }),
    ...(labels !== undefined && { labels }),
  };
}
