/** Results about operations of any kind over a stretch of time: how many, how they ended, how long they took. */
import type { ExponentialSnapshot } from '../../histogram/index.ts';
import { type Instrument, type MetricSnapshot, mapping, type Slices } from '../../metrics/inner.ts';
import { HTTP_REQUEST } from '../context/operation-types.ts';
import type { MetricsFilter } from './filter.ts';
import { durationType, isOfRequests, outcomeOfStatus, requestOutcome, textOf } from './operation-type.ts';
import type { OutcomeCounts } from './snapshot-reader.ts';
import { type DurationStatistics, measuringDurations } from './statistics.ts';

export interface OperationMetrics {
  readonly operationType: string;
  /** Of storage operations; undefined for others. */
  readonly backend: string | undefined;
  /** By status, those that were reached: `{ ok: 97, error: 3 }`, `{ pending: 4, completed: 90, failed: 2 }`. */
  readonly statuses: Readonly<Record<string, number>>;
  /** That ended, in whatever way. */
  readonly count: number;
  /** Successes by successes and failures, 0 to 1: giving up is neither. Undefined before the first. */
  readonly successRatio: number | undefined;
  readonly errorRatio: number | undefined;
  /** Ends per second and per minute; undefined over no time. */
  readonly perSecond: number | undefined;
  readonly perMinute: number | undefined;
  /** Of the successes; undefined if there is none. */
  readonly latency: DurationStatistics | undefined;
}

/** What was counted and timed of one type on one backend. */
export interface OperationTotals {
  readonly operationType: string;
  readonly backend: string | undefined;
  readonly statuses: ReadonlyMap<string, number>;
  readonly outcomes: OutcomeCounts;
  /** Ended in whatever way. */
  readonly ended: number;
  readonly latencies: readonly { readonly histogram: ExponentialSnapshot }[];
}

/** Series that are looked at in one go. */
const SLICE = 64;

/** By operation type and backend, in the order of their first use. */
export function* operationMetrics(
  metrics: readonly MetricSnapshot[],
  filter: MetricsFilter,
  durationSeconds: number,
  percentiles: readonly number[],
): Slices<OperationMetrics[]> {
  const all = yield* mapping(yield* operationTotals(metrics, filter), (totals) =>
    figuresOf(totals, durationSeconds, percentiles),
  );
  return all.filter(({ latency, statuses }) => latency !== undefined || Object.keys(statuses).length > 0);
}

interface Group {
  readonly operationType: string;
  readonly backend: string | undefined;
  /** How often each status was reached; of tracked operations a status is an outcome. */
  readonly statuses: Map<string, number>;
  /** Where outcomes are counted apart, as a log has statuses of its own making. */
  readonly outcomes: Map<string, number>;
  readonly latencies: { readonly histogram: ExponentialSnapshot }[];
}

/** The metrics are those that passed the filter. */
export function* operationTotals(
  metrics: readonly MetricSnapshot[],
  filter: MetricsFilter,
): Slices<OperationTotals[]> {
  const groups = new Map<string, Group>();
  let looked = 0;
  for (const { instrument, series } of metrics) {
    const isCount = countsOperations(instrument, filter);
    for (const one of series) {
      if (++looked % SLICE === 0) yield;
      const { labels } = one;
      const ofRequests = isOfRequests(instrument) ? HTTP_REQUEST : undefined;
      const counted = ofRequests ?? (isCount ? textOf(labels.operation_type) : undefined);
      const timed = durationType(instrument, labels);
      const type = timed ?? counted;
      if (type === undefined) continue;
      const group = groupOf(groups, type, textOf(labels.backend));
      if ('histogram' in one) {
        if (timed !== undefined) group.latencies.push(one);
        if (ofRequests !== undefined) raise(group.statuses, requestOutcome(labels), one.histogram.count);
      } else if (labels.outcome !== undefined) raise(group.outcomes, String(labels.outcome), one.value);
      else raise(group.statuses, labels.status as string, one.value);
    }
  }
  return [...groups.values()].map(({ outcomes, ...group }) => {
    const counts = { ok: 0, error: 0, aborted: 0, unknown: 0 };
    for (const [end, count] of outcomes.size > 0 ? outcomes : group.statuses) {
      const outcome = outcomeOfStatus(end);
      if (outcome !== undefined) counts[outcome] += count;
    }
    const ended = counts.ok + counts.error + counts.aborted + counts.unknown;
    return { ...group, outcomes: counts, ended };
  });
}

/**
 * Ends are counted once by type and once more by model or dataset. Only one of the two may be added up: the one by
 * model where a model was asked for.
 */
function countsOperations({ kind, labels }: Instrument, { modelId }: MetricsFilter): boolean {
  if (kind !== 'counter' || labels.includes('phase')) return false;
  if (!labels.includes('status') && !labels.includes('outcome')) return false;
  const isBySubject = labels.includes('model_id') || labels.includes('dataset_id');
  return isBySubject === (modelId !== undefined);
}

function groupOf(groups: Map<string, Group>, operationType: string, backend: string | undefined): Group {
  const key = JSON.stringify([operationType, backend]);
  const known = groups.get(key);
  if (known !== undefined) return known;
  const group = { operationType, backend, statuses: new Map(), outcomes: new Map(), latencies: [] };
  groups.set(key, group);
  return group;
}

function raise(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function* figuresOf(
  { operationType, backend, statuses, outcomes, ended, latencies }: OperationTotals,
  durationSeconds: number,
  percentiles: readonly number[],
): Slices<OperationMetrics> {
  const judged = outcomes.ok + outcomes.error;
  const perSecond = durationSeconds > 0 ? ended / durationSeconds : undefined;
  return {
    operationType,
    backend,
    statuses: Object.fromEntries([...statuses].filter(([, reached]) => reached > 0)),
    count: ended,
    successRatio: judged > 0 ? outcomes.ok / judged : undefined,
    errorRatio: judged > 0 ? outcomes.error / judged : undefined,
    perSecond,
    perMinute: perSecond === undefined ? undefined : perSecond * 60,
    latency: yield* measuringDurations(latencies, percentiles),
  };
}
