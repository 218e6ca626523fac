/** A training of TensorFlow.js, as its callbacks tell it. */
import {
  type CallLabels,
  labelValuesOf,
  namesOf,
  type Operation,
  requireAttributes,
  type Telemetry,
  type TrainingRun,
} from '../../telemetry/index.ts';
import { requireLabel } from '../../validate.ts';
import { instanceOf, type LocalTelemetry } from '../local/telemetry.ts';
import { MemoryGauges, type Tensorflow } from './memory.ts';

/** Of a training: `createTelemetry()` has it. */
export type TrainingTelemetry = LocalTelemetry & Pick<Telemetry, 'run' | 'start'>;

export interface TfjsFitOptions {
  readonly modelId: string;
  /** `run-<uuid>` if left out. */
  readonly runId?: string;
  /** What tells this training from others: `{ learningRate: 0.01 }`. None if left out. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Labels of one's own on everything that is recorded of the training. None if left out. */
  readonly labels?: CallLabels;
  /**
   * Whether batches are recorded too: their time, as optimizer steps, and their statistics. TensorFlow.js then waits for the
   * loss of each, which it reads from the device. False if left out.
   */
  readonly batches?: boolean;
  /** The module: its memory is a gauge after each epoch. Not looked at if left out. */
  readonly tf?: Tensorflow;
}

const FIT_NAMES = /* @__PURE__ */ namesOf<TfjsFitOptions>({
  modelId: true,
  runId: true,
  parameters: true,
  labels: true,
  batches: true,
  tf: true,
});

type Logs = Readonly<Record<string, number>>;

/** What `fit()` takes among its callbacks, as `CustomCallbackArgs` says. */
export interface TfjsFitCallbacks {
  onTrainBegin(): void;
  onTrainEnd(): void;
  onEpochBegin(epoch: number): void;
  onEpochEnd(epoch: number, logs?: Logs): void;
  onBatchBegin?(batch: number): void;
  onBatchEnd?(batch: number, logs?: Logs & { readonly size?: number }): void;
}

/**
 * Callbacks for `model.fit()`: the training is a run, its epochs are timed, and what they say is in the run's curves.
 * TensorFlow.js tells callbacks of no failure: of a training that may throw, `instrumentTfjs` knows how it ended.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_LABEL_NAME
 * @example
 * const callbacks = tfjsFitCallbacks(telemetry, { modelId: 'glyphs', parameters: { learningRate: 0.01 }, tf });
 * await model.fit(xs, ys, { epochs: 20, callbacks });
 */
export function tfjsFitCallbacks(telemetry: TrainingTelemetry, options: TfjsFitOptions): TfjsFitCallbacks {
  requireAttributes('options', options, FIT_NAMES);
  return new Fit(telemetry, options).callbacks();
}

/** One training. */
export class Fit {
  private readonly telemetry: TrainingTelemetry;
  private readonly options: TfjsFitOptions;
  private readonly memory: MemoryGauges | undefined;
  private run: TrainingRun | undefined;
  private epoch: Operation | undefined;
  private batch: Operation | undefined;
  private step = 0;

  constructor(telemetry: TrainingTelemetry, options: TfjsFitOptions) {
    requireLabel('modelId', options.modelId);
    labelValuesOf(instanceOf(telemetry), options.labels);
    this.telemetry = telemetry;
    this.options = options;
    this.memory = options.tf && new MemoryGauges(telemetry, options.modelId, options.tf);
  }

  callbacks(): TfjsFitCallbacks {
    const { batches = false } = this.options;
    return {
      onTrainBegin: () => this.contained(() => this.begin()),
      onTrainEnd: () => this.contained(() => this.end()),
      onEpochBegin: (epoch) => this.contained(() => this.beginEpoch(epoch)),
      onEpochEnd: (epoch, logs) => this.contained(() => this.endEpoch(epoch, logs)),
      ...(batches && {
        onBatchBegin: () => this.contained(() => this.beginBatch()),
        onBatchEnd: (_, logs) => this.contained(() => this.endBatch(logs)),
      }),
    };
  }

  begin(): void {
    const { modelId, runId, parameters, labels } = this.options;
    this.run = this.telemetry.run({
      modelId,
      ...(runId !== undefined && { runId }),
      ...(parameters && { parameters }),
      ...(labels && { labels }),
    });
  }

  end(): void {
    this.run?.end();
    this.run = undefined;
  }

  /** What was under way when it was thrown has failed. */
  failed(error: unknown): void {
    this.batch?.fail(error);
    this.epoch?.fail(error);
    this.batch = undefined;
    this.epoch = undefined;
    this.end();
  }

  private beginEpoch(epoch: number): void {
    this.epoch = this.telemetry.start('training_epoch', { ...this.attributes(), epoch });
  }

  private endEpoch(epoch: number, logs: Logs | undefined): void {
    this.epoch?.ok();
    this.epoch = undefined;
    // With steps, points lie at these: both of one statistic would mix.
    const position = this.options.batches === true ? { epoch, step: this.step } : { epoch };
    this.run?.log(statisticsIn(logs), position);
    this.memory?.read();
  }

  private beginBatch(): void {
    this.batch = this.telemetry.start('optimizer_step', this.attributes());
  }

  private endBatch(logs: Logs | undefined): void {
    this.batch?.ok();
    this.batch = undefined;
    this.step += 1;
    const statistics = Object.entries(statisticsIn(logs)).map(([name, value]) => [`batch_${name}`, value]);
    this.run?.log(Object.fromEntries(statistics), { step: this.step });
  }

  private attributes() {
    const { modelId, labels } = this.options;
    return { modelId, ...(this.run && { runId: this.run.runId }), ...(labels && { labels }) };
  }

  private contained(fn: () => void): void {
    instanceOf(this.telemetry).contain('callback', fn);
  }
}

/** Without the number of the batch and its size, which are no statistics. */
function statisticsIn(logs: Logs | undefined): Logs {
  const entries = Object.entries(logs ?? {});
  return Object.fromEntries(
    entries.filter(([name, value]) => name !== 'batch' && name !== 'size' && typeof value === 'number'),
  );
}
