/** Inference, batch inference and embeddings. */

import type { RecordingSwitch, StringLabels } from '../../../metrics/inner.ts';
import type { MemoryProbe } from '../../../ports.ts';
import { requireLabel } from '../../../validate.ts';
import { type LabelValues, labelValuesOf, NO_LABELS } from '../../context/call-labels.ts';
import { componentOf, type TelemetryContext } from '../../context/context.ts';
import { type InferenceOperationType, operationTypeOf } from '../../context/operation-types.ts';
import { admittedNumber, namesOf, requireAttributes } from '../../operations/attributes.ts';
import {
  COMMON_NAMES,
  type OperationAttributes,
  requireCommonKinds,
  TrackedOperation,
} from '../../operations/operation.ts';
import { TypedOperationRecorder } from '../../operations/operation-recorder.ts';
import type { Outcome } from '../../operations/outcome.ts';
import { BatchSizes, labelOfSlot } from './batch-sizes.ts';
import { InferenceHandle } from './handle.ts';
import { InferenceLoads } from './loads.ts';
import { MemorySampler } from './memory-sampler.ts';
import {
  BATCH_INFERENCE_SECONDS,
  EMBEDDINGS_GENERATION_SECONDS,
  INFERENCE_CALL_RATE,
  INFERENCE_SECONDS,
} from './metrics.ts';

export interface InferenceAttributes<Label extends string = string> extends OperationAttributes<Label> {
  readonly modelId: string;
  /**
   * Items in the batch: a whole number, 1 or more; 1 if left out. The first 16 sizes of a model have a label each, those
   * after them one for each range of powers of two: `17-32`. Of any other number the inference is counted, as a batch of
   * `unknown` size, and its items are not.
   */
  readonly batchSize?: number | null;
  /** `image`, `text`, `audio` ... */
  readonly inputType?: string;
  /** `gen_ai.operation.name` of its span: `chat`, `text_completion`, `generate_content` ...; its type if left out. */
  readonly operationName?: string;
  /** Whether to read the memory before and after; the option `trackMemoryUsage` if left out. */
  readonly trackMemory?: boolean;
  /** Where the memory of this one is read, `{ usedBytes: () => tf.memory().numBytes }`; the option `memory` if left out. */
  readonly memory?: MemoryProbe;
  /** Whether it waits before it runs: `started()` says when it does. False if left out. */
  readonly isQueued?: boolean;
  /** `openai`, `anthropic` ...: an attribute of its span. */
  readonly provider?: string;
}

export interface InferenceOptions<Label extends string = string> extends InferenceAttributes<Label> {
  /** `inference` if left out. */
  readonly operationType?: InferenceOperationType;
}

/**
 * As `requireAttributes`, for the call that is made most often: where a model and a batch size are all there is, names
 * need not be looked up. Measured: 7 ns instead of 17.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION
 */
export function requireInferenceOptions(options: InferenceOptions | undefined): void {
  let count = 0;
  for (const _ in options) count += 1;
  const isModel = options?.modelId !== undefined;
  if (isModel && count === (options.batchSize === undefined ? 1 : 2)) return;
  requireAttributes('options', options as object, INFERENCE_NAMES);
}

export const INFERENCE_NAMES = /* @__PURE__ */ namesOf<InferenceOptions>({
  operationType: true,
  modelId: true,
  batchSize: true,
  inputType: true,
  operationName: true,
  trackMemory: true,
  memory: true,
  isQueued: true,
  provider: true,
  ...COMMON_NAMES,
});

/** Where durations of each type go. */
export const INFERENCE_DURATIONS = {
  inference: INFERENCE_SECONDS,
  batch_inference: BATCH_INFERENCE_SECONDS,
  embeddings_generation: EMBEDDINGS_GENERATION_SECONDS,
} as const satisfies Record<InferenceOperationType, unknown>;

