/** What a telemetry instance answers: the results of each category, from what was recorded. */
import { TelemetryCore } from './core.ts';
import { type DatasetMetrics, datasetMetrics } from './dataset-metrics.ts';
import { type DistributedMetrics, distributedMetrics } from './distributed-metrics.ts';
import { type InferenceMetrics, inferenceMetrics } from './inference-metrics.ts';
import { type ModelMetrics, modelMetrics } from './model-metrics.ts';
import type { TelemetryOptions } from './options.ts';
import type { Platform } from './settings.ts';
import type { TelemetrySnapshot } from './snapshot.ts';
import type { StorageHooks } from './storage/hooks.ts';
import { StorageTracker } from './storage/storage.ts';
import { type StorageMetrics, storageMetrics } from './storage/storage-metrics.ts';
import { type StreamMetrics, streamMetrics } from './streams/stream-metrics.ts';
import { type TrainingMetrics, trainingMetrics } from './training-metrics.ts';

export class TelemetryResults extends TelemetryCore {
  /**
   * What a write-ahead log or a queue calls when something happens to its operations. The hooks need no `this` and
   * never throw.
   *
   * @example
   * const { operationStarted, statusChanged } = telemetry.storageHooks;
   * operationStarted({ operationId: '7', operationType: 'add', backend: 's3' });
   * statusChanged({ operationId: '7', status: 'completed' });
   */
  readonly storageHooks: StorageHooks;
  /** Here and not with the other trackers, because its throughput changes while nothing is recorded. */
  protected readonly storage: StorageTracker;

  constructor(options: TelemetryOptions, platform: Platform) {
    super(options, platform);
    this.storage = new StorageTracker(this.instance);
    this.storageHooks = this.storage.hooks;
  }

  override snapshot(): TelemetrySnapshot {
    this.storage.refresh();
    return super.snapshot();
  }

  /** Models that had a model operation; one of them by id, or undefined. */
  getModelMetrics(): ModelMetrics[];
  getModelMetrics(modelId: string): ModelMetrics | undefined;
  getModelMetrics(modelId?: string): ModelMetrics[] | ModelMetrics | undefined {
    const metrics = this.instance.registry.snapshot(['model', 'operation']);
    return select(modelMetrics({ metrics }, this.analysisPercentiles), modelId);
  }

  /** Models that had an inference; one of them by id, or undefined. */
  getInferenceMetrics(): InferenceMetrics[];
  getInferenceMetrics(modelId: string): InferenceMetrics | undefined;
  getInferenceMetrics(modelId?: string): InferenceMetrics[] | InferenceMetrics | undefined {
    const metrics = this.instance.registry.snapshot(['inference', 'operation']);
    return select(inferenceMetrics({ metrics }, this.analysisPercentiles), modelId);
  }

  /** Models that were trained; one of them by id, or undefined. */
  getTrainingMetrics(): TrainingMetrics[];
  getTrainingMetrics(modelId: string): TrainingMetrics | undefined;
  getTrainingMetrics(modelId?: string): TrainingMetrics[] | TrainingMetrics | undefined {
    const metrics = this.instance.registry.snapshot(['training', 'operation']);
    const curves = this.instance.curves.snapshot();
    return select(trainingMetrics({ metrics, curves }, this.analysisPercentiles), modelId);
  }

  /** Datasets that had an operation or a cached read; one of them by id, or undefined. */
  getDatasetMetrics(): DatasetMetrics[];
  getDatasetMetrics(datasetId: string): DatasetMetrics | undefined;
  getDatasetMetrics(datasetId?: string): DatasetMetrics[] | DatasetMetrics | undefined {
    const metrics = this.instance.registry.snapshot(['dataset', 'operation']);
    const all = datasetMetrics({ metrics }, this.analysisPercentiles);
    return datasetId === undefined ? all : all.find((one) => one.datasetId === datasetId);
  }

  /** What coordinating workers cost, and how evenly they were loaded. */
  getDistributedMetrics(): DistributedMetrics {
    const metrics = this.instance.registry.snapshot(['distributed', 'operation']);
    return distributedMetrics({ metrics }, this.analysisPercentiles);
  }

  /** Models that had a stream; one of them by id, or undefined. */
  getStreamMetrics(): StreamMetrics[];
  getStreamMetrics(modelId: string): StreamMetrics | undefined;
  getStreamMetrics(modelId?: string): StreamMetrics[] | StreamMetrics | undefined {
    const metrics = this.instance.registry.snapshot(['inference']);
    return select(streamMetrics({ metrics }, this.analysisPercentiles), modelId);
  }

  /** Storage operations by type and backend, the health of backends and the sizes of queues. */
  getStorageMetrics(): StorageMetrics {
    this.storage.refresh();
    const metrics = this.instance.registry.snapshot(['storage']);
    return storageMetrics({ metrics }, this.analysisPercentiles);
  }

  override dispose(): void {
    super.dispose();
    this.storage.dispose();
  }

  protected override refresh(): void {
    super.refresh();
    this.storage.refresh();
  }
}

function select<M extends { modelId: string }>(all: M[], modelId: string | undefined): M[] | M | undefined {
  return modelId === undefined ? all : all.find((one) => one.modelId === modelId);
}
