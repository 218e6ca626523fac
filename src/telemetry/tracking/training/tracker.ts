/** Training: epochs, optimizer steps, gradient updates, and the statistics that come out of them. */
import { wrongKind } from '../../../errors.ts';
import type { Contain, GaugeSeries } from '../../../metrics/inner.ts';
import { requireLabel, requireObject } from '../../../validate.ts';
import { type CallLabels, type LabelValues, labelValuesOf } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import type { TrainingOperationType } from '../../context/operation-types.ts';
import { admittedNumber, namesOf } from '../../operations/attributes.ts';
import { CategoryTracker, type OperationPlan } from '../../operations/category-tracker.ts';
import { COMMON_NAMES, type Operation, type OperationAttributes } from '../../operations/operation.ts';
import { isDuration } from '../../operations/recorder.ts';
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
  /** The run that it belongs to; the current one of its model if left out. */
  readonly runId?: string;
}

export interface TrainingEpochAttributes<Label extends string = string> extends TrainingAttributes<Label> {
  /** 0 or more. Where no run was declared, another one begins when it falls back to the first. */
  readonly epoch: number | null | undefined;
  /** Samples of the epoch: a whole number, 0 or more. Gives the samples per second. */
  readonly numSamples?: number | null;
}

/** Statistics by name. What is null became no number: a NaN that went through JSON. What is undefined is left out. */
export type Statistics = Readonly<Record<string, number | null | undefined>>;

export interface TrainingStats<Label extends string = string> {
  readonly modelId: string;
  /** The run that they belong to; the current one of the model if left out. */
  readonly runId?: string;
  /** 0 or more: where the points of the curves lie, unless they have a step. */
  readonly epoch?: number | null;
  /**
   * 0 or more, counted over the whole run: where the points of the curves lie. Without step and epoch each statistic
   * counts its own steps, from 0.
   */
  readonly step?: number | null;
  readonly loss?: number | null;
  readonly learningRate?: number | null;
  readonly gradientNorm?: number | null;
  /** Any other statistic by name, `{ accuracy: 0.93, val_loss: 0.2 }`. Each gets its own curve. */
  readonly metrics?: Statistics | null;
  /** The operation that they come from: its span tells them too. The active span if left out. */
  readonly parent?: Operation | undefined;
  /** Labels of one's own, on the gauges; curves are by run. None if left out. */
  readonly labels?: CallLabels<Label>;
}

export const TRAINING_NAMES = /* @__PURE__ */ namesOf<
  TrainingEpochAttributes & { readonly operationType: TrainingOperationType }
>({
  operationType: true,
  modelId: true,
  runId: true,
  epoch: true,
  numSamples: true,
  ...COMMON_NAMES,
});

export const TRAINING_STATS_NAMES = /* @__PURE__ */ namesOf<TrainingStats>({
  modelId: true,
  runId: true,
  epoch: true,
  step: true,
  loss: true,
  learningRate: true,
  gradientNorm: true,
  metrics: true,
  parent: true,
  labels: true,
});

/** Where durations of each type go. */
const DURATIONS = {
  training_epoch: TRAINING_EPOCH_SECONDS,
  optimizer_step: OPTIMIZER_STEP_SECONDS,
  gradient_update: GRADIENT_UPDATE_SECONDS,
} as const satisfies Record<TrainingOperationType, unknown>;

