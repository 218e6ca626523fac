/** A model that runs in this process: how it was loaded, and its inferences, the first ones apart from those after them. */
import { isOfKind } from '../../errors.ts';
import { runtimeName } from '../../runtime/index.ts';
import {
  type CallLabels,
  type Ended,
  type InferenceOperationType,
  type InferenceOptions,
  type ModelOperationOptions,
  onEnded,
} from '../../telemetry/index.ts';
import { type InferenceWatch, type LocalTelemetry, RUN_SECONDS } from './telemetry.ts';

const LOCAL_INFERENCE = {
  name: 'local_inference_seconds',
  help: 'Time of an inference in this process that ended well; run is first until the model has answered once, then warm.',
  unit: 'seconds',
  labels: ['model_id', 'device', 'dtype', 'browser', 'run'],
  bucketBounds: RUN_SECONDS,
} as const;

const LOCAL_MODEL_LOADS = {
  name: 'local_model_loads_total',
  help: 'Models that were loaded in this process, by the device that was asked for, the one that they run on, and why it is another.',
  labels: ['model_id', 'requested_device', 'device', 'fallback', 'browser'],
} as const;

export interface LocalModelOptions {
  readonly modelId: string;
  /** What it runs on: `webgpu`, `wasm`, `cpu`. */
  readonly device: string;
  /** What its weights are: `fp32`, `q4f16`. */
  readonly dtype: string;
  /** `inference` if left out. */
  readonly operationType?: InferenceOperationType | undefined;
  readonly labels?: CallLabels | undefined;
  readonly page?: InferenceWatch | undefined;
}

export class LocalModel {
  private readonly telemetry: LocalTelemetry;
  private readonly options: LocalModelOptions;
  private readonly first: Ended;
  private readonly warm: Ended;
  private isWarm = false;
  /** What the last call was told as. Calls mostly repeat, and what is made anew has to be looked through anew. */
  private inference: InferenceOptions;

  constructor(telemetry: LocalTelemetry, options: LocalModelOptions) {
    const { modelId, device, dtype } = options;
    const runs = telemetry.histogram(LOCAL_INFERENCE);
    const labels = { model_id: modelId, device, dtype, browser: browserKind() };
    this.telemetry = telemetry;
    this.options = options;
    this.inference = inferenceOf(options, undefined);
    this.first = this.recordedIn(runs.withLabels({ ...labels, run: 'first' }));
    this.warm = this.recordedIn(runs.withLabels({ ...labels, run: 'warm' }));
  }

  /**
   * Runs a call of the model as an inference; what it gives or throws comes back as it is.
   *
   * @param batchSize undefined where nobody knows.
   */
  run<T>(batchSize: number | undefined, call: () => T): T {
    const { modelId, page } = this.options;
    if (this.inference.batchSize !== batchSize) this.inference = inferenceOf(this.options, batchSize);
    // As it begins: of those that begin before the model has answered once all are first ones.
    const ended = this.isWarm ? this.warm : this.first;
    return this.telemetry.trackInference(this.inference, (operation) => {
      onEnded(operation, ended);
      return page === undefined ? call() : untilSettled(page.begin(modelId), call);
    });
  }

  private recordedIn(series: { record(seconds: number): void }): Ended {
    return (seconds, outcome) => {
      if (outcome !== 'ok') return;
      this.isWarm = true;
      series.record(seconds);
    };
  }
}

/** Without what is left out: where a model and a batch size are all there is, names need not be looked up. */
function inferenceOf(
  { modelId, operationType, labels }: LocalModelOptions,
  batchSize: number | undefined,
): InferenceOptions {
  return {
    modelId,
    ...(batchSize !== undefined && { batchSize }),
    ...(operationType && { operationType }),
    ...(labels && { labels }),
  };
}

/** Runs what loads a model; what it gives or throws comes back as it is. */
export function trackLoad<T>(
  telemetry: LocalTelemetry,
  options: Omit<ModelOperationOptions, 'operationType'>,
  load: () => T,
): T {
  if (telemetry.trackModelOperation === undefined) return load();
  return telemetry.trackModelOperation({ ...options, operationType: 'model_load' }, load);
}

/** Says what a model was to run on, and what it runs on: `none` where it could not be loaded. */
export function countLoad(
  telemetry: LocalTelemetry,
  load: {
    readonly modelId: string;
    readonly requested: string;
    readonly device: string;
    readonly fallback: string;
  },
): void {
  const { modelId, requested, device, fallback } = load;
  const browser = browserKind();
  telemetry
    .counter(LOCAL_MODEL_LOADS)
    .withLabels({ model_id: modelId, requested_device: requested, device, fallback, browser })
    .add();
}

/** `Chrome`, `Firefox`, `Safari`; of other runtimes their name: versions would make a series each. */
export function browserKind(): string {
  return runtimeName().split(' ', 1)[0] as string;
}

/** Calls `left` when the call is over, and what it promised is there or refused. */
function untilSettled<T>(left: () => void, call: () => T): T {
  let given: unknown;
  try {
    const own = call();
    given = own;
    return own;
  } finally {
    // Of a promise whose rejection others look after: this one is looked at by the operation too.
    if (isOfKind(given, 'Promise')) Promise.prototype.then.call(given, left, left);
    else left();
  }
}
