/**
 * How much of what was recorded an objective is about, and how much of that was good. Sums of parts are those of the whole:
 * intervals, processes and parts of a metric's series may be judged each by itself. The two counters of operations on storage
 * belong together.
 */
import { bucketCounts, type ExponentialSnapshot } from '../../../histogram/index.ts';
import { type MetricSnapshot, runSync } from '../../../metrics/inner.ts';
import { boundsOf, DRIFT_CHECK, isAboutTokens, type Objective } from '../../context/objectives.ts';
import { filtered, type MetricsFilter } from '../../query/filter.ts';
import { operationTotals } from '../../query/operation-metrics.ts';
import { durationMetricOf, outcomeCountersOf } from '../../query/operation-type.ts';
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
  const { operationType, modelId } = objective;
  return operationType === DRIFT_CHECK
    ? [DRIFT_CHECKS]
    : [durationMetricOf(operationType), ...outcomeCountersOf(operationType, modelId !== undefined)];
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
  const totals = runSync(operationTotals(filtered(metrics, filter), filter));
  const ok = totals.reduce((sum, { outcomes }) => sum + outcomes.ok, 0);
  const count = totals.reduce((sum, { outcomes }) => sum + outcomes.error, ok);
  if (withinSeconds === undefined) return { good: ok, count };
  const latencies = totals.flatMap((one) => one.latencies);
  return {
    good: latencies.reduce((sum, one) => sum + countWithin(one.histogram, withinSeconds), 0),
    count,
  };
}

/** A bound of the metric's own is looked up: it is exact, and what most objectives have. */
function countWithin(histogram: ExponentialSnapshot, seconds: number): number {
  const { bounds = [], counts = [] } = histogram.explicit ?? {};
  const at = bounds.indexOf(seconds);
  if (at === -1) return bucketCounts(histogram, [seconds])[0] as number;
  let within = 0;
  for (let i = 0; i <= at; i++) within += counts[i] as number;
  return within;
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
