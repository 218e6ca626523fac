/** Results about models: how long they took to load, to initialise and to save. */

import { mapping, type Slices } from '../../../metrics/inner.ts';
import { UNKNOWN } from '../../operations/category-tracker.ts';
import { findById, summarize } from '../../query/results.ts';
import {
  histogramsBy,
  type OutcomesByType,
  outcomesByModel,
  phasesBySubject,
  type Recorded,
  valuesBy,
} from '../../query/snapshot-reader.ts';
import type { ResultsSource } from '../../query/source.ts';
import { type DurationStatistics, durationStatistics } from '../../query/statistics.ts';

export interface ModelMetrics {
  readonly modelId: string;
  /** The one that was named last; undefined if none was. */
  readonly framework: string | undefined;
  readonly sizeBytes: number | undefined;
  /** Of the loads that ended well; undefined if none did. */
  readonly loadTime: DurationStatistics | undefined;
  readonly initializationTime: DurationStatistics | undefined;
  readonly saveTime: DurationStatistics | undefined;
  /** By `model_load/fetch`: an operation type and the phase that `child()` was given. */
  readonly phases: Readonly<Record<string, DurationStatistics>>;
  readonly outcomes: OutcomesByType;
}

/** Of every model that had a model operation, also where all of them failed. */
export function* modelMetrics(recorded: Recorded, percentiles: readonly number[]): Slices<ModelMetrics[]> {
  const loads = histogramsBy('model_id', recorded, 'model_load_seconds');
  const initializations = histogramsBy('model_id', recorded, 'model_init_seconds');
  const saves = histogramsBy('model_id', recorded, 'model_save_seconds');
  const sizes = valuesBy('model_id', recorded, 'model_size_bytes');
  const phases = phasesBySubject(recorded, 'model', percentiles);
  return yield* mapping(outcomesByModel(recorded, 'model'), ([modelId, outcomes]) => {
    const [load, init, save] = [loads(modelId), initializations(modelId), saves(modelId)];
    const frameworks = [...load, ...init, ...save].map(({ labels }) => labels.framework);
    return {
      modelId,
      framework: frameworks.findLast((framework) => framework !== UNKNOWN),
      sizeBytes: sizes(modelId).at(-1)?.value,
      loadTime: durationStatistics(load, percentiles),
      initializationTime: durationStatistics(init, percentiles),
      saveTime: durationStatistics(save, percentiles),
      phases: phases.get(modelId) ?? {},
      outcomes,
    };
  });
}

/**
 * Models that had a model operation; one of them by id, or undefined.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 */
export function getModelMetrics(source: ResultsSource): ModelMetrics[];
export function getModelMetrics(source: ResultsSource, modelId: string): ModelMetrics | undefined;
export function getModelMetrics(
  source: ResultsSource,
  modelId?: string,
): ModelMetrics[] | ModelMetrics | undefined {
  return findById(summarize(source, ['model', 'operation'], modelMetrics), modelId);
}
