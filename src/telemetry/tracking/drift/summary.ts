/** Results about drift, by task. */
import { mapping, type Slices } from '../../../metrics/inner.ts';
import { findById, summarize } from '../../query/results.ts';
import { groupedBy, type Recorded, valuesBy, valuesOf } from '../../query/snapshot-reader.ts';
import type { ResultsSource } from '../../query/source.ts';

export interface DriftMetrics {
  readonly taskId: string;
  /** Of the last comparison that could say something; undefined before the first. Higher is more drift. */
  readonly score: number | undefined;
  /** Above it the score is drift. */
  readonly threshold: number | undefined;
  /** How probable what it found is without drift; undefined where nobody told. */
  readonly pValue: number | undefined;
  /** What the last comparison decided. */
  readonly drifted: boolean;
  /** Of each feature, where there are several: the highest first. */
  readonly featureScores: Readonly<Record<string, number>>;
  /** Comparisons by what they decided; `unknown`: a value was NaN. */
  readonly checks: { readonly drifted: number; readonly stable: number; readonly unknown: number };
}

export function* driftMetrics(recorded: Recorded): Slices<DriftMetrics[]> {
  const scores = valuesBy('task_id', recorded, 'data_drift_score');
  const thresholds = valuesBy('task_id', recorded, 'data_drift_threshold');
  const pValues = valuesBy('task_id', recorded, 'data_drift_p_value');
  const detected = valuesBy('task_id', recorded, 'data_drift_detected');
  const features = valuesBy('task_id', recorded, 'data_drift_feature_score');
  const checks = groupedBy('task_id', valuesOf(recorded, 'data_drift_checks_total'));
  return yield* mapping(checks, ([taskId, counters]) => {
    const countOf = (result: string) =>
      counters.reduce((sum, { labels, value }) => sum + (labels.result === result ? value : 0), 0);
    const ofFeatures = features(taskId).map(({ labels, value }): [string, number] => [
      labels.feature as string,
      value,
    ]);
    return {
      taskId,
      score: scores(taskId)[0]?.value,
      threshold: thresholds(taskId)[0]?.value,
      pValue: pValues(taskId)[0]?.value,
      drifted: detected(taskId)[0]?.value === 1,
      featureScores: Object.fromEntries(ofFeatures.sort(([, a], [, b]) => b - a)),
      checks: { drifted: countOf('drifted'), stable: countOf('stable'), unknown: countOf('unknown') },
    };
  });
}

/**
 * Tasks whose data were compared with a reference; one of them by id, or undefined.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 * @example
 * if (getDriftMetrics(telemetry, 'prompts')?.drifted) await retrain();
 */
export function getDriftMetrics(source: ResultsSource): DriftMetrics[];
export function getDriftMetrics(source: ResultsSource, taskId: string): DriftMetrics | undefined;
export function getDriftMetrics(
  source: ResultsSource,
  taskId?: string,
): DriftMetrics[] | DriftMetrics | undefined {
  return findById(summarize(source, ['drift'], driftMetrics), taskId, 'taskId');
}
