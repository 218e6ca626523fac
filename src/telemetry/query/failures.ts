/** Results about operations that failed, by the class of what they threw. */
import { groupedBy, histogramsOf, type Recorded } from './snapshot-reader.ts';
import { type ValueStatistics, valueStatistics } from './statistics.ts';

export interface FailureMetrics {
  readonly operationType: string;
  /** Empty where it was about no model. */
  readonly modelId: string;
  /** `TypeError`, `RateLimitError` ...; the outcome, `aborted` or `unknown`, where nothing was thrown. */
  readonly errorType: string;
  readonly count: number;
  /** How long they took until they failed, in seconds. */
  readonly seconds: ValueStatistics;
}

/** In the order of their first occurrence, by type. */
export function failureMetrics(recorded: Recorded): FailureMetrics[] {
  const failures = groupedBy('operation_type', histogramsOf(recorded, 'operation_failure_seconds'));
  return [...failures].flatMap(([operationType, ofType]) =>
    [...groupedBy('model_id', ofType)].flatMap(([modelId, ofModel]) =>
      [...groupedBy('error_type', ofModel)].flatMap(([errorType, own]): FailureMetrics[] => {
        const seconds = valueStatistics(own);
        if (seconds === undefined) return [];
        return [{ operationType, modelId, errorType, count: seconds.count, seconds }];
      }),
    ),
  );
}
