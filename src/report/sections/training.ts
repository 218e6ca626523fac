/** Epochs, speed, and the course of loss, accuracy and every other statistic of training. */

import {
  bestRun,
  compareRuns,
  comparisonColumns,
  type RunComparison,
  recordsOf,
} from '../../experiments/inner.ts';
import {
  accuracyCurve,
  type CurveSnapshot,
  efficiencyRating,
  gradientNormCurve,
  isRetentionAlone,
  learningRateCurve,
  lossCurve,
  type TrainingMetrics,
  type TrainingRunMetrics,
} from '../../telemetry/index.ts';
import {
  type Block,
  type Cell,
  left,
  type MeasurementUnit,
  measurement,
  right,
  UNKNOWN,
} from '../document/document.ts';
import type { ReportContext, ReportPart } from './context.ts';
import { byId, durationsJson, mapped, valuesJson } from './json.ts';
import { durationCells, durationColumns } from './tables.ts';

export const TRAINING_PART = {
  name: 'training',
  sections(all, context) {
    const models = all.filter(isTraining);
    if (models.length === 0) return [];
    return [
      {
        id: 'training',
        heading: 'Training',
        blocks: [
          progressTable(models, context),
          ...models.flatMap(runTable),
          ...timeTable(models, context),
          ...curveTable(models),
        ],
      },
    ];
  },
  json: (models) => ({ models: byId(models, 'modelId', modelJson) }),
} as const satisfies ReportPart<'training', readonly TrainingMetrics[]>;

/** What has told of retention alone is in the section of continual learning. */
function isTraining({ curves }: TrainingMetrics): boolean {
  return !isRetentionAlone(Object.keys(curves));
}

function modelJson(model: TrainingMetrics) {
  const { modelId, runs, outcomes, ...latest } = model;
  return {
    model_id: modelId,
    epoch_time_stats: durationsJson(latest.epochTime),
    optimizer_step_time_stats: durationsJson(latest.optimizerStepTime),
    gradient_update_time_stats: durationsJson(latest.gradientUpdateTime),
    ...progressJson(latest),
    runs: runs.map(runJson),
    best_runs: bestRuns(model),
    outcomes,
  };
}

function runJson({ runId, startedAtUnixMs, endedAtUnixMs, parameters, ...run }: TrainingRunMetrics) {
  return {
    run_id: runId,
    started_at_unix_ms: startedAtUnixMs,
    ended_at_unix_ms: endedAtUnixMs ?? null,
    parameters,
    num_optimizer_steps: run.optimizerSteps,
    epoch_seconds_stats: valuesJson(run.epochSeconds),
    ...progressJson(run),
  };
}

/** Of one run: of the model itself, the latest. */
function progressJson({ epochs, samplesPerSecond, loss, curves }: Progress) {
  return {
    num_epochs: epochs,
    samples_per_second_stats: valuesJson(samplesPerSecond),
    loss_progress: {
      initial: loss?.initial ?? null,
      final: loss?.final ?? null,
      convergence_rate: loss?.convergenceRate ?? null,
      loss_curve: lossCurve(curves)?.values ?? [],
      accuracy_curve: accuracyCurve(curves)?.values ?? [],
    },
    learning_rates: learningRateCurve(curves)?.values ?? [],
    gradient_norms: gradientNormCurve(curves)?.values ?? [],
    curves: mapped(curves, ({ epochs: at, steps, values, count, rejected }) => ({
      epochs: at,
      steps,
      values,
      count,
      rejected,
    })),
  };
}

type Progress = Pick<TrainingRunMetrics, 'epochs' | 'samplesPerSecond' | 'loss' | 'curves'>;

function progressTable(models: readonly TrainingMetrics[], { thresholds }: ReportContext): Block {
  return {
    kind: 'table',
    columns: [
      left('Model'),
      ...['Epochs', 'Throughput'].map(right),
      left('Efficiency'),
      ...['First loss', 'Last loss', 'Fall per point', 'Accuracy'].map(right),
    ],
    rows: models.map(({ modelId, epochs, samplesPerSecond, loss, curves }) => [
      modelId,
      measurement(epochs, 'count'),
      measurement(samplesPerSecond?.mean, 'per_second'),
      samplesPerSecond === undefined
        ? UNKNOWN
        : efficiencyRating(samplesPerSecond.mean, thresholds.samplesPerSecond),
      measurement(loss?.initial, 'number'),
      measurement(loss?.final, 'number'),
      measurement(loss?.convergenceRate, 'number'),
      accuracyOf(curves),
    ]),
  };
}

