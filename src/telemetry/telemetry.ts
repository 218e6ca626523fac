/** One telemetry instance: what callers track with. */
import {
  type CounterSeries,
  type CustomHistogram,
  type CustomMetric,
  type GaugeSeries,
  type HistogramSeries,
  type LabelledMetric,
  readGiven,
  type UpDownCounterSeries,
} from '../metrics/inner.ts';
import { readable, requireFunction } from '../validate.ts';
import { TELEMETRY } from './context/context.ts';
import type { OperationType } from './context/operation-types.ts';
import type { TelemetryOptions } from './context/options.ts';
import type { Platform } from './context/settings.ts';
import { TelemetryCore } from './core.ts';
import { requireAttributes } from './operations/attributes.ts';
import { begunWith } from './operations/category-tracker.ts';
import type { Operation, TrackedOperation } from './operations/operation.ts';
import type { OperationHandle } from './operations/operation-handle.ts';
import { track } from './operations/track.ts';
import {
  CACHE_READS_NAMES,
  type CacheReads,
  DATASET_NAMES,
  type DatasetOperationOptions,
} from './tracking/dataset/tracker.ts';
import { DISTRIBUTED_NAMES, type DistributedOperationOptions } from './tracking/distributed/tracker.ts';
import {
  recordWorkerTask,
  recordWorkerUtilization,
  WORKER_TASK_NAMES,
  WORKER_UTILIZATION_NAMES,
  type WorkerTask,
  type WorkerUtilization,
} from './tracking/distributed/workers.ts';
import type { InferenceHandle } from './tracking/inference/handle.ts';
import { type InferenceOptions, requireInferenceOptions } from './tracking/inference/tracker.ts';
import { MODEL_NAMES, type ModelOperationOptions } from './tracking/model/tracker.ts';
import type { StorageAttributes } from './tracking/storage/tracker.ts';
import { type AttributesOf, isOfStorage, namesOfType, type Tracker, Trackers } from './tracking/trackers.ts';
import { RUN_NAMES, TrainingRun, type TrainingRunOptions } from './tracking/training/run.ts';
import {
  TRAINING_NAMES,
  TRAINING_STATS_NAMES,
  type TrainingEpochAttributes,
  type TrainingStats,
} from './tracking/training/tracker.ts';

/**
 * Made by createTelemetry. Instances never see each other.
 *
 * Misuse, an unknown option or a label value that is no string, throws at once, before anything runs. Recording never
 * throws: a number that makes no sense, or null in its place, is counted in `inferometer_recordings_refused_total`, and
 * everything else of the call is recorded; what a getter of attributes throws is counted there too, and the call runs
 * without being recorded.
 *
 * @typeParam Label the names of `labelNames`: what every call may have labels for.
 */
export class Telemetry<Label extends string = string> extends TelemetryCore {
  private readonly trackers: Trackers;

  constructor(options: TelemetryOptions<Label>, platform: Platform) {
    super(options, platform);
    this.trackers = new Trackers(this[TELEMETRY]);
  }

  /**
   * Runs `fn` as the loading, initialising or saving of a model. What `fn` returns or throws comes back as it is,
   * synchronously or as a promise.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * const model = await telemetry.trackModelOperation(
   *   { operationType: 'model_load', modelId: 'glyphs', framework: 'tfjs', modelSizeBytes: 52_000 },
   *   () => loadLayersModel(url),
   * );
   */
  trackModelOperation<T>(options: ModelOperationOptions<Label>, fn: (operation: Operation) => T): T {
    return this.tracked(this.trackers.model, MODEL_NAMES, options, fn);
  }

  /**
   * Runs `fn` as an inference of a batch. What `fn` returns or throws comes back as it is, synchronously or as a
   * promise. In a loop that counts nanoseconds, use `inference()`.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * const output = await telemetry.trackInference({ modelId: 'glyphs', batchSize: 8 }, () => session.run(feeds));
   */
  trackInference<T>(options: InferenceOptions<Label>, fn: (operation: Operation) => T): T {
    const operation = this.begun(() => {
      requireInferenceOptions(options);
      requireFunction('fn', fn);
      return this.trackers.inference.begin(options.operationType, options);
    });
    return track(operation, fn);
  }

