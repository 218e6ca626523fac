/** Results about operations that failed, by the class of what they threw. */
import { mapping, type Slices } from '../../metrics/inner.ts';
import { summarize } from './results.ts';
import { groupedBy, histogramsOf, type Recorded } from './snapshot-reader.ts';
import type { ResultsSource } from './source.ts';
import { type ValueStatistics, valueStatistics } from './statistics.ts';

export interface FailureMetrics {
  readonly operationType: string;
  /** Empty where it was about no model. */
  readonly modelId: string;
  /** `TypeError`, `RateLimitError` ...; the outcome, `aborted` or `unknown`, where nothing was thrown. */
  readonly errorType: string;
  /** False for what was given up, and for what ended in no known way. */
  readonly isError: boolean;
  readonly count: number;
  /** How long they took until they failed, in seconds. */
  readonly seconds: ValueStatistics;
}

/** In the order of their first occurrence, by type. */
export function* failureMetrics(recorded: Recorded): Slices<FailureMetrics[]> {
  const failures = groupedBy('operation_type', histogramsOf(recorded, 'operation_failure_seconds'));
  const byModel = [...failures].flatMap(([operationType, ofType]) =>
    [...groupedBy('model_id', ofType)].map(([modelId, ofModel]) => ({ operationType, modelId, ofModel })),
  );
  const all = yield* mapping(byModel, ({ operationType, modelId, ofModel }) =>
    [...groupedBy('error_type', ofModel)].flatMap(([errorType, ofClass]) =>
      [true, false].flatMap((isError): FailureMetrics[] => {
        const seconds = valueStatistics(
          ofClass.filter(({ labels }) => (labels.status === 'error') === isError),
        );
        if (seconds === undefined) return [];
        return [{ operationType, modelId, errorType, isError, count: seconds.count, seconds }];
      }),
    ),
  );
  return all.flat();
}

/**
 * Operations that did not end well, by type, model and the class of what was thrown.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT
 * @example
 * for (const { modelId, errorType, count } of getFailureMetrics(telemetry)) console.log(modelId, errorType, count);
 */
export function getFailureMetrics(source: ResultsSource): FailureMetrics[] {
  return summarize(source, ['operation'], failureMetrics);
}
