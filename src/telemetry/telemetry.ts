/** One telemetry instance: what callers track with. */
import { requireFunction, requireObject } from './checks.ts';
import { TelemetryCore } from './core.ts';
import type { CacheReads, DatasetOperationOptions } from './dataset.ts';
import { type CustomHistogram, type CustomMetric, customDefinition } from './definition.ts';
import type { DistributedOperationOptions } from './distributed.ts';
import type { InferenceOptions } from './inference.ts';
import type { InferenceHandle } from './inference-handle.ts';
import { INSIDE, partOf } from './instance.ts';
import type { Metric } from './metric.ts';
import type { ModelOperationOptions } from './model.ts';
import type { Operation } from './operation.ts';
import type { OperationType } from './operation-types.ts';
import type { TelemetryOptions } from './options.ts';
import type { CounterSeries, GaugeSeries, HistogramSeries, UpDownCounterSeries } from './series.ts';
import type { Platform } from './settings.ts';
import { track } from './track.ts';
import { type AttributesOf, Trackers } from './trackers.ts';
import type { TrainingEpochAttributes, TrainingStats } from './training.ts';
import {
  recordWorkerTask,
  recordWorkerUtilization,
  type WorkerTask,
  type WorkerUtilization,
} from './workers.ts';

/**
 * Made by createTelemetry. Instances never see each other.
 *
 * Misuse, a wrong option or a label value that is no string, throws at once, before anything runs. Recording
 * never throws: what makes no sense is counted in `inferometer_recordings_refused_total`.
 */
export class Telemetry extends TelemetryCore {
  private readonly trackers: Trackers;

  constructor(options: TelemetryOptions, platform: Platform) {
    super(options, platform);
    this.trackers = partOf(this[INSIDE], Trackers);
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
    return track(this.trackers.model.begin(options.operationType, options), fn);
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
    return track(this.trackers.inference.begin(options.operationType, options), fn);
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
    return track(this.trackers.training.begin('training_epoch', options), fn);
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
    return track(this.trackers.dataset.begin(options.operationType, options), fn);
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
    return track(this.trackers.distributed.begin(options.operationType, options), fn);
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
    return this.trackers.begin(operationType, attributes);
  }

  /**
   * A handle that records inferences of one model at one batch size, for hot loops: no look-up, no allocation.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE,
   * TELEMETRY_ARGUMENT_KIND
   */
  inference(options: InferenceOptions): InferenceHandle {
    requireObject('options', options);
    return this.trackers.inference.bind(options);
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
    this.trackers.training.recordStats(stats);
  }

  /**
   * Sets how busy a worker was.
   *
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE outside 0 to 1,
   * TELEMETRY_ARGUMENT_KIND
   */
  recordWorkerUtilization(sample: WorkerUtilization): void {
    requireObject('sample', sample);
    recordWorkerUtilization(this[INSIDE], sample);
  }

  /**
   * Records how long a worker needed for a task. Workers much slower than the others are `stragglers` of
   * `getDistributedMetrics(telemetry)`.
   *
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_ARGUMENT_KIND
   */
  recordWorkerTask(task: WorkerTask): void {
    requireObject('task', task);
    recordWorkerTask(this[INSIDE], task);
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
    this.trackers.dataset.recordCacheReads(reads);
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
    return this[INSIDE].registry.define(customDefinition('counter', definition));
  }

  /** A counter that goes both ways: what is in a queue, say. Over workers it adds up. @throws as `counter` */
  upDownCounter(definition: CustomMetric): Metric<UpDownCounterSeries> {
    return this[INSIDE].registry.define(customDefinition('up_down_counter', definition));
  }

  /** A gauge of the caller's own. @throws as `counter` */
  gauge(definition: CustomMetric): Metric<GaugeSeries> {
    return this[INSIDE].registry.define(customDefinition('gauge', definition));
  }

  /** A histogram of the caller's own. @throws as `counter` */
  histogram(definition: CustomHistogram): Metric<HistogramSeries> {
    return this[INSIDE].registry.define(customDefinition('histogram', definition));
  }
}