export class InferenceTracker {
  private readonly instance: TelemetryContext;
  private readonly loads: InferenceLoads;
  private readonly recording: RecordingSwitch;
  private readonly memory: MemorySampler;
  private readonly sizes = new BatchSizes();
  /** Of calls without labels of their own: by type, model and slot of the batch size. */
  private known = nothingKnown();
  // Calls mostly repeat: the last answer is tried before any Map.
  private last: TypedOperationRecorder | undefined;
  private lastModelId = '';
  /** NaN where it was no number of items: what is refused is looked at, and counted, each time. */
  private lastBatchSize = 0;
  private lastOwn = NO_LABELS;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
    this.recording = instance.registry.recording;
    // Of all copies of the library: what runs is told in one series.
    this.loads = componentOf(instance, InferenceLoads, 'inference-loads');
    this.memory = new MemorySampler(instance, this.loads);
  }

  forget(modelId: string | undefined): void {
    this.known = nothingKnown();
    this.last = undefined;
    if (modelId !== undefined) this.sizes.forget(modelId);
  }

  /**
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND
   */
  begin(type: InferenceOperationType = 'inference', attributes: InferenceAttributes): TrackedOperation {
    if (!this.recording.enabled) return new TrackedOperation(type, attributes);
    const { modelId, batchSize = 1, inputType, operationName, isQueued = false, memory, labels } = attributes;
    const { trackMemory = this.instance.trackMemoryUsage || memory !== undefined } = attributes;
    const own = labels === undefined ? NO_LABELS : labelValuesOf(this.instance, labels);
    if (inputType !== undefined) requireLabel('inputType', inputType);
    if (operationName !== undefined) requireLabel('operationName', operationName);
    const series = this.seriesOf(type, modelId, batchSize, own);
    const items = this.itemsOf(batchSize);
    // Of one that waits it is read when it runs: what those before it took is not its own.
    let watch = trackMemory && !isQueued ? this.memory.begin(memory) : undefined;
    const ended = trackMemory
      ? (_: number, outcome: Outcome) => {
          if (watch !== undefined) this.memory.end(watch, [modelId, ...own], outcome);
        }
      : undefined;
    const operation = new TrackedOperation(type, attributes, series, items, ended, isQueued);
    if (isQueued) series.load?.enqueue();
    else series.load?.enter(operation.startedMs);
    if (watch !== undefined) this.memory.follow(watch, operation);
    if (trackMemory && isQueued) {
      operation.beforeStart = () => {
        watch = this.memory.begin(memory);
        if (watch !== undefined) this.memory.follow(watch, operation);
      };
    }
    return operation;
  }

  /** As `begin`, for many operations. */
  bind(type: InferenceOperationType = 'inference', attributes: InferenceAttributes): InferenceHandle {
    const { modelId, batchSize = 1 } = attributes;
    requireCommonKinds(attributes);
    const own = labelValuesOf(this.instance, attributes.labels);
    const series = this.seriesOf(type, modelId, batchSize, own);
    return new InferenceHandle(series, this.itemsOf(batchSize));
  }

  /** Of the batch size that was looked up last: NaN where it was no number of items. */
  private itemsOf(batchSize: number | null): number {
    return batchSize === this.lastBatchSize ? batchSize : Number.NaN;
  }

  private seriesOf(
    type: InferenceOperationType,
    modelId: string,
    batchSize: number | null,
    own: LabelValues,
  ): TypedOperationRecorder {
    const { last } = this;
    const isRepeated = modelId === this.lastModelId && batchSize === this.lastBatchSize;
    if (isRepeated && type === last?.type && isSame(own, this.lastOwn)) return last;
    operationTypeOf('inference', type);
    requireLabel('modelId', modelId);
    const rule = { reason: 'bad_batch_size', least: 1, isWhole: true } as const;
    const items = admittedNumber(this.recording, 'batchSize', batchSize, rule) ?? Number.NaN;
    const known = own === NO_LABELS ? this.known[type].get(modelId) : undefined;
    const series =
      known?.get(items) ??
      known?.get(this.sizes.slotOf(modelId, items)) ??
      this.create(type, modelId, items, own);
    this.last = series;
    this.lastModelId = modelId;
    this.lastBatchSize = items;
    this.lastOwn = own;
    return series;
  }

  private create(
    type: InferenceOperationType,
    modelId: string,
    items: number,
    own: LabelValues,
  ): TypedOperationRecorder {
    const { registry } = this.instance;
    const rate = registry.of(INFERENCE_CALL_RATE).withLabelValues([modelId, ...own]);
    // As the label says it: models that are not allowed share their sizes too.
    const model = (rate.labels as StringLabels).model_id ?? modelId;
    const slot = this.sizes.slotOf(model, items);
    const durations = registry
      .of(INFERENCE_DURATIONS[type])
      .withLabelValues([modelId, labelOfSlot(slot), ...own]);
    const load = this.loads.of(modelId, own);
    const series = new TypedOperationRecorder(this.instance, type, modelId, durations, own, rate, load);
    // Label sets that found no room, or were not admitted, are not kept: there is no bound on how many there are.
    if (durations.overflow) return series;
    this.sizes.keep(model, slot);
    if (own === NO_LABELS && model === modelId) {
      const known = this.known[type].get(modelId) ?? new Map<number, TypedOperationRecorder>();
      this.known[type].set(modelId, known.set(slot, series));
    }
    return series;
  }
}

type Known = Record<InferenceOperationType, Map<string, Map<number, TypedOperationRecorder>>>;

function nothingKnown(): Known {
  return { inference: new Map(), batch_inference: new Map(), embeddings_generation: new Map() };
}

function isSame(a: LabelValues, b: LabelValues): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}
