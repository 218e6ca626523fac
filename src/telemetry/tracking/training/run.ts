/** One training of a model, as its caller holds it. */
import { readGiven } from '../../../metrics/inner.ts';
import { requireFunction, withFields } from '../../../validate.ts';
import type { CallLabels } from '../../context/call-labels.ts';
import { newRunId, type RunPosition } from '../../context/runs.ts';
import { namesOf, requireAttributes } from '../../operations/attributes.ts';
import { begunWith } from '../../operations/category-tracker.ts';
import type { Operation } from '../../operations/operation.ts';
import { track } from '../../operations/track.ts';
import {
  type Statistics,
  TRAINING_NAMES,
  type TrainingEpochAttributes,
  type TrainingTracker,
} from './tracker.ts';

/** Of an epoch, without what the run says itself. */
const EPOCH_NAMES = /* @__PURE__ */ without(TRAINING_NAMES, ['operationType', 'modelId', 'runId', 'labels']);

export interface TrainingRunOptions<Label extends string = string> {
  readonly modelId: string;
  /** A run of this id is continued: after a checkpoint, say. `run-<uuid>` if left out. */
  readonly runId?: string;
  /** What tells this run from others: `{ learningRate: 0.01, optimizer: 'adam' }`. Kept as JSON has it. None if left out. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Labels of one's own, on everything that is recorded of the run. None if left out. */
  readonly labels?: CallLabels<Label>;
}

/** Where in the run statistics come from. */
export interface LogPosition {
  /** 0 or more: where the points of the curves lie, unless they have a step. */
  readonly epoch?: number | null;
  /** 0 or more: where the points of the curves lie. Steps that begin anew with each epoch are counted on. */
  readonly step?: number | null;
}

export const RUN_NAMES = /* @__PURE__ */ namesOf<TrainingRunOptions>({
  modelId: true,
  runId: true,
  parameters: true,
  labels: true,
});

const POSITION_NAMES = /* @__PURE__ */ namesOf<RunPosition>({ epoch: true, step: true });

/**
 * A training, from `telemetry.run()`. Until another run of the model begins, `trackTrainingEpoch`, `recordTrainingStats`
 * and operations of training belong to it too.
 *
 * @example
 * using run = telemetry.run({ modelId: 'glyphs', parameters: { learningRate: 0.01 } });
 * await model.fit(xs, ys, { epochs: 20, callbacks: { onEpochEnd: (epoch, logs) => run.log(logs, { epoch }) } });
 */
export class TrainingRun {
  readonly modelId: string;
  readonly runId: string;
  private readonly tracker: TrainingTracker;
  private readonly labels: CallLabels | undefined;

  constructor(tracker: TrainingTracker, options: TrainingRunOptions) {
    const { modelId, runId = newRunId(), parameters, labels } = options;
    this.tracker = tracker;
    this.modelId = modelId;
    this.runId = runId;
    this.labels = labels;
    tracker.beginRun(modelId, runId, parameters, labels);
  }

  /**
   * Records statistics by name: each becomes a point of its curve and the value of a gauge. The last value of an epoch,
   * or of a step, wins; what comes late is put where it belongs. A value that is null or no finite number is counted,
   * and in neither.
   *
   * @throws TELEMETRY_STATISTIC_KIND, TELEMETRY_ATTRIBUTE_KIND for what is no number at all, TELEMETRY_UNKNOWN_OPTION,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * run.log({ loss, val_loss, lr }, { step, epoch });
   */
  log(statistics: Statistics | undefined, position: LogPosition = {}): void {
    const { modelId, runId, labels } = this;
    readGiven(this.tracker.contain, () => {
      requireAttributes('position', position, POSITION_NAMES);
      const { epoch, step } = position;
      this.tracker.recordStats({ epoch, step, modelId, runId, labels, metrics: statistics });
    });
  }

  /**
   * Runs `fn` as one epoch of this run. What `fn` returns or throws comes back as it is.
   *
   * @throws TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
   * @example
   * await run.trackEpoch({ epoch, numSamples: 2000 }, () => trainOneEpoch());
   */
  trackEpoch<T>(
    options: Omit<TrainingEpochAttributes, 'modelId' | 'runId' | 'labels'>,
    fn: (operation: Operation) => T,
  ): T {
    const { modelId, runId, labels } = this;
    const epoch = begunWith(this.tracker.contain, () => {
      requireAttributes('options', options, EPOCH_NAMES);
      requireFunction('fn', fn);
      return this.tracker.begin(
        'training_epoch',
        withFields(options, EPOCH_NAMES, { modelId, runId, labels }),
      );
    });
    return track(epoch, fn);
  }

  /** It is over: what is recorded of the model from now on belongs to another run, unless it names this one. */
  end(): void {
    this.tracker.endRun(this.modelId, this.runId);
  }

  [Symbol.dispose](): void {
    this.end();
  }
}

function without(names: ReadonlySet<string>, others: readonly string[]): ReadonlySet<string> {
  return new Set([...names].filter((name) => !others.includes(name)));
}
