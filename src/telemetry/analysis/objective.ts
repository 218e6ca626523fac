/** What was promised about operations, and whether it was kept: service level objectives and goodput. */
import { bucketCounts, mergeSnapshots } from '../../histogram/index.ts';
import { isRecord } from '../checks.ts';
import type { Fault } from '../fault.ts';
import { filtered, type MetricsFilter } from '../query/filter.ts';
import { operationTotals } from '../query/operation-metrics.ts';
import type { MetricSnapshot } from '../snapshot.ts';

/** `targetRatio` of the operations succeed within so many seconds. */
export interface Objective {
  /** `inference`, `model_load`, or of storage `add`, `pin` ... */
  readonly operationType: string;
  /** Every model if left out. */
  readonly modelId?: string;
  readonly withinSeconds: number;
  /** Share of the operations that are good, 0 to 1, as promised: 0.99. What was aborted is not counted. */
  readonly targetRatio: number;
}

export interface ObjectiveResult {
  readonly objective: Objective;
  /** Operations that succeeded in time; to the accuracy of histograms, 1.1 % of `withinSeconds`. */
  readonly good: number;
  /** Operations that succeeded or failed. */
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
  const { operationType, modelId, withinSeconds, targetRatio } = objective;
  const filter: MetricsFilter = { operationType, ...(modelId !== undefined && { modelId }) };
  const totals = operationTotals(filtered(metrics, filter), filter);
  const latencies = totals.flatMap((one) => one.latencies.map(({ histogram }) => histogram));
  const good = bucketCounts(mergeSnapshots(latencies), [withinSeconds])[0] as number;
  const count = totals.reduce((sum, { successes, failures }) => sum + successes + failures, 0);
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

/** What is wrong with objectives; undefined if nothing is. */
export function objectivesFault(objectives: readonly unknown[]): Fault | undefined {
  for (const [i, objective] of objectives.entries()) {
    const at = `objectives[${i}]`;
    const expected = 'an objective: { operationType, modelId?, withinSeconds, targetRatio }';
    if (!isRecord(objective)) return { label: at, expected, got: objective };
    const { operationType, modelId, withinSeconds, targetRatio, ...others } = objective;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) return { label: at, expected, got: unknown };
    if (typeof operationType !== 'string') {
      return { label: `${at}.operationType`, expected: 'a string', got: operationType };
    }
    if (modelId !== undefined && typeof modelId !== 'string') {
      return { label: `${at}.modelId`, expected: 'a string', got: modelId };
    }
    if (typeof withinSeconds !== 'number' || !(withinSeconds > 0 && withinSeconds < Infinity)) {
      return { label: `${at}.withinSeconds`, expected: 'a finite number above 0', got: withinSeconds };
    }
    if (typeof targetRatio !== 'number' || !(targetRatio > 0 && targetRatio <= 1)) {
      return { label: `${at}.targetRatio`, expected: 'a number above 0, up to 1', got: targetRatio };
    }
  }
  return undefined;
}