  /**
   * Runs `fn` as one epoch of training. The epoch is a point of the curves, never a label.
   *
   * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * await telemetry.trackTrainingEpoch({ modelId: 'glyphs', epoch, numSamples: 2000 }, () => trainOneEpoch());
   */
  trackTrainingEpoch<T>(options: TrainingEpochAttributes<Label>, fn: (operation: Operation) => T): T {
    return this.tracked(this.trackers.training, TRAINING_NAMES, options, fn, 'training_epoch');
  }

  /**
   * Runs `fn` as the loading, preprocessing or transforming of a dataset.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * const rows = await telemetry.trackDatasetOperation(
   *   { operationType: 'dataset_load', datasetId: 'letters', format: 'parquet', datasetSizeBytes: 5_400_000 },
   *   () => readParquet(path),
   * );
   */
  trackDatasetOperation<T>(options: DatasetOperationOptions<Label>, fn: (operation: Operation) => T): T {
    return this.tracked(this.trackers.dataset, DATASET_NAMES, options, fn);
  }

  /**
   * Runs `fn` as the coordination of workers, the distribution of tasks or the aggregation of results. The time of
   * messages is that of its phase `communication`.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * await telemetry.trackDistributedOperation(
   *   { operationType: 'task_distribution', taskId: 'epoch-1', numWorkers: 8 },
   *   (distribution) => distribution.child('communication', () => sendTasks(workers)),
   * );
   */
  trackDistributedOperation<T>(
    options: DistributedOperationOptions<Label>,
    fn: (operation: Operation) => T,
  ): T {
    return this.tracked(this.trackers.distributed, DISTRIBUTED_NAMES, options, fn);
  }

  /**
   * Begins an operation that its caller ends: `ok()`, `fail(error)` or `abort()`. Leaving the block of a `using`
   * ends it with the outcome `unknown` if nothing else has: disposing cannot see an error. So does the collector, once
   * nobody holds it: that is counted as `never_ended`.
   *
   * With a `backend` it is an operation on storage, of any type: `add`, `get`, `pin`.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * using step = telemetry.start('optimizer_step', { modelId: 'glyphs' });
   * optimizer.applyGradients(gradients);
   * step.ok();
   * @example
   * using pin = telemetry.start('pin', { backend: 'ipfs' });
   * await ipfs.pin(cid);
   * pin.ok();
   */
  start<Type extends OperationType>(operationType: Type, attributes: AttributesOf<Type, Label>): Operation;
  start(operationType: string, attributes: StorageAttributes<Label>): Operation;
  start(
    operationType: string,
    attributes: AttributesOf<OperationType, Label> | StorageAttributes<Label>,
  ): Operation {
    return this.begun(() => {
      if (isOfStorage(attributes)) return this.trackers.beginStorage(operationType, attributes);
      requireAttributes('attributes', attributes, namesOfType(operationType as OperationType));
      return this.trackers.begin(operationType as OperationType, attributes);
    }, operationType).watched();
  }

  /**
   * A handle that records inferences of one model at one batch size, for hot loops: no look-up, no allocation.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
   */
  inference(options: InferenceOptions<Label>): InferenceHandle {
    return readable('options', () => {
      requireInferenceOptions(options);
      return this.trackers.inference.bind(options.operationType, options);
    });
  }

  /**
   * A handle that records operations of one type with the same attributes, for hot loops, as `inference()` does
   * inferences. It has no spans, phases or token counts.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND,
   * TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_ARGUMENT_KIND
   * @example
   * const step = telemetry.handle('optimizer_step', { modelId: 'glyphs' });
   * for (const batch of batches) {
   *   const started = step.start();
   *   optimizer.minimize(() => loss(batch));
   *   step.end(started);
   * }
   */
  handle<Type extends OperationType>(
    operationType: Type,
    attributes: AttributesOf<Type, Label>,
  ): OperationHandle {
    return readable('attributes', () => {
      requireAttributes('attributes', attributes, namesOfType(operationType));
      return this.trackers.bind(operationType, attributes);
    });
  }

  /**
   * Begins a training of a model, or continues the one of this id. Its statistics have curves of their own, whatever
   * was trained before; until another run of the model begins, `trackTrainingEpoch`, `recordTrainingStats` and
   * operations of training belong to it.
   *
   * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * using run = telemetry.run({ modelId: 'glyphs', parameters: { learningRate: 0.01 } });
   * for (let epoch = 0; epoch < 20; epoch++) run.log({ loss: train(epoch), val_loss: validate() }, { epoch });
   */
  run(options: TrainingRunOptions<Label>): TrainingRun {
    return readable('options', () => {
      requireAttributes('options', options, RUN_NAMES);
      return new TrainingRun(this.trackers.training, options);
    });
  }

