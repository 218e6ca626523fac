/** Whether what was promised was kept, in a range of time. */
import type { TelemetryHistory } from '../../store/inner.ts';
import { contextOf, type Objective, objectiveResult, type TelemetryHandle } from '../../telemetry/index.ts';
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
  if (asked.length === 0) return { objectives: [] };
  const snapshot = await history.snapshot({ ...range, ...(modelId !== undefined && { modelId }), signal });
  const durationSeconds = Math.max(0, snapshot.takenAtUnixMs - snapshot.startedAtUnixMs) / 1000 || 0;
  return {
    objectives: asked.map((objective) => {
      const result = objectiveResult(objective, { snapshot, durationSeconds, recent: undefined });
      return {
        objective: objectiveJson(objective),
        good: result.good,
        count: result.count,
        good_ratio: result.goodRatio ?? null,
        good_per_second: result.goodPerSecond ?? null,
        error_budget_left: result.errorBudgetLeft ?? null,
        burn_rate: result.burnRate ?? null,
      };
    }),
  };
}

function objectiveJson(objective: Objective) {
  const { operationType, modelId, withinSeconds, firstTokenWithinSeconds, tokenWithinSeconds, targetRatio } =
    objective;
  return {
    operation_type: operationType,
    ...(modelId !== undefined && { model_id: modelId }),
    ...(withinSeconds !== undefined && { within_seconds: withinSeconds }),
    ...(firstTokenWithinSeconds !== undefined && { first_token_within_seconds: firstTokenWithinSeconds }),
    ...(tokenWithinSeconds !== undefined && { token_within_seconds: tokenWithinSeconds }),
    target_ratio: targetRatio,
  };
}
