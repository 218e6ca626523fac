/** Results about training: epochs, speed, loss and every other statistic that was recorded, run by run. */
import { mapping, type Slices } from '../../../metrics/inner.ts';
import type { TelemetrySnapshot } from '../../context/context.ts';
import type { CurveSnapshot, RunSnapshot } from '../../context/runs.ts';
import { findById, summarize } from '../../query/results.ts';
import { histogramsBy, type OutcomesByType, outcomesByModel } from '../../query/snapshot-reader.ts';
import type { ResultsSource } from '../../query/source.ts';
import { type DurationStatistics, durationStatistics, type ValueStatistics } from '../../query/statistics.ts';

export interface LossProgress {
  readonly initial: number;
  readonly final: number;
  /** (initial - final) / (points - 1): how much the loss falls from a point to the next; undefined for one point. */
  readonly convergenceRate: number | undefined;
}

/** By statistic: `loss`, `learning_rate`, `gradient_norm`, `accuracy`, whatever was recorded. */
export type Curves = Readonly<Record<string, CurveSnapshot>>;

/** What one training was, and came to. */
export interface TrainingRunMetrics {
  readonly runId: string;
  readonly startedAtUnixMs: number;
  /** Undefined while it goes on. */
  readonly endedAtUnixMs: number | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** How many different epochs were recorded, be it by `trackTrainingEpoch` or by a statistic. */
  readonly epochs: number;
  /** Optimizer steps that ended well. */
  readonly optimizerSteps: number;
  /** Of the epochs that ended well. */
  readonly epochSeconds: ValueStatistics | undefined;
  /** Of the epochs with a number of samples. */
  readonly samplesPerSecond: ValueStatistics | undefined;
  /** Of the statistic `loss`, else `train_loss` or another by the usual names: see `lossCurve`. */
  readonly loss: LossProgress | undefined;
  readonly curves: Curves;
}

export interface TrainingMetrics {
  readonly modelId: string;
  /** The latest first, which is the one that is summed up here. */
  readonly runs: readonly TrainingRunMetrics[];
  /** Of the latest run, as `samplesPerSecond`, `loss` and `curves`. */
  readonly epochs: number;
  readonly samplesPerSecond: ValueStatistics | undefined;
  readonly loss: LossProgress | undefined;
  readonly curves: Curves;
  /** Of all runs, as the other times and `outcomes`. */
  readonly epochTime: DurationStatistics | undefined;
  readonly optimizerStepTime: DurationStatistics | undefined;
  readonly gradientUpdateTime: DurationStatistics | undefined;
  readonly outcomes: OutcomesByType;
}

type Recorded = Pick<TelemetrySnapshot, 'metrics' | 'runs' | 'curves'>;

/** Of every model that had a training operation, a run or a training statistic. */
export function* trainingMetrics(
  recorded: Recorded,
  percentiles: readonly number[],
): Slices<TrainingMetrics[]> {
  const epochs = histogramsBy('model_id', recorded, 'training_epoch_seconds');
  const steps = histogramsBy('model_id', recorded, 'optimizer_step_seconds');
  const updates = histogramsBy('model_id', recorded, 'gradient_update_seconds');
  const outcomes = outcomesByModel(recorded, 'training');
  const byModel = runsByModel(recorded);
  return yield* mapping(new Set([...outcomes.keys(), ...byModel.keys()]), (modelId) => {
    const runs = byModel.get(modelId) ?? [];
    const latest = runs[0] ?? NO_RUN;
    return {
      modelId,
      runs,
      epochs: latest.epochs,
      samplesPerSecond: latest.samplesPerSecond,
      loss: latest.loss,
      curves: latest.curves,
      epochTime: durationStatistics(epochs(modelId), percentiles),
      optimizerStepTime: durationStatistics(steps(modelId), percentiles),
      gradientUpdateTime: durationStatistics(updates(modelId), percentiles),
      outcomes: outcomes.get(modelId) ?? {},
    };
  });
}

/**
 * Models that were trained; one of them by id, or undefined. What is summed up is its latest run; `runs` has each.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 * @example
 * for (const { runId, parameters, loss } of getTrainingMetrics(telemetry, 'glyphs')?.runs ?? []) {
 *   console.log(runId, parameters.learningRate, loss?.final);
 * }
 */
