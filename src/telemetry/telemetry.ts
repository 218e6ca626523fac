/** One telemetry instance: what callers track with, and where they read what was recorded. */
import { requireFunction, requireObject } from './checks.ts';
import { TelemetryCore } from './core.ts';
import {
  type CacheReads,
  type DatasetAttributes,
  type DatasetOperationOptions,
  DatasetTracker,
} from './dataset.ts';
import { type DatasetMetrics, datasetMetrics } from './dataset-metrics.ts';
import { type CustomHistogram, type CustomMetric, customDefinition } from './definition.ts';
import {
  type DistributedAttributes,
  type DistributedOperationOptions,
  DistributedTracker,
} from './distributed.ts';
import { type DistributedMetrics, distributedMetrics } from './distributed-metrics.ts';
import { type InferenceAttributes, type InferenceOptions, InferenceTracker } from './inference.ts';
import type { InferenceHandle } from './inference-handle.ts';
import { type InferenceMetrics, inferenceMetrics } from './inference-metrics.ts';
import { type CallDescription, type InstrumentOptions, isOnStorage } from './instrument/description.ts';
import { instrument } from './instrument/instrument.ts';
import type { Metric } from './metric.ts';
import { type ModelAttributes, type ModelOperationOptions, ModelTracker } from './model.ts';
import { type ModelMetrics, modelMetrics } from './model-metrics.ts';
import type { Operation, TrackedOperation } from './operation.ts';
import {
  categoryOf,
  type DatasetOperationType,
  type DistributedOperationType,
  type InferenceOperationType,
  type ModelOperationType,
  type OperationType,
  type TrainingOperationType,
} from './operation-types.ts';
import type { TelemetryOptions } from './options.ts';
import type { CounterSeries, GaugeSeries, HistogramSeries } from './series.ts';
import type { Platform } from './settings.ts';
import type { TelemetrySnapshot } from './snapshot.ts';
import type { StorageHooks } from './storage/hooks.ts';
import { type StorageOperationOptions, StorageTracker } from './storage/storage.ts';
import { type StorageMetrics, storageMetrics } from './storage/storage-metrics.ts';
import { type StreamMetrics, streamMetrics } from './streams/stream-metrics.ts';
import { type ChunkOf, type StreamOptions, StreamTracker } from './streams/streams.ts';
import { track } from './track.ts';
import {
  type TrainingAttributes,
  type TrainingEpochAttributes,
  type TrainingStats,
  TrainingTracker,
} from './training.ts';
import { type TrainingMetrics, trainingMetrics } from './training-metrics.ts';
import {
  recordWorkerTask,
  recordWorkerUtilization,
  type WorkerTask,
  type WorkerUtilization,
} from './workers.ts';

/** What each type of operation may be told. */
type AttributesOf<Type extends OperationType> = Type extends ModelOperationType
  ? ModelAttributes
  : Type extends InferenceOperationType
    ? InferenceAttributes
    : Type extends 'training_epoch'
      ? TrainingEpochAttributes
      : Type extends DatasetOperationType
        ? DatasetAttributes
        : Type extends DistributedOperationType
          ? DistributedAttributes
          : TrainingAttributes;

/**
 * Made by createTelemetry. Instances never see each other.
 *
 * Misuse, a wrong option or a label value that is no string, throws at once, before anything runs. Recording
 * never throws: what makes no sense is counted in `inferometer_recordings_refused_total`.
 */
export class Telemetry extends TelemetryCore {
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
  private readonly models: ModelTracker;
  private readonly inferences: InferenceTracker;
  private readonly trainings: TrainingTracker;
  private readonly datasets: DatasetTracker;
  private readonly distributed: DistributedTracker;
  private readonly storage: StorageTracker;
  private readonly streams: StreamTracker;

  constructor(options: TelemetryOptions, platform: Platform) {
    super(options, platform);
    this.models = new ModelTracker(this.instance);
    this.inferences = new InferenceTracker(this.instance);
    this.trainings = new TrainingTracker(this.instance);
    this.datasets = new DatasetTracker(this.instance);
    this.distributed = new DistributedTracker(this.instance);
    this.storage = new StorageTracker(this.instance);
    this.streams = new StreamTracker(this.instance, this.inferences);
    this.storageHooks = this.storage.hooks;
  }

  /**
   * Runs `fn` as the loading, initialising or saving of a model. What `fn` returns or throws comes back as it is,
   * synchronously or as a promise.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * const model = await telemetry.trackModelOperation(
   *   { operationType: 'model_load', modelId: 'glyphs', framework: 'tfjs', modelSizeBytes: 52_000 },
   *   () => loadLayersModel(url),
   * );
   */
  trackModelOperation<T>(options: ModelOperationOptions, fn: (operation: Operation) => T): T {
    requireObject('options', options);
    requireFunction('fn', fn);
    return track(this.models.begin(options.operationType, options), fn);
  }

