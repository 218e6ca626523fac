/** Results about training: epochs, speed, loss and every other statistic that was recorded. */

import type { TelemetrySnapshot } from '../../context/context.ts';
import type { CurveSnapshot } from '../../context/curves.ts';
import { findById, summarize } from '../../query/results.ts';
import { histogramsBy, type OutcomesByType, outcomesByModel } from '../../query/snapshot-reader.ts';
import type { MetricsSource } from '../../query/source.ts';
import { type DurationStatistics, durationStatistics } from '../../query/statistics.ts';

export interface SamplesPerSecond {
  /** Epochs with a number of samples. */
  readonly count: number;
  /** Over epochs. */
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface LossProgress {
  readonly initial: number;
  readonly final: number;
  /** (initial - final) / (points - 1): how much the loss falls from a point to the next; undefined for one point. */
  readonly convergenceRate: number | undefined;
}

export interface TrainingMetrics {
  readonly modelId: string;
  /** Epochs that ended well. */
  readonly epochs: number;
  readonly epochTime: DurationStatistics | undefined;
  readonly samplesPerSecond: SamplesPerSecond | undefined;
  /** Of the statistic `loss`, else `train_loss` or `training_loss`. */
  readonly loss: LossProgress | undefined;
  readonly optimizerStepTime: DurationStatistics | undefined;
  readonly gradientUpdateTime: DurationStatistics | undefined;
  /** By statistic: `loss`, `learning_rate`, `gradient_norm`, `accuracy`, whatever was recorded. */
  readonly curves: Readonly<Record<string, CurveSnapshot>>;
  readonly outcomes: OutcomesByType;
}

/** Of every model that had a training operation or a training statistic. */
export function trainingMetrics(
  recorded: Pick<TelemetrySnapshot, 'metrics' | 'curves'>,
  percentiles: readonly number[],
): TrainingMetrics[] {
  const epochs = histogramsBy('model_id', recorded, 'training_epoch_seconds');
  const steps = histogramsBy('model_id', recorded, 'optimizer_step_seconds');
  const updates = histogramsBy('model_id', recorded, 'gradient_update_seconds');
  const outcomes = outcomesByModel(recorded, 'training');
  const curves = curvesByModel(recorded.curves);
  return [...new Set([...outcomes.keys(), ...curves.keys()])].map((modelId) => {
    const own = curves.get(modelId) ?? {};
    const epochTime = durationStatistics(epochs(modelId), percentiles);
    return {
      modelId,
      epochs: epochTime?.count ?? 0,
      epochTime,
      samplesPerSecond: speedOf(own.samples_per_second),
      loss: progressOf(lossCurve(own)),
      optimizerStepTime: durationStatistics(steps(modelId), percentiles),
      gradientUpdateTime: durationStatistics(updates(modelId), percentiles),
      curves: own,
      outcomes: outcomes.get(modelId) ?? {},
    };
  });
}

/**
 * Models that were trained; one of them by id, or undefined.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 */
export function getTrainingMetrics(source: MetricsSource): TrainingMetrics[];
export function getTrainingMetrics(source: MetricsSource, modelId: string): TrainingMetrics | undefined;
export function getTrainingMetrics(
  source: MetricsSource,
  modelId?: string,
): TrainingMetrics[] | TrainingMetrics | undefined {
  return findById(summarize(source, ['training', 'operation'], trainingMetrics), modelId);
}

/** The curve of the loss; some call that of the training data `train_loss`. */
export function lossCurve(curves: TrainingMetrics['curves']): CurveSnapshot | undefined {
  return curves.loss ?? curves.train_loss ?? curves.training_loss;
}

/** The curve of `accuracy`, or of another statistic by such a name: `val_accuracy`. */
export function accuracyCurve(curves: TrainingMetrics['curves']): CurveSnapshot | undefined {
  return curves.accuracy ?? Object.values(curves).find(({ metric }) => metric.endsWith('accuracy'));
}

export function curvesByModel(curves: readonly CurveSnapshot[]): Map<string, Record<string, CurveSnapshot>> {
  const models = new Map<string, [string, CurveSnapshot][]>();
  for (const curve of curves) {
    models.set(curve.modelId, [...(models.get(curve.modelId) ?? []), [curve.metric, curve]]);
  }
  // Not by assignment: a statistic may have any name, `__proto__` too.
  return new Map([...models].map(([modelId, named]) => [modelId, Object.fromEntries(named)]));
}

function speedOf(curve: CurveSnapshot | undefined): SamplesPerSecond | undefined {
  if (curve === undefined || curve.count === 0) return undefined;
  const { count, mean, min, max } = curve;
  return { count, mean, min, max };
}

function progressOf(curve: CurveSnapshot | undefined): LossProgress | undefined {
  if (curve === undefined || curve.count === 0) return undefined;
  const initial = curve.values[0] as number;
  const final = curve.values.at(-1) as number;
  const convergenceRate = curve.count === 1 ? undefined : (initial - final) / (curve.count - 1);
  return { initial, final, convergenceRate };
}