const EPOCH_SECONDS = 'epoch_seconds';

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
    isBound: boolean,
  ): OperationPlan {
    const { modelId, runId } = attributes;
    requireIds(modelId, runId);
    const { registry, runs } = this.instance;
    // What is of the wrong kind throws before a series is made.
    const parts =
      type === 'training_epoch' ? this.epoch(attributes as TrainingEpochAttributes, own, isBound) : undefined;
    const durations = registry.of(DURATIONS[type]).withLabelValues([modelId, ...own]);
    if (parts !== undefined) return { subject: modelId, durations, ...parts };
    const runOf = () => runs.of(modelId, runId);
    const run = isBound ? undefined : runOf();
    const completed = () => {
      if (type === 'optimizer_step' && registry.recording.enabled)
        runs.used(run ?? runOf()).optimizerSteps += 1;
    };
    return { subject: modelId, durations, completed };
  }

  get contain(): Contain {
    return this.instance.contain;
  }

  /** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_STATISTIC_KIND */
  recordStats(stats: TrainingStats): void {
    const { registry, runs } = this.instance;
    const { recording } = registry;
    if (!recording.enabled) return;
    const { modelId, runId } = stats;
    requireIds(modelId, runId);
    const own = labelValuesOf(this.instance, stats.labels);
    const statistics = statisticsIn(stats);
    const at = {
      epoch: admittedNumber(recording, 'epoch', stats.epoch, { reason: 'bad_epoch' }),
      step: admittedNumber(recording, 'step', stats.step, { reason: 'bad_step' }),
    };
    runs.add(runs.of(modelId, runId, at, statistics.keys()), at, statistics);
    // The curve counts what is no finite number, a loss that diverged, too; the gauge refuses it.
    for (const [name, value] of statistics) this.gaugeOf(modelId, name, own).set(value);
    note(this.instance, 'training_stats', stats, stats.parent?.span);
  }

  /**
   * Begins a run, or continues the one of this id.
   *
   * @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
   */
  beginRun(modelId: string, runId: string, parameters: object | undefined, labels: unknown): void {
    const { registry, runs } = this.instance;
    requireIds(modelId, runId);
    labelValuesOf(this.instance, labels);
    if (parameters !== undefined) requireObject('parameters', parameters);
    if (!registry.recording.enabled) return;
    const run = runs.begin(modelId, runId);
    if (parameters === undefined) return;
    try {
      // As it will be where it is read: plain, and nobody else's.
      run.parameters = JSON.parse(JSON.stringify(parameters));
    } catch {
      registry.recording.reject('bad_parameters');
    }
  }

  endRun(modelId: string, runId: string): void {
    if (this.instance.registry.recording.enabled) this.instance.runs.end(modelId, runId);
  }

  private epoch(attributes: TrainingEpochAttributes, own: LabelValues, isBound: boolean) {
    const { modelId, runId } = attributes;
    const { registry, runs } = this.instance;
    const { recording } = registry;
    const epoch = admittedNumber(recording, 'epoch', attributes.epoch ?? null, { reason: 'bad_epoch' });
    const rule = { reason: 'bad_num_samples', isWhole: true } as const;
    const numSamples = admittedNumber(recording, 'numSamples', attributes.numSamples, rule);
    const runOf = () => runs.of(modelId, runId, { epoch }, [EPOCH_SECONDS]);
    const run = isBound ? undefined : runOf();
    return {
      rate: registry.of(TRAINING_SAMPLES_PER_SECOND).withLabelValues([modelId, ...own]),
      amount: numSamples,
      completed: (seconds: number) => {
        if (!recording.enabled) return;
        const isTimed = isDuration(seconds);
        const statistics = new Map([[EPOCH_SECONDS, isTimed ? seconds : Number.NaN]]);
        if (numSamples !== undefined && isTimed && seconds > 0)
          statistics.set('samples_per_second', numSamples / seconds);
        runs.add(run ?? runOf(), { epoch }, statistics);
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

/** @throws TELEMETRY_LABEL_KIND */
function requireIds(modelId: unknown, runId: unknown): void {
  requireLabel('modelId', modelId);
  if (runId !== undefined) requireLabel('runId', runId);
}

/** All that were given, by the name of their curve. @throws TELEMETRY_STATISTIC_KIND */
function statisticsIn({ loss, learningRate, gradientNorm, metrics }: TrainingStats): Map<string, number> {
  requireObject('metrics', metrics ?? {});
  const statistics = new Map<string, number>();
  const named = { loss, learning_rate: learningRate, gradient_norm: gradientNorm };
  // A statistic that was given both ways is one statistic.
  for (const [name, value] of [...Object.entries(metrics ?? {}), ...Object.entries(named)]) {
    if (value === undefined) continue;
    if (typeof value !== 'number' && value !== null) {
      const remedy = 'Pass a number; a tensor has to be read first.';
      throw wrongKind('TELEMETRY_STATISTIC_KIND', name, 'a number', value, remedy);
    }
    statistics.set(name, value ?? Number.NaN);
  }
  return statistics;
}
