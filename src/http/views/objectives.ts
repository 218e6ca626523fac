/** Whether what was promised was kept, in a range of time; how fast error budgets burn, and what may be spent, as of now. */
import type { TelemetryHistory } from '../../store/inner.ts';
import {
  type BudgetMetrics,
  burnRatesOf,
  contextOf,
  getBudgets,
  type ObjectiveResult,
  objectiveResult,
  recordedIn,
  type TelemetryHandle,
} from '../../telemetry/index.ts';
import type { AskedRange } from '../questions/range.ts';

export interface ObjectivesQuestion {
  readonly range: AskedRange;
  readonly modelId?: string | undefined;
  readonly operationType?: string | undefined;
  readonly signal: AbortSignal;
}

export async function objectives(
  telemetry: TelemetryHandle,
  history: TelemetryHistory,
  question: ObjectivesQuestion,
) {
  const { range, modelId, operationType, signal } = question;
  // An objective of no model in particular is about each of them.
  const asked = contextOf(telemetry).objectives.filter(
    (one) =>
      (operationType ?? one.operationType) === one.operationType &&
      (modelId === undefined || one.modelId === undefined || one.modelId === modelId),
  );
  const budgets = getBudgets(telemetry).map(budgetJson);
  if (asked.length === 0) return { objectives: [], budgets };
  const snapshot = await history.snapshot({ ...range, ...(modelId !== undefined && { modelId }), signal });
  const durationSeconds = Math.max(0, snapshot.takenAtUnixMs - snapshot.startedAtUnixMs) / 1000 || 0;
  const now = recordedIn(telemetry, ['objective']).recorded;
  return {
    objectives: asked.map((objective) => {
      const result = objectiveResult(objective, { snapshot, durationSeconds, recent: undefined });
      const burn = burnRatesOf(now, result.name);
      return {
        objective: objectiveJson(result),
        good: result.good,
        count: result.count,
        good_ratio: result.goodRatio ?? null,
        good_per_second: result.goodPerSecond ?? null,
        error_budget_left: result.errorBudgetLeft ?? null,
        burn_rate: result.burnRate ?? null,
        budget_remaining: burn.budgetRemaining ?? null,
        burn_rates: Object.fromEntries(burn.byWindow),
        alert: burn.alert?.window ?? null,
      };
    }),
    budgets,
  };
}

function objectiveJson({ name, objective }: ObjectiveResult) {
  const { operationType, modelId, taskId, labels, withinSeconds, targetRatio } = objective;
  const { firstTokenWithinSeconds, tokenWithinSeconds, interTokenWithinSeconds } = objective;
  return {
    name,
    operation_type: operationType,
    ...(modelId !== undefined && { model_id: modelId }),
    ...(taskId !== undefined && { task_id: taskId }),
    ...(labels !== undefined && { labels }),
    ...(withinSeconds !== undefined && { within_seconds: withinSeconds }),
    ...(firstTokenWithinSeconds !== undefined && { first_token_within_seconds: firstTokenWithinSeconds }),
    ...(tokenWithinSeconds !== undefined && { token_within_seconds: tokenWithinSeconds }),
    ...(interTokenWithinSeconds !== undefined && { inter_token_within_seconds: interTokenWithinSeconds }),
    target_ratio: targetRatio,
  };
}

function budgetJson({ burnRate, ...budget }: BudgetMetrics) {
  return { ...budget, burn_rate: burnRate ?? null };
}
