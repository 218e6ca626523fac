/** A model that learns one task after another, and what it still knows of those before. */
import { readGiven, readingOf } from '../../../metrics/inner.ts';
import { requireLabel } from '../../../validate.ts';
import { contextOf, type TelemetryContext, type TelemetryHandle } from '../../context/context.ts';
import { newRunId } from '../../context/runs.ts';
import { admittedNumber, namesOf, requireAttributes } from '../../operations/attributes.ts';
import {
  CONTINUAL_TRAINING_LOSS,
  GPU_MEMORY_TOTAL_BYTES,
  INFERENCE_DURATION_SECONDS,
  KNOWLEDGE_RETENTION_PEAK_SCORE,
  KNOWLEDGE_RETENTION_SCORE,
  MEMORY_USAGE_BYTES,
  MODEL_PARAMETERS_TOTAL,
  TASKS_LEARNED_TOTAL,
  TRAINING_ACCURACY,
} from './metrics.ts';
import { retentionCurveName } from './retention-curve.ts';

export interface ContinualLearningOptions {
  /** The model whose runs of training hold the curves of retention; `continual` if left out. */
  readonly modelId?: string;
  /** The run that they belong to: that of `telemetry.run()`, or one of an earlier process, to go on with it. A new one if left out. */
  readonly runId?: string;
}

export interface TrainingStep {
  /** One that is null or no finite number, of a training that diverged, is counted. */
  readonly loss: number | null | undefined;
  /** 0 to 1, or in per cent, as the caller has it. */
  readonly accuracy?: number | null | undefined;
}

export interface TaskRetention {
  readonly taskId: string;
  /** How well the task is done, 0 or more: 1 is as well as can be. Accuracy will do. */
  readonly retentionScore: number | null | undefined;
}

export interface TimedInference {
  /** 0 or more. */
  readonly durationSeconds: number | null | undefined;
}

export interface MemoryUsage {
  /** The label: `gpu`, `cpu`; `gpu` if left out. */
  readonly device?: string;
  /** In use: 0 or more. */
  readonly usedBytes: number | null | undefined;
  /** That there are: what alerts divide by. Left out where nobody knows. */
  readonly totalBytes?: number | null | undefined;
}

const OPTION_NAMES = /* @__PURE__ */ namesOf<ContinualLearningOptions>({ modelId: true, runId: true });
const STEP_NAMES = /* @__PURE__ */ namesOf<TrainingStep>({ loss: true, accuracy: true });
const RETENTION_NAMES = /* @__PURE__ */ namesOf<TaskRetention>({ taskId: true, retentionScore: true });
const INFERENCE_NAMES = /* @__PURE__ */ namesOf<TimedInference>({ durationSeconds: true });
const MEMORY_NAMES = /* @__PURE__ */ namesOf<MemoryUsage>({
  device: true,
  usedBytes: true,
  totalBytes: true,
});

export class ContinualLearningTracker {
  private readonly instance: TelemetryContext;
  private readonly modelId: string;
  private readonly runId: string;
  private tasksLearned = 0;

  /** @internal */
  constructor(instance: TelemetryContext, options: ContinualLearningOptions) {
    requireAttributes('options', options, OPTION_NAMES);
    const { modelId = 'continual', runId = newRunId() } = options;
    this.instance = instance;
    this.modelId = requireLabel('modelId', modelId);
    this.runId = requireLabel('runId', runId);
    // Says now that a name is taken, as it may be without a prefix of the others.
    instance.registry.of(CONTINUAL_TRAINING_LOSS);
  }

  /**
   * The loss and the accuracy of the current task, as they are now.
   *
   * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ATTRIBUTE_KIND
   * @example
   * learner.recordTrainingStep({ loss: 0.31, accuracy: 0.93 });
   */
  recordTrainingStep(step: TrainingStep): void {
    this.told('step', step, STEP_NAMES, () => {
      const { registry } = this.instance;
      if (!registry.recording.enabled) return;
      const any = { reason: 'not_finite', least: -Number.MAX_VALUE } as const;
      const loss = admittedNumber(registry.recording, 'loss', step.loss ?? null, any);
      const accuracy = admittedNumber(registry.recording, 'accuracy', step.accuracy, any);
      if (loss !== undefined) registry.of(CONTINUAL_TRAINING_LOSS).withLabelValues([]).set(loss);
      if (accuracy !== undefined) registry.of(TRAINING_ACCURACY).withLabelValues([]).set(accuracy);
    });
  }

  /**
   * A task was learnt, and is done this well. Afterwards, tell by `recordRetention` how well those before are still done.
   *
   * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_LABEL_KIND
   * @example
   * learner.recordTaskCompletion({ taskId: 'digits', retentionScore: 0.98 });
   */
  recordTaskCompletion(task: TaskRetention): void {
    this.told('task', task, RETENTION_NAMES, () => {
      requireLabel('taskId', task.taskId);
      const { registry } = this.instance;
      if (!registry.recording.enabled) return;
      registry.of(TASKS_LEARNED_TOTAL).withLabelValues([]).record(1);
      this.tasksLearned += 1;
      this.recordRetention(task);
    });
  }

