/** Inference, batch inference and embeddings. */
import { requireLabel, requireWhole } from './checks.ts';
import { InferenceHandle } from './inference-handle.ts';
import type { Instance } from './instance.ts';
import { MemorySampler } from './memory-sampler.ts';
import { type OperationAttributes, TrackedOperation } from './operation.ts';
import { OperationSeries } from './operation-series.ts';
import { type InferenceOperationType, operationTypeOf } from './operation-types.ts';

export interface InferenceAttributes extends OperationAttributes {
  readonly modelId: string;
  /** Items in the batch: a whole number, 1 or more; 1 if left out. */
  readonly batchSize?: number;
  /** `image`, `text`, `audio` ... */
  readonly inputType?: string;
  /** Whether to read the memory before and after; the option `trackMemoryUsage` if left out. */
  readonly trackMemory?: boolean;
}

export interface InferenceOptions extends InferenceAttributes {
  /** `inference` if left out. */
  readonly operationType?: InferenceOperationType;
}

export class InferenceTracker {
  private readonly instance: Instance;
  private readonly memory: MemorySampler;
  private readonly known: Record<InferenceOperationType, Map<string, Map<number, OperationSeries>>>;
  // Calls mostly repeat: the last answer is tried before any Map.
  private last: OperationSeries | undefined;
  private lastModelId = '';
  private lastBatchSize = 0;

  constructor(instance: Instance) {
    this.instance = instance;
    this.memory = new MemorySampler(instance);
    this.known = { inference: new Map(), batch_inference: new Map(), embeddings_generation: new Map() };
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
  begin(type: InferenceOperationType = 'inference', attributes: InferenceAttributes): TrackedOperation {
    if (!this.instance.registry.gate.open) return new TrackedOperation(type, attributes);
    const { modelId, batchSize = 1, inputType, trackMemory = this.instance.trackMemoryUsage } = attributes;
    const series = this.seriesOf(type, modelId, batchSize);
    if (inputType !== undefined) requireLabel('inputType', inputType);
    const watch = trackMemory ? this.memory.begin() : undefined;
    if (watch === undefined) return new TrackedOperation(type, attributes, series, batchSize);
    const operation = new TrackedOperation(type, attributes, series, batchSize, () =>
      this.memory.end(watch, modelId),
    );
    this.memory.follow(watch, operation);
    return operation;
  }

  /** As `begin`, for many operations. */
  bind(options: InferenceOptions): InferenceHandle {
    const { operationType = 'inference', modelId, batchSize = 1 } = options;
    return new InferenceHandle(this.seriesOf(operationType, modelId, batchSize), batchSize);
  }

  private seriesOf(type: InferenceOperationType, modelId: string, batchSize: number): OperationSeries {
    const last = this.last;
    if (modelId === this.lastModelId && batchSize === this.lastBatchSize && type === last?.type) return last;
    operationTypeOf('inference', type);
    requireLabel('modelId', modelId);
    requireWhole('batchSize', batchSize, 1, 'Pass the number of items in the batch.');
    const series = this.known[type].get(modelId)?.get(batchSize) ?? this.create(type, modelId, batchSize);
    this.last = series;
    this.lastModelId = modelId;
    this.lastBatchSize = batchSize;
    return series;
  }

  private create(type: InferenceOperationType, modelId: string, batchSize: number): OperationSeries {
    const { registry } = this.instance;
    const durations = registry.histogram(`${type}_seconds`).at([modelId, String(batchSize)]);
    const throughput = registry.gauge('inference_throughput').at([modelId]);
    const series = new OperationSeries(this.instance, type, modelId, durations, throughput);
    // Label sets that found no room, or were not admitted, are not kept: there is no bound on how many there are.
    if (!durations.overflow && durations.labels.model_id === modelId) {
      const sizes = this.known[type].get(modelId) ?? new Map<number, OperationSeries>();
      this.known[type].set(modelId, sizes.set(batchSize, series));
    }
    return series;
  }
}
