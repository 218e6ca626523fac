/** Training: epochs, optimizer steps, gradient updates, and the statistics that come out of them. */

import { wrongKind } from '../../../errors.ts';
import type { GaugeSeries } from '../../../metrics/inner.ts';
import { requireIntegerAttribute, requireLabel, requireObject } from '../../../validate.ts';
import { type CallLabels, type LabelValues, labelValuesOf } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import type { TrainingOperationType } from '../../context/operation-types.ts';
import { CategoryTracker, type OperationPlan } from '../../operations/category-tracker.ts';
import type { Operation, OperationAttributes } from '../../operations/operation.ts';
import { note } from '../../operations/spans.ts';
import {
  GRADIENT_UPDATE_SECONDS,
  OPTIMIZER_STEP_SECONDS,
  TRAINING_EPOCH_SECONDS,
  TRAINING_LOSS,
  TRAINING_METRIC,
  TRAINING_SAMPLES_PER_SECOND,
} from './metrics.ts';

export interface TrainingAttributes<Label extends string = string> extends OperationAttributes<Label> {
  readonly modelId: string;
}

export interface TrainingEpochAttributes<Label extends string = string> extends TrainingAttributes<Label> {
  /** A whole number, 0 or more. */
  readonly epoch: number;
  /** Samples of the epoch: a whole number, 0 or more. Gives the samples per second. */
  readonly numSamples?: number;
}

export interface TrainingStats<Label extends string = string> {
  readonly modelId: string;
  /** A whole number, 0 or more. If left out, one more than the last one of the same statistic, from 0. */
  readonly epoch?: number;
  readonly loss?: number;
  readonly learningRate?: number;
  readonly gradientNorm?: number;
  /** Any other statistic by name, `{ accuracy: 0.93, val_loss: 0.2 }`. Each gets its own curve. */
  readonly metrics?: Readonly<Record<string, number | undefined>>;
  /** The operation that they come from: its span tells them too. The active span if left out. */
  readonly parent?: Operation;
  /** Labels of one's own, on the gauges; curves are by model. None if left out. */
  readonly labels?: CallLabels<Label>;
}

/** Where durations of each type go. */
const DURATIONS = {
  training_epoch: TRAINING_EPOCH_SECONDS,
  optimizer_step: OPTIMIZER_STEP_SECONDS,
  gradient_update: GRADIENT_UPDATE_SECONDS,
} as const satisfies Record<TrainingOperationType, unknown>;

export class TrainingTracker extends CategoryTracker<
  'training',
  TrainingAttributes | TrainingEpochAttributes
> {
  constructor(instance: TelemetryContext) {
    super(instance, 'training');
  }

  protected override plan(
    type: TrainingOperationType,
    attributes: TrainingAttributes | TrainingEpochAttributes,
    own: LabelValues,
  ): OperationPlan {
    const modelId = requireLabel('modelId', attributes.modelId);
    // Checked before a series is made.
    const epoch = type === 'training_epoch' && this.epoch(attributes as TrainingEpochAttributes, own);
    const durations = this.instance.registry.of(DURATIONS[type]).withLabelValues([modelId, ...own]);
    return { subject: modelId, durations, ...epoch };
  }

  /** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_STATISTIC_KIND */
  recordStats(stats: TrainingStats): void {
    const { registry, curves } = this.instance;
    if (!registry.recording.enabled) return;
    const { modelId, epoch } = stats;
    requireLabel('modelId', modelId);
    if (epoch !== undefined) requireEpoch(epoch);
    const own = labelValuesOf(this.instance, stats.labels);
    for (const [name, value] of statisticsIn(stats)) {
      // The curve counts what is no finite number, a loss that diverged, too; the gauge refuses it.
      curves.add(modelId, name, epoch, value);
      this.gaugeOf(modelId, name, own).set(value);
    }
    note(this.instance, 'training_stats', stats, stats.parent?.span);
  }

  private epoch({ modelId, epoch, numSamples }: TrainingEpochAttributes, own: LabelValues) {
    requireEpoch(epoch);
    if (numSamples !== undefined) {
      const remedy = 'Pass the number of samples of the epoch, or leave it out.';
      requireIntegerAttribute('numSamples', numSamples, 0, remedy);
    }
    const { registry, curves } = this.instance;
    return {
      rate: registry.of(TRAINING_SAMPLES_PER_SECOND).withLabelValues([modelId, ...own]),
      amount: numSamples,
      completed: (seconds: number) => {
        curves.add(modelId, 'epoch_seconds', epoch, seconds);
        if (numSamples !== undefined && seconds > 0) {
          curves.add(modelId, 'samples_per_second', epoch, numSamples / seconds);
        }
      },
    };
  }

  private gaugeOf(modelId: string, name: string, own: LabelValues): GaugeSeries {
    const { registry } = this.instance;
    return name === 'loss'
      ? registry.of(TRAINING_LOSS).withLabelValues([modelId, ...own])
      : registry.of(TRAINING_METRIC).withLabelValues([modelId, name, ...own]);
  }
}

function requireEpoch(epoch: unknown): void {
  requireIntegerAttribute('epoch', epoch, 0, 'Pass the number of the epoch, counted from 0 or 1.');
}

/** All that were given, by the name of their curve. @throws TELEMETRY_STATISTIC_KIND */
function statisticsIn({
  loss,
  learningRate,
  gradientNorm,
  metrics = {},
}: TrainingStats): Map<string, number> {
  requireObject('metrics', metrics);
  const statistics = new Map<string, number>();
  const named = { loss, learning_rate: learningRate, gradient_norm: gradientNorm };
  // A statistic that was given both ways is one statistic.
  for (const [name, value] of [...Object.entries(metrics), ...Object.entries(named)]) {
    if (value === undefined) continue;
    if (typeof value !== 'number') {
      const remedy = 'Pass a number; a tensor has to be read first.';
      throw wrongKind('TELEMETRY_STATISTIC_KIND', name, 'a number', value, remedy);
    }
    statistics.set(name, value);
  }
  return statistics;
}