  /**
   * How well a task that was learnt before is done now. A point of its curve lies where so many tasks had been learnt.
   *
   * @throws as recordTaskCompletion
   * @example
   * for (const { id, examples } of earlierTasks) {
   *   learner.recordRetention({ taskId: id, retentionScore: await accuracyOf(model, examples) });
   * }
   */
  recordRetention(task: TaskRetention): void {
    this.told('task', task, RETENTION_NAMES, () => {
      const taskId = requireLabel('taskId', task.taskId);
      const { registry, runs } = this.instance;
      const { recording } = registry;
      if (!recording.enabled) return;
      const score = admittedNumber(recording, 'retentionScore', task.retentionScore ?? null, {
        reason: 'bad_score',
      });
      if (score === undefined) return;
      registry.of(KNOWLEDGE_RETENTION_SCORE).withLabelValues([taskId]).set(score);
      const peak = registry.of(KNOWLEDGE_RETENTION_PEAK_SCORE).withLabelValues([taskId]);
      // Of those that found no room nobody knows whose the peak is.
      if (peak.overflow || !(peak.value > score)) peak.set(score);
      const curve = retentionCurveName(taskId);
      const at = { step: this.tasksLearned };
      runs.add(runs.of(this.modelId, this.runId, at, [curve]), at, new Map([[curve, score]]));
    });
  }

  /**
   * An inference took so long.
   *
   * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ATTRIBUTE_KIND
   * @example
   * learner.recordInference({ durationSeconds: 0.021 });
   */
  recordInference(inference: TimedInference): void {
    this.told('inference', inference, INFERENCE_NAMES, () => {
      const { registry } = this.instance;
      if (!registry.recording.enabled) return;
      const seconds = admittedNumber(
        registry.recording,
        'durationSeconds',
        inference.durationSeconds ?? null,
        {
          reason: 'bad_duration',
        },
      );
      if (seconds !== undefined) registry.of(INFERENCE_DURATION_SECONDS).withLabelValues([]).record(seconds);
    });
  }

  /**
   * The memory in use on a device; without an argument, as the telemetry's memory probe says: a probe of a device as
   * `gpu`, any other as `cpu`.
   *
   * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_LABEL_KIND
   * @example
   * learner.updateMemoryUsage({ device: 'gpu', usedBytes: tf.memory().numBytesInGPU, totalBytes: 8 * 2 ** 30 });
   */
  updateMemoryUsage(usage?: MemoryUsage): void {
    this.told('usage', usage ?? {}, MEMORY_NAMES, () => {
      const { registry } = this.instance;
      if (!registry.recording.enabled) return;
      const told = usage ?? this.probed();
      if (told === undefined) return;
      const device = requireLabel('device', told.device ?? 'gpu');
      const rule = { reason: 'no_memory_reading' } as const;
      const usedBytes = admittedNumber(registry.recording, 'usedBytes', told.usedBytes ?? null, rule);
      const totalBytes = admittedNumber(registry.recording, 'totalBytes', told.totalBytes, rule);
      if (usedBytes !== undefined) registry.of(MEMORY_USAGE_BYTES).withLabelValues([device]).set(usedBytes);
      if (totalBytes !== undefined)
        registry.of(GPU_MEMORY_TOTAL_BYTES).withLabelValues([device]).set(totalBytes);
    });
  }

  /**
   * How many parameters the model has now; some grow with each task.
   *
   * @throws TELEMETRY_ATTRIBUTE_KIND
   * @example
   * learner.setModelParameters(model.countParams());
   */
  setModelParameters(count: number): void {
    const { registry } = this.instance;
    if (!registry.recording.enabled) return;
    const parameters = admittedNumber(registry.recording, 'count', count, { reason: 'bad_model_size' });
    if (parameters !== undefined) registry.of(MODEL_PARAMETERS_TOTAL).withLabelValues([]).set(parameters);
  }

  private told(label: string, given: object, names: ReadonlySet<string>, record: () => void): void {
    readGiven(this.instance.contain, () => {
      requireAttributes(label, given, names);
      record();
    });
  }

  private probed(): MemoryUsage | undefined {
    const { memory, registry } = this.instance;
    if (memory === undefined) return undefined;
    const { contain } = registry.recording;
    const kind = contain('memory_probe', () => memory.kind) ?? 'device';
    const usedBytes = readingOf(contain, 'memory_probe', () => memory.usedBytes());
    return usedBytes === undefined ? undefined : { device: kind === 'device' ? 'gpu' : 'cpu', usedBytes };
  }
}

/**
 * What a model that learns one task after another does, in the metrics of the source document. They have no label for a
 * model: a telemetry has one learner.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_KIND; TELEMETRY_METRIC_CONFLICT where the
 * telemetry has an empty `prefix`, so that `training_loss` is two metrics
 * @example
 * const learner = createContinualLearningTracker(telemetry, { modelId: 'glyphs' });
 * learner.recordTrainingStep({ loss: 0.31, accuracy: 0.93 });
 * learner.recordTaskCompletion({ taskId: 'digits', retentionScore: 0.98 });
 */
export function createContinualLearningTracker(
  telemetry: TelemetryHandle,
  options: ContinualLearningOptions = {},
): ContinualLearningTracker {
  return new ContinualLearningTracker(contextOf(telemetry), options);
}