/** Where a model was trained more than once: its runs beside one another, the latest first. */
function runTable(model: TrainingMetrics): Block[] {
  const { modelId, runs } = model;
  if (runs.length < 2) return [];
  const comparison = comparedRuns(model);
  const { parameters, metrics } = comparisonColumns(comparison);
  return [
    {
      kind: 'table',
      caption: `Runs of ${modelId}, the latest first`,
      columns: [
        left('Run'),
        left('State'),
        ...parameters.map(({ name }) => left(name)),
        right('Epochs'),
        ...metrics.map(({ name }) => right(name)),
      ],
      rows: comparison.runs.map(({ name, status }, i): Cell[] => [
        name,
        status,
        ...parameters.map(({ values }) => values[i] ?? '–'),
        measurement(runs[i]?.epochs, 'count'),
        ...metrics.map((metric): Cell => {
          const figure = measurement(metric.values[i]?.last, CURVE_UNITS.get(metric.name) ?? 'number');
          return bestRun(metric) === i ? { ...figure, best: true } : figure;
        }),
      ]),
    },
  ];
}

/** The id of the best run by the last value of a metric, of those that several runs have. */
function bestRuns(model: TrainingMetrics): Record<string, string> {
  const { runs, metrics } = comparedRuns(model);
  return Object.fromEntries(
    metrics.flatMap((metric) => {
      const run = runs[bestRun(metric) ?? -1];
      return run === undefined ? [] : [[metric.name, run.runId]];
    }),
  );
}

/** By the same rules as `compareRuns` of `inferometer/experiments`. */
function comparedRuns({ modelId, runs }: TrainingMetrics): RunComparison {
  const curves = runs.flatMap((run) => Object.values(run.curves));
  const oldestFirst = runs.map((run) => ({ ...run, modelId })).reverse();
  return compareRuns(recordsOf({ runs: oldestFirst, curves }));
}

/** The last one. */
function accuracyOf(curves: TrainingMetrics['curves']): Cell {
  const last = accuracyCurve(curves)?.values.at(-1);
  // Some count it in per cent; a share above 1 would read as thousands of them.
  return measurement(last, last !== undefined && last > 1 ? 'number' : 'ratio');
}

const TIMES = [
  { name: 'epoch', of: (model: TrainingMetrics) => model.epochTime },
  { name: 'gradient update', of: (model: TrainingMetrics) => model.gradientUpdateTime },
  { name: 'optimizer step', of: (model: TrainingMetrics) => model.optimizerStepTime },
] as const;

function timeTable(models: readonly TrainingMetrics[], { percentiles }: ReportContext): Block[] {
  const rows = models.flatMap((model) =>
    TIMES.filter(({ of }) => of(model) !== undefined).map(({ name, of }): Cell[] => [
      model.modelId,
      name,
      ...durationCells(of(model), percentiles),
    ]),
  );
  if (rows.length === 0) return [];
  return [
    { kind: 'table', columns: [left('Model'), left('Operation'), ...durationColumns(percentiles)], rows },
  ];
}

function curveTable(models: readonly TrainingMetrics[]): Block[] {
  const curves = models.flatMap((model) =>
    Object.values(model.curves).sort((a, b) => rankOf(a.metric) - rankOf(b.metric)),
  );
  if (curves.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Course over epochs or steps',
      columns: [
        left('Model'),
        left('Statistic'),
        ...['First', 'Last', 'Min', 'Max'].map(right),
        left('Course'),
      ],
      rows: curves.map((curve): Cell[] => [
        curve.modelId,
        curve.metric,
        ...figures(curve),
        { values: curve.values },
      ]),
    },
  ];
}

function figures({ metric, values, min, max }: CurveSnapshot): Cell[] {
  const unit = CURVE_UNITS.get(metric) ?? 'number';
  return [values[0], values.at(-1), min, max].map((value) => measurement(value, unit));
}

/** The loss first, what callers named next, what goes along with it last. */
function rankOf(metric: string): number {
  return metric === 'loss' ? -1 : COMPANIONS.indexOf(metric) + 1;
}

const COMPANIONS = ['learning_rate', 'gradient_norm', 'samples_per_second', 'epoch_seconds'];

/** Of the statistics that telemetry derives by itself; what callers name has no unit that we know. */
const CURVE_UNITS: ReadonlyMap<string, MeasurementUnit> = new Map([
  ['epoch_seconds', 'seconds'],
  ['samples_per_second', 'per_second'],
]);
