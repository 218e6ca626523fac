/** A model that runs in this process: how it was loaded, and its inferences, the first ones apart from those after them. */
import { isOfKind } from '../../errors.ts';
import { runtimeName } from '../../runtime/index.ts';
import type {
  CallLabels,
  InferenceOptions,
  ModelOperationOptions,
  Operation,
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
  readonly labels?: CallLabels | undefined;
  readonly page?: InferenceWatch | undefined;
}

/** What is told of a call of a model. */
export type RunOptions = Omit<InferenceOptions, 'modelId' | 'labels'>;

export class LocalModel {
  readonly modelId: string;
  private readonly telemetry: LocalTelemetry;
  private readonly options: LocalModelOptions;
  private readonly first: { record(seconds: number): void };
  private readonly warm: { record(seconds: number): void };
  private isWarm = false;

  constructor(telemetry: LocalTelemetry, options: LocalModelOptions) {
    const { modelId, device, dtype } = options;
    const runs = telemetry.histogram(LOCAL_INFERENCE);
    const labels = { model_id: modelId, device, dtype, browser: browserKind() };
    this.modelId = modelId;
    this.telemetry = telemetry;
    this.options = options;
    this.first = runs.withLabels({ ...labels, run: 'first' });
    this.warm = runs.withLabels({ ...labels, run: 'warm' });
  }

  /** Runs a call of the model as an inference; what it gives or throws comes back as it is. */
  run<T>(options: RunOptions, call: () => T): T {
    const { modelId, labels, page } = this.options;
    const series = this.isWarm ? this.warm : this.first;
    const left = page?.begin(modelId);
    let operation: Operation | undefined;
    let given: unknown;
    let result: T;
    try {
      result = this.telemetry.trackInference(
        { ...options, modelId, ...(labels && { labels }) },
        (tracked) => {
          operation = tracked;
          const own = call();
          given = own;
          return own;
        },
      );
    } catch (error) {
      left?.();
      throw error;
    }
    // Behind the tracking call, which listened to the promise first: by then the operation has ended.
    whenSettled(given, () => {
      left?.();
      if (operation?.outcome !== 'ok') return;
      this.isWarm = true;
      series.record(operation.durationSeconds);
    });
    return result;
  }
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

function whenSettled(given: unknown, done: () => void): void {
  // Of a promise whose rejection others look after: this one is looked at by the operation too.
  if (isOfKind(given, 'Promise')) Promise.prototype.then.call(given, done, done);
  else done();
}