  /**
   * Records statistics of a training step or epoch: each becomes a point of its curve and the value of a gauge.
   * A value that is null or no finite number, a loss that diverged, is counted and kept out of both.
   *
   * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND,
   * TELEMETRY_STATISTIC_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * telemetry.recordTrainingStats({ modelId: 'glyphs', epoch, loss, learningRate, metrics: { accuracy } });
   */
  recordTrainingStats(stats: TrainingStats<Label>): void {
    this.told('stats', stats, TRAINING_STATS_NAMES, () => this.trackers.training.recordStats(stats));
  }

  /**
   * Sets how busy a worker was. What is not from 0 to 1 is counted and not recorded.
   *
   * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * telemetry.recordWorkerUtilization({ workerId: 'gpu-0', utilization: busySeconds / elapsedSeconds });
   */
  recordWorkerUtilization(sample: WorkerUtilization<Label>): void {
    this.told('sample', sample, WORKER_UTILIZATION_NAMES, () =>
      recordWorkerUtilization(this[TELEMETRY], sample),
    );
  }

  /**
   * Records how long a worker needed for a task. Workers much slower than the others are `stragglers` of
   * `getDistributedMetrics(telemetry)`.
   *
   * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND,
   * TELEMETRY_ARGUMENT_KIND
   */
  recordWorkerTask(task: WorkerTask<Label>): void {
    this.told('task', task, WORKER_TASK_NAMES, () => recordWorkerTask(this[TELEMETRY], task));
  }

  /**
   * Records reads of a dataset that a cache served, and such that it did not, by data source.
   *
   * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * telemetry.recordCacheReads({ datasetId: 'letters', source: 'ipfs', hits: 9, misses: 1 });
   */
  recordCacheReads(reads: CacheReads<Label>): void {
    this.told('reads', reads, CACHE_READS_NAMES, () => this.trackers.dataset.recordCacheReads(reads));
  }

  /**
   * A counter of the caller's own, beside the catalogue's.
   *
   * @throws TELEMETRY_METRIC_DEFINITION, TELEMETRY_METRIC_CONFLICT, TELEMETRY_ARGUMENT_KIND
   * @example
   * const hits = telemetry.counter({ name: 'cache_hits_total', help: 'Cache hits.', labels: ['tier'] });
   * hits.withLabels({ tier: 'disk' }).add();
   */
  counter(instrument: CustomMetric): LabelledMetric<CounterSeries> {
    return this[TELEMETRY].registry.define('counter', instrument);
  }

  /** A counter that goes both ways: what is in a queue, say. Over workers it adds up. @throws as `counter` */
  upDownCounter(instrument: CustomMetric): LabelledMetric<UpDownCounterSeries> {
    return this[TELEMETRY].registry.define('up_down_counter', instrument);
  }

  /** A gauge of the caller's own. @throws as `counter` */
  gauge(instrument: CustomMetric): LabelledMetric<GaugeSeries> {
    return this[TELEMETRY].registry.define('gauge', instrument);
  }

  /** A histogram of the caller's own. @throws as `counter` */
  histogram(instrument: CustomHistogram): LabelledMetric<HistogramSeries> {
    return this[TELEMETRY].registry.define('histogram', instrument);
  }

  private tracked<T>(
    tracker: Tracker,
    names: ReadonlySet<string>,
    options: object,
    fn: (operation: Operation) => T,
    type?: OperationType,
  ): T {
    const operation = this.begun(() => {
      requireAttributes('options', options, names);
      requireFunction('fn', fn);
      return tracker.begin(type ?? (options as { operationType: OperationType }).operationType, options);
    });
    return track(operation, fn);
  }

  private told(label: string, given: object, names: ReadonlySet<string>, record: () => void): void {
    readGiven(this[TELEMETRY].contain, () => {
      requireAttributes(label, given, names);
      record();
    });
  }

  private begun(begin: () => TrackedOperation, type?: string): TrackedOperation {
    return begunWith(this[TELEMETRY].contain, begin, type);
  }
}
