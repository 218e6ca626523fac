/** What was promised about operations, and whether it was kept: service level objectives and goodput. */
import { bucketCounts, mergeSnapshots } from '../../histogram/index.ts';
import { isRecord } from '../checks.ts';
import type { Fault } from '../fault.ts';
import { OPERATION_TYPES } from '../operation-types.ts';
import { filtered, type MetricsFilter } from '../query/filter.ts';
import { operationTotals } from '../query/operation-metrics.ts';
import { valuesOf } from '../reading.ts';
import type { MetricSnapshot } from '../snapshot.ts';

/**
 * `targetRatio` of the operations succeed and keep every bound that is given: one at least. With a bound on tokens the
 * objective is about streams, and each stream is judged when it ends, by all of its bounds at once.
 *
 * @example
 * createTelemetry({
 *   objectives: [
 *     { operationType: 'model_load', withinSeconds: 30, targetRatio: 0.95 },
 *     { operationType: 'inference', firstTokenWithinSeconds: 0.5, tokenWithinSeconds: 0.05, targetRatio: 0.99 },
 *   ],
 * });
 */
export interface Objective {
  /** `inference`, `model_load`, or of storage `add`, `pin` ... */
  readonly operationType: string;
  /** Every model if left out. */
  readonly modelId?: string;
  /** Of the whole operation. */
  readonly withinSeconds?: number;
  /** Time to the first token of a stream, above 0. A stream without tokens has none: its other bounds decide. */
  readonly firstTokenWithinSeconds?: number;
  /**
   * Time per output token of a stream, above 0: (latency - time to first token) / (tokens - 1). A stream of one token
   * has none: its other bounds decide.
   */
  readonly tokenWithinSeconds?: number;
  /** Share of the operations that are good, 0 to 1, as promised: 0.99. What was aborted is not counted. */
  readonly targetRatio: number;
}

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

/** Whether streams are what it is about. */
export function isAboutTokens({ firstTokenWithinSeconds, tokenWithinSeconds }: Objective): boolean {
  return firstTokenWithinSeconds !== undefined || tokenWithinSeconds !== undefined;
}

/** The bounds in words, which tell objectives apart: `first token 0.5 s, token 0.05 s`. */
export function boundsOf(objective: Objective): string {
  return BOUNDS.filter(([key]) => objective[key] !== undefined)
    .map(([key, words]) => `${words} ${objective[key]} s`)
    .join(', ');
}

const BOUNDS = [
  ['withinSeconds', 'whole'],
  ['firstTokenWithinSeconds', 'first token'],
  ['tokenWithinSeconds', 'token'],
] as const;

function timedOperations(objective: Objective, metrics: readonly MetricSnapshot[]) {
  const { operationType, modelId, withinSeconds = Infinity } = objective;
  const filter: MetricsFilter = { operationType, ...(modelId !== undefined && { modelId }) };
  const totals = operationTotals(filtered(metrics, filter), filter);
  const latencies = totals.flatMap((one) => one.latencies.map(({ histogram }) => histogram));
  const good = bucketCounts(mergeSnapshots(latencies), [withinSeconds])[0] as number;
  return { good, count: totals.reduce((sum, { successes, failures }) => sum + successes + failures, 0) };
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

const SECONDS = 'a finite number above 0';
const INFERENCES: readonly string[] = OPERATION_TYPES.inference;

/** What is wrong with objectives; undefined if nothing is. */
export function objectivesFault(objectives: readonly unknown[]): Fault | undefined {
  for (const [i, objective] of objectives.entries()) {
    const at = `objectives[${i}]`;
    const expected = 'an objective: { operationType, modelId?, withinSeconds, targetRatio }';
    if (!isRecord(objective)) return { label: at, expected, got: objective };
    const { operationType, modelId, targetRatio, ...others } = objective;
    const unknown = Object.keys(others).find((key) => !BOUNDS.some(([bound]) => bound === key));
    if (unknown !== undefined) return { label: at, expected, got: unknown };
    if (typeof operationType !== 'string') {
      return { label: `${at}.operationType`, expected: 'a string', got: operationType };
    }
    if (modelId !== undefined && typeof modelId !== 'string') {
      return { label: `${at}.modelId`, expected: 'a string', got: modelId };
    }
    const bounds = BOUNDS.filter(([key]) => others[key] !== undefined);
    if (bounds.length === 0) return { label: `${at}.withinSeconds`, expected: SECONDS, got: undefined };
    for (const [key] of bounds) {
      const seconds = others[key];
      if (typeof seconds === 'number' && seconds > 0 && seconds < Infinity) continue;
      return { label: `${at}.${key}`, expected: SECONDS, got: seconds };
    }
    if (bounds.some(([key]) => key !== 'withinSeconds') && !INFERENCES.includes(operationType)) {
      const types = `one of ${INFERENCES.join(', ')}, where tokens have a bound`;
      return { label: `${at}.operationType`, expected: types, got: operationType };
    }
    if (typeof targetRatio !== 'number' || !(targetRatio > 0 && targetRatio <= 1)) {
      return { label: `${at}.targetRatio`, expected: 'a number above 0, up to 1', got: targetRatio };
    }
  }
  return undefined;
}