export function getTrainingMetrics(source: ResultsSource): TrainingMetrics[];
export function getTrainingMetrics(source: ResultsSource, modelId: string): TrainingMetrics | undefined;
export function getTrainingMetrics(
  source: ResultsSource,
  modelId?: string,
): TrainingMetrics[] | TrainingMetrics | undefined {
  return findById(summarize(source, ['training', 'operation'], trainingMetrics), modelId);
}

/** The runs of each model, the latest first. */
export function runsByModel({
  runs,
  curves,
}: Pick<TelemetrySnapshot, 'runs' | 'curves'>): Map<string, TrainingRunMetrics[]> {
  const byRun = new Map<string, CurveSnapshot[]>();
  for (const curve of curves) byRun.set(keyOf(curve), [...(byRun.get(keyOf(curve)) ?? []), curve]);
  const byModel = new Map<string, TrainingRunMetrics[]>();
  for (const run of runs) {
    const own = byModel.get(run.modelId) ?? [];
    byModel.set(run.modelId, [runMetrics(run, byRun.get(keyOf(run)) ?? []), ...own]);
  }
  return byModel;
}

/** The curve of the loss; of the training data where there are several. */
export function lossCurve(curves: Curves): CurveSnapshot | undefined {
  return usual(curves, ['loss', 'train_loss', 'training_loss', 'val_loss', 'eval_loss'], /loss$/);
}

/** The curve of the accuracy; of the training data where there are several. */
export function accuracyCurve(curves: Curves): CurveSnapshot | undefined {
  const names = [
    'accuracy',
    'acc',
    'train_accuracy',
    'train_acc',
    'val_accuracy',
    'val_acc',
    'eval_accuracy',
  ];
  return usual(curves, names, /acc(uracy)?$/);
}

export function learningRateCurve(curves: Curves): CurveSnapshot | undefined {
  return usual(curves, ['learning_rate', 'lr', 'learningrate'], /(^|_)lr$|learning_?rate$/);
}

export function gradientNormCurve(curves: Curves): CurveSnapshot | undefined {
  return usual(curves, ['gradient_norm', 'grad_norm', 'gradientnorm'], /grad(ient)?_?norm$/);
}

/** By the first of these names, else the first whose name ends so: `train/loss` and `Loss` are usual too. */
function usual(curves: Curves, names: readonly string[], ending: RegExp): CurveSnapshot | undefined {
  const spelt = Object.values(curves).map((curve) => {
    return { name: curve.metric.toLowerCase().replace(/[^a-z0-9]+/g, '_'), curve };
  });
  const named = names.map((usualName) => spelt.find(({ name }) => name === usualName));
  return (named.find((one) => one !== undefined) ?? spelt.find(({ name }) => ending.test(name)))?.curve;
}

const NO_RUN = { epochs: 0, samplesPerSecond: undefined, loss: undefined, curves: {} } as const;

function runMetrics(run: RunSnapshot, all: readonly CurveSnapshot[]): TrainingRunMetrics {
  const { runId, startedAtUnixMs, endedAtUnixMs, parameters, optimizerSteps } = run;
  // Not by assignment: a statistic may have any name, `__proto__` too.
  const curves: Curves = Object.fromEntries(all.map((curve) => [curve.metric, curve]));
  return {
    runId,
    startedAtUnixMs,
    endedAtUnixMs,
    parameters,
    epochs: epochsIn(run, all),
    optimizerSteps,
    epochSeconds: statisticsOf(curves.epoch_seconds),
    samplesPerSecond: statisticsOf(curves.samples_per_second),
    loss: progressOf(lossCurve(curves)),
    curves,
  };
}

/**
 * Those that points were recorded of; where points are steps, or not all of them are there, from the first to the last
 * one. Epoch 2.5 is a part of the third one, which is over at 3.
 */
function epochsIn({ firstEpoch, lastEpoch }: RunSnapshot, curves: readonly CurveSnapshot[]): number {
  if (firstEpoch === undefined || lastEpoch === undefined) return 0;
  const byEpoch = curves.filter(({ epochs }) => epochs.length > 0);
  const isWhole = byEpoch.length > 0 && byEpoch.every(({ count, values }) => count === values.length);
  if (!isWhole) return Math.ceil(lastEpoch) - Math.ceil(firstEpoch) + 1;
  return new Set(byEpoch.flatMap(({ epochs }) => epochs.map(Math.ceil))).size;
}

function statisticsOf(curve: CurveSnapshot | undefined): ValueStatistics | undefined {
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

function keyOf({ modelId, runId }: { readonly modelId: string; readonly runId: string }): string {
  return JSON.stringify([modelId, runId]);
}