  /**
   * Runs `fn` as an inference of a batch. What `fn` returns or throws comes back as it is, synchronously or as a
   * promise. In a loop that counts nanoseconds, use `inference()`.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * const output = await telemetry.trackInference({ modelId: 'glyphs', batchSize: 8 }, () => session.run(feeds));
   */
  trackInference<T>(options: InferenceOptions, fn: (operation: Operation) => T): T {
    requireObject('options', options);
    requireFunction('fn', fn);
    return track(this.inferences.begin(options.operationType, options), fn);
  }

  /**
   * Runs `fn` as one epoch of training. The epoch is a point of the curves, never a label.
   *
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_ARGUMENT_KIND
   * @example
   * await telemetry.trackTrainingEpoch({ modelId: 'glyphs', epoch, numSamples: 2000 }, () => trainOneEpoch());
   */
  trackTrainingEpoch<T>(options: TrainingEpochAttributes, fn: (operation: Operation) => T): T {
    requireObject('options', options);
    requireFunction('fn', fn);
    return track(this.trainings.begin('training_epoch', options), fn);
  }

  /**
   * Runs `fn` as the loading, preprocessing or transforming of a dataset.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * const rows = await telemetry.trackDatasetOperation(
   *   { operationType: 'dataset_load', datasetId: 'letters', format: 'parquet', datasetSizeBytes: 5_400_000 },
   *   () => readParquet(path),
   * );
   */
  trackDatasetOperation<T>(options: DatasetOperationOptions, fn: (operation: Operation) => T): T {
    requireObject('options', options);
    requireFunction('fn', fn);
    return track(this.datasets.begin(options.operationType, options), fn);
  }

  /**
   * Runs `fn` as the coordination of workers, the distribution of tasks or the aggregation of results. The time of
   * messages is that of its phase `communication`.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * await telemetry.trackDistributedOperation(
   *   { operationType: 'task_distribution', taskId: 'epoch-1', numWorkers: 8 },
   *   (distribution) => distribution.child('communication', () => sendTasks(workers)),
   * );
   */
  trackDistributedOperation<T>(options: DistributedOperationOptions, fn: (operation: Operation) => T): T {
    requireObject('options', options);
    requireFunction('fn', fn);
    return track(this.distributed.begin(options.operationType, options), fn);
  }

  /**
   * Runs `fn` as an operation of any type on any backend, without a log between: it is `processing` while it runs,
   * then `completed`, `failed` or `aborted`.
   *
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * const cid = await telemetry.trackStorageOperation({ operationType: 'add', backend: 'ipfs' }, () => ipfs.add(file));
   */
  trackStorageOperation<T>(options: StorageOperationOptions, fn: (operation: Operation) => T): T {
    requireObject('options', options);
    requireFunction('fn', fn);
    return track(this.storage.begin(options), fn);
  }

  /**
   * Times a stream of output: the first chunk, the first token, every gap between tokens, and how it ends: read to
   * its end, failed, aborted, left by its consumer, or never read and collected. Chunks, errors and back-pressure pass
   * through untouched. An async iterable comes back as what it is to all appearances, a ReadableStream as another
   * one. Pass a function where the time until the stream is open counts too.
   *
   * @throws TELEMETRY_STREAM_KIND, TELEMETRY_STREAM_LOCKED, TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_ARGUMENT_KIND
   * @example
   * const stream = await telemetry.trackStream(
   *   { modelId: 'gpt', isToken: (chunk) => Boolean(chunk.choices[0]?.delta.content) },
   *   () => openai.chat.completions.create({ ...request, stream: true }),
   * );
   * for await (const chunk of stream) show(chunk);
   */
  trackStream<S extends AsyncIterable<unknown> | ReadableStream<unknown>>(
    options: StreamOptions<ChunkOf<S>>,
    stream: S,
  ): S;
  trackStream<R>(options: StreamOptions<ChunkOf<Awaited<R>>>, open: (operation: Operation) => R): R;
  trackStream(options: StreamOptions<never>, source: unknown): unknown {
    requireObject('options', options);
    return this.streams.track(options, source);
  }

  /**
   * A stand-in for any client object, whose methods are recorded. Results, errors, `this`, private fields, getters,
   * promises of any class, what runs only when it is awaited, and async iterables are as before; an operation ends
   * when its promise is settled, or its iterable was read, failed or was left. What throws while a call is described
   * is counted, and the call goes on unrecorded.
   *
   * @throws TELEMETRY_INSTRUMENT_NOTHING, TELEMETRY_UNKNOWN_METHOD, TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * const ipfs = telemetry.instrument(createIpfs(), { backend: 'ipfs' });
   * const session = telemetry.instrument(await InferenceSession.create(url), {
   *   operations: { run: ({ input }) => ({ operationType: 'inference', modelId, batchSize: input.dims[0] }) },
   * });
   */
  instrument<T extends object>(target: T, options: InstrumentOptions): T {
    const { registry, clock } = this.instance;
    const begin = (description: CallDescription) => this.begin(description);
    return instrument({ gate: registry.gate, clock, streams: this.streams, begin }, target, options);
  }

