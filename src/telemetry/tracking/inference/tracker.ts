/** Inference, batch inference and embeddings. */

import { requireIntegerAttribute, requireLabel } from '../../../validate.ts';
import { type LabelValues, labelValuesOf, NO_LABELS } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import { type InferenceOperationType, operationTypeOf } from '../../context/operation-types.ts';
import { type OperationAttributes, TrackedOperation } from '../../operations/operation.ts';
import { TypedOperationRecorder } from '../../operations/operation-recorder.ts';
import { InferenceHandle } from './handle.ts';
import { MemorySampler } from './memory-sampler.ts';
import {
  BATCH_INFERENCE_SECONDS,
  EMBEDDINGS_GENERATION_SECONDS,
  INFERENCE_SECONDS,
  INFERENCE_THROUGHPUT,
} from './metrics.ts';

export interface InferenceAttributes<Label extends string = string> extends OperationAttributes<Label> {
  readonly modelId: string;
  /** Items in the batch: a whole number, 1 or more; 1 if left out. */
  readonly batchSize?: number;
  /** `image`, `text`, `audio` ... */
  readonly inputType?: string;
  /** `gen_ai.operation.name` of its span: `chat`, `text_completion`, `generate_content` ...; its type if left out. */
  readonly operationName?: string;
  /** Whether to read the memory before and after; the option `trackMemoryUsage` if left out. */
  readonly trackMemory?: boolean;
}

export interface InferenceOptions<Label extends string = string> extends InferenceAttributes<Label> {
  /** `inference` if left out. */
  readonly operationType?: InferenceOperationType;
}

/** Where durations of each type go. */
const DURATIONS = {
  inference: INFERENCE_SECONDS,
  batch_inference: BATCH_INFERENCE_SECONDS,
  embeddings_generation: EMBEDDINGS_GENERATION_SECONDS,
} as const satisfies Record<InferenceOperationType, unknown>;

export class InferenceTracker {
  private readonly instance: TelemetryContext;
  private readonly memory: MemorySampler;
  /** Of calls without labels of their own. */
  private readonly known: Record<InferenceOperationType, Map<string, Map<number, TypedOperationRecorder>>>;
  // Calls mostly repeat: the last answer is tried before any Map.
  private last: TypedOperationRecorder | undefined;
  private lastModelId = '';
  private lastBatchSize = 0;
  private lastOwn = NO_LABELS;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
    this.memory = new MemorySampler(instance);
    this.known = { inference: new Map(), batch_inference: new Map(), embeddings_generation: new Map() };
  }

  /**
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND,
   * TELEMETRY_ATTRIBUTE_RANGE
   */
  begin(type: InferenceOperationType = 'inference', attributes: InferenceAttributes): TrackedOperation {
    if (!this.instance.registry.recording.enabled) return new TrackedOperation(type, attributes);
    const { modelId, batchSize = 1, inputType, operationName } = attributes;
    const { trackMemory = this.instance.trackMemoryUsage } = attributes;
    const own = labelValuesOf(this.instance, attributes.labels);
    const series = this.seriesOf(type, modelId, batchSize, own);
    if (inputType !== undefined) requireLabel('inputType', inputType);
    if (operationName !== undefined) requireLabel('operationName', operationName);
    const watch = trackMemory ? this.memory.begin() : undefined;
    if (watch === undefined) return new TrackedOperation(type, attributes, series, batchSize);
    const operation = new TrackedOperation(type, attributes, series, batchSize, () =>
      this.memory.end(watch, [modelId, ...own]),
    );
    this.memory.follow(watch, operation);
    return operation;
  }

  /** As `begin`, for many operations. */
  bind(options: InferenceOptions): InferenceHandle {
    const { operationType = 'inference', modelId, batchSize = 1 } = options;
    const own = labelValuesOf(this.instance, options.labels);
    return new InferenceHandle(this.seriesOf(operationType, modelId, batchSize, own), batchSize);
  }

  private seriesOf(
    type: InferenceOperationType,
    modelId: string,
    batchSize: number,
    own: LabelValues,
  ): TypedOperationRecorder {
    const { last } = this;
    const isRepeated = modelId === this.lastModelId && batchSize === this.lastBatchSize;
    if (isRepeated && type === last?.type && isSame(own, this.lastOwn)) return last;
    operationTypeOf('inference', type);
    requireLabel('modelId', modelId);
    requireIntegerAttribute('batchSize', batchSize, 1, 'Pass the number of items in the batch.');
    const known = own === NO_LABELS ? this.known[type].get(modelId)?.get(batchSize) : undefined;
    const series = known ?? this.create(type, modelId, batchSize, own);
    this.last = series;
    this.lastModelId = modelId;
    this.lastBatchSize = batchSize;
    this.lastOwn = own;
    return series;
  }

  private create(
    type: InferenceOperationType,
    modelId: string,
    batchSize: number,
    own: LabelValues,
  ): TypedOperationRecorder {
    const { registry } = this.instance;
    const durations = registry.of(DURATIONS[type]).withLabelValues([modelId, String(batchSize), ...own]);
    const throughput = registry.of(INFERENCE_THROUGHPUT).withLabelValues([modelId, ...own]);
    const series = new TypedOperationRecorder(this.instance, type, modelId, durations, own, throughput);
    // Label sets that found no room, or were not admitted, are not kept: there is no bound on how many there are.
    if (own === NO_LABELS && !durations.overflow && durations.labels.model_id === modelId) {
      const sizes = this.known[type].get(modelId) ?? new Map<number, TypedOperationRecorder>();
      this.known[type].set(modelId, sizes.set(batchSize, series));
    }
    return series;
  }
}

function isSame(a: LabelValues, b: LabelValues): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}
