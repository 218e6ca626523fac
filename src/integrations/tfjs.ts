/** `inferometer/integrations/tfjs`: trainings of TensorFlow.js as runs, inferences, and the memory of tensors. */
import { labelValuesOf, namesOf, requireAttributes, settle, transparent } from '../telemetry/index.ts';
import { readOnce } from '../validate.ts';
import { LocalModel } from './local/model.ts';
import { type InferenceWatch, instanceOf, type LocalTelemetry } from './local/telemetry.ts';
import { Fit, type TfjsFitCallbacks, type TfjsFitOptions, type TrainingTelemetry } from './tfjs/fit.ts';
import { MemoryGauges, type Tensorflow } from './tfjs/memory.ts';

export {
  type TfjsFitCallbacks,
  type TfjsFitOptions,
  type TrainingTelemetry,
  tfjsFitCallbacks,
} from './tfjs/fit.ts';
export type { InferenceWatch, LocalTelemetry, Tensorflow };

export interface TfjsOptions extends Omit<TfjsFitOptions, 'runId'> {
  /** The module: which backend runs, and how much memory its tensors take. */
  readonly tf: Tensorflow;
  /** What its weights are: a label. `float32` if left out. */
  readonly dtype?: string;
  /** What `watchPage` gave: inferences say how long they held up the page. Nobody looks if left out. */
  readonly page?: InferenceWatch;
}

const NAMES = /* @__PURE__ */ namesOf<TfjsOptions>({
  modelId: true,
  parameters: true,
  labels: true,
  batches: true,
  tf: true,
  dtype: true,
  page: true,
});

/** Methods that run the model: of a LayersModel, and of a GraphModel. */
const RUNS = ['predict', 'predictOnBatch', 'predictAsync', 'execute', 'executeAsync'];

/**
 * A stand-in for a model of TensorFlow.js, a LayersModel or a GraphModel: `predict()`, `execute()` and their siblings are
 * inferences, `fit()` and `fitDataset()` runs, whatever becomes of them. Everything else is the model's own, and so is what
 * it gives. On a GPU `predict()` returns before the device is done: what is timed is the call.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_METRIC_CONFLICT
 * @example
 * const model = instrumentTfjs(telemetry, await tf.loadLayersModel(url), { modelId: 'glyphs', tf });
 * await model.fit(xs, ys, { epochs: 20 });
 * const output = model.predict(batch);
 */
export function instrumentTfjs<M extends object>(
  telemetry: TrainingTelemetry,
  model: M,
  options: TfjsOptions,
): M {
  requireAttributes('options', options, NAMES);
  const { tf, modelId, labels, page, dtype = 'float32', ...rest } = readOnce('options', options, NAMES);
  const fitOptions: TfjsFitOptions = { ...rest, modelId, tf, ...(labels && { labels }) };
  const local = new LocalModel(telemetry, { modelId, device: tf.getBackend(), dtype, labels, page });
  const memory = new MemoryGauges(telemetry, modelId, tf);
  const instance = instanceOf(telemetry);
  const { contain } = instance;
  labelValuesOf(instance, labels);
  const { recording } = instance.registry;
  const fitted = (run: (args?: readonly unknown[]) => unknown, args: readonly unknown[], at: number) =>
    recording.enabled ? fit(new Fit(telemetry, fitOptions), run, args, at) : run();
  return transparent(model, {
    around(key) {
      if (RUNS.includes(String(key))) {
        return (run, [inputs]) => {
          const batchSize = contain('callback', () => itemsIn(inputs)) ?? 1;
          try {
            return local.run(batchSize, run);
          } finally {
            contain('callback', () => memory.read());
          }
        };
      }
      if (key === 'fit') return (run, args) => fitted(run, args, 2);
      if (key === 'fitDataset') return (run, args) => fitted(run, args, 1);
      return undefined;
    },
  });
}

/** @param at where among the arguments what `fit()` is told stands. */
function fit(
  training: Fit,
  run: (args?: readonly unknown[]) => unknown,
  args: readonly unknown[],
  at: number,
): unknown {
  const given = (args[at] ?? {}) as { readonly callbacks?: unknown };
  const callbacks = withOurs(given.callbacks, training.callbacks());
  const handedOn = [...args.slice(0, at), { ...given, callbacks }, ...args.slice(at + 1)];
  return settle(
    () => run(handedOn),
    (value) => value,
    (error) => training.failed(error),
  );
}

/** Where the first of theirs is an instance of its own class, TensorFlow.js takes all for such, and calls every method that one has. */
function withOurs(theirs: unknown, ours: TfjsFitCallbacks): unknown {
  if (theirs === undefined || theirs === null) return ours;
  const list = Array.isArray(theirs) ? theirs : [theirs];
  const isInstance = typeof (list[0] as { setParams?: unknown } | undefined)?.setParams === 'function';
  const nothing = () => {};
  const whole = {
    setParams: nothing,
    setModel: nothing,
    onBatchBegin: nothing,
    onBatchEnd: nothing,
    ...ours,
  };
  return [...list, isInstance ? whole : ours];
}

/** The first dimension of what it is fed counts the items. */
function itemsIn(inputs: unknown): number {
  const isTensor = typeof inputs === 'object' && inputs !== null && 'shape' in inputs;
  const [tensor] = isTensor || Array.isArray(inputs) ? [inputs].flat() : Object.values(Object(inputs));
  const { shape = [] } = Object(tensor) as { shape?: readonly number[] };
  return shape.length > 1 ? Number(shape[0]) : 1;
}