  /**
   * Begins an operation that its caller ends: `ok()`, `fail(error)` or `abort()`. Leaving the block of a `using`
   * ends it with the outcome `unknown` if nothing else has: disposing cannot see an error.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * using step = telemetry.start('optimizer_step', { modelId: 'glyphs' });
   * optimizer.applyGradients(gradients);
   * step.ok();
   */
  start<Type extends OperationType>(operationType: Type, attributes: AttributesOf<Type>): Operation {
    requireObject('attributes', attributes);
    return this.beginAs(operationType, attributes);
  }

  /**
   * A handle that records inferences of one model at one batch size, for hot loops: no look-up, no allocation.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE,
   * TELEMETRY_ARGUMENT_KIND
   */
  inference(options: InferenceOptions): InferenceHandle {
    requireObject('options', options);
    return this.inferences.bind(options);
  }

  /**
   * Records statistics of a training step or epoch: each becomes a point of its curve and the value of a gauge.
   * A value that is no finite number, a loss that diverged, is counted and kept out of both.
   *
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_STATISTIC_KIND,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * telemetry.recordTrainingStats({ modelId: 'glyphs', epoch, loss, learningRate, metrics: { accuracy } });
   */
  recordTrainingStats(stats: TrainingStats): void {
    requireObject('stats', stats);
    this.trainings.recordStats(stats);
  }

  /**
   * Sets how busy a worker was.
   *
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE outside 0 to 1,
   * TELEMETRY_ARGUMENT_KIND
   */
  recordWorkerUtilization(sample: WorkerUtilization): void {
    requireObject('sample', sample);
    recordWorkerUtilization(this.instance, sample);
  }

  /**
   * Records how long a worker needed for a task. Workers much slower than the others are `stragglers` of
   * `getDistributedMetrics()`.
   *
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_ARGUMENT_KIND
   */
  recordWorkerTask(task: WorkerTask): void {
    requireObject('task', task);
    recordWorkerTask(this.instance, task);
  }

  /**
   * Records reads of a dataset that a cache served, and such that it did not, by data source.
   *
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_ARGUMENT_KIND
   * @example
   * telemetry.recordCacheReads({ datasetId: 'letters', source: 'ipfs', hits: 9, misses: 1 });
   */
  recordCacheReads(reads: CacheReads): void {
    requireObject('reads', reads);
    this.datasets.recordCacheReads(reads);
  }

  /**
   * A counter of the caller's own, beside the catalogue's.
   *
   * @throws TELEMETRY_METRIC_DEFINITION, TELEMETRY_METRIC_CONFLICT, TELEMETRY_ARGUMENT_KIND
   * @example
   * const hits = telemetry.counter({ name: 'cache_hits_total', help: 'Cache hits.', labels: ['tier'] });
   * hits.with({ tier: 'disk' }).add();
   */
  counter(definition: CustomMetric): Metric<CounterSeries> {
    return this.instance.registry.define(customDefinition('counter', definition));
  }

  /** A gauge of the caller's own. @throws as `counter` */
  gauge(definition: CustomMetric): Metric<GaugeSeries> {
    return this.instance.registry.define(customDefinition('gauge', definition));
  }

  /** A histogram of the caller's own. @throws as `counter` */
  histogram(definition: CustomHistogram): Metric<HistogramSeries> {
    return this.instance.registry.define(customDefinition('histogram', definition));
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

  private begin(description: CallDescription): TrackedOperation {
    if (isOnStorage(description)) return this.storage.begin(description);
    return this.beginAs(description.operationType, description);
  }

  private beginAs(operationType: OperationType, attributes: object): TrackedOperation {
    switch (categoryOf(operationType)) {
      case 'model':
        return this.models.begin(operationType as ModelOperationType, attributes as ModelAttributes);
      case 'inference':
        return this.inferences.begin(
          operationType as InferenceOperationType,
          attributes as InferenceAttributes,
        );
      case 'training':
        return this.trainings.begin(operationType as TrainingOperationType, attributes as TrainingAttributes);
      case 'dataset':
        return this.datasets.begin(operationType as DatasetOperationType, attributes as DatasetAttributes);
      case 'distributed':
        return this.distributed.begin(
          operationType as DistributedOperationType,
          attributes as DistributedAttributes,
        );
    }
  }
}

function select<M extends { modelId: string }>(all: M[], modelId: string | undefined): M[] | M | undefined {
  return modelId === undefined ? all : all.find((one) => one.modelId === modelId);
}
