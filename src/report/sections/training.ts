/** Epochs, speed, and the course of loss, accuracy and every other statistic of training. */

import { efficiencyRating } from '../../telemetry/analysis/training.ts';
import type { CurveSnapshot } from '../../telemetry/context/curves.ts';
import { type TrainingMetrics, trainingMetrics } from '../../telemetry/tracking/training/summary.ts';
import type { ReportContext, SectionMaker } from '../context.ts';
import { type Block, type Cell, left, type QuantityUnit, quantity, right, UNKNOWN } from '../document.ts';
import { durationCells, durationColumns } from '../durations.ts';

export const training: SectionMaker = (context) => {
  const models = trainingMetrics(context.snapshot, context.percentiles);
  if (models.length === 0) return undefined;
  return {
    heading: 'Training',
    blocks: [progressTable(models, context), ...timeTable(models, context), ...curveTable(models)],
  };
};

function progressTable(models: readonly TrainingMetrics[], { thresholds }: ReportContext): Block {
  return {
    kind: 'table',
    columns: [
      left('Model'),
      ...['Epochs', 'Throughput'].map(right),
      left('Efficiency'),
      ...['First loss', 'Last loss', 'Fall per epoch', 'Accuracy'].map(right),
    ],
    rows: models.map(({ modelId, epochs, samplesPerSecond, loss, curves }) => [
      modelId,
      quantity(epochs, 'count'),
      quantity(samplesPerSecond?.mean, 'per_second'),
      samplesPerSecond === undefined
        ? UNKNOWN
        : efficiencyRating(samplesPerSecond.mean, thresholds.samplesPerSecond),
      quantity(loss?.initial, 'number'),
      quantity(loss?.final, 'number'),
      quantity(loss?.convergenceRate, 'number'),
      accuracyOf(curves),
    ]),
  };
}

/** The last value of the statistic `accuracy`, or of another one by such a name (`val_accuracy`). */
function accuracyOf(curves: TrainingMetrics['curves']): Cell {
  const curve = curves.accuracy ?? Object.values(curves).find(({ metric }) => metric.endsWith('accuracy'));
  const last = curve?.values.at(-1);
  // Some count it in per cent; a share above 1 would read as thousands of them.
  return quantity(last, last !== undefined && last > 1 ? 'number' : 'ratio');
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
      caption: 'Course over the epochs',
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
  return [values[0], values.at(-1), min, max].map((value) => quantity(value, unit));
}

/** The loss first, what callers named next, what goes along with it last. */
function rankOf(metric: string): number {
  return metric === 'loss' ? -1 : COMPANIONS.indexOf(metric) + 1;
}

const COMPANIONS = ['learning_rate', 'gradient_norm', 'samples_per_second', 'epoch_seconds'];

/** Of the statistics that telemetry derives by itself; what callers name has no unit that we know. */
const CURVE_UNITS: ReadonlyMap<string, QuantityUnit> = new Map([
  ['epoch_seconds', 'seconds'],
  ['samples_per_second', 'per_second'],
]);
