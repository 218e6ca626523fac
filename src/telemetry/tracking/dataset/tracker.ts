/** Loading, preprocessing and transforming datasets, and how often a cache served them. */

import {
  optionalLabel,
  requireIntegerAttribute,
  requireLabel,
  requireNumberAttribute,
} from '../../../validate.ts';
import { type CallLabels, labelValuesOf } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import { type OperationAttributes, TrackedOperation } from '../../operations/operation.ts';
import { TypedOperationRecorder } from '../../operations/operation-recorder.ts';
import { type DatasetOperationType, operationTypeOf } from '../../operations/operation-types.ts';
import { UNKNOWN } from '../model/tracker.ts';
import {
  DATASET_BYTES_PER_SECOND,
  DATASET_CACHE_READS_TOTAL,
  DATASET_LOAD_SECONDS,
  DATASET_PREPROCESS_SECONDS,
  DATASET_SIZE_BYTES,
  DATASET_TRANSFORM_SECONDS,
} from './metrics.ts';

export interface DatasetAttributes<Label extends string = string> extends OperationAttributes<Label> {
  readonly datasetId: string;
  /** `parquet`, `tfrecord`, `jsonl` ... */
  readonly format?: string;
  /** Bytes that the operation reads. Gives the bytes per second; of a load also the size of the dataset. */
  readonly datasetSizeBytes?: number;
  /** What is done to it: `resize`, `normalize`, `tokenize` ... */
  readonly operation?: string;
  /** Where it comes from: `ipfs`, `hub`, a path or a URL. */
  readonly source?: string;
}

export interface DatasetOperationOptions<Label extends string = string> extends DatasetAttributes<Label> {
  readonly operationType: DatasetOperationType;
}

/** Reads of a dataset: those that a cache served, and those that had to go to the source. */
export interface CacheReads<Label extends string = string> {
  readonly datasetId: string;
  /** Where the data comes from when the cache has nothing: `ipfs`, `s3` ... */
  readonly source: string;
  /** A whole number, 0 or more; 0 if left out. */
  readonly hits?: number;
  /** A whole number, 0 or more; 0 if left out. */
  readonly misses?: number;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels<Label>;
}

/** Where durations of each type go. */
const DURATIONS = {
  dataset_load: DATASET_LOAD_SECONDS,
  dataset_preprocess: DATASET_PREPROCESS_SECONDS,
  dataset_transform: DATASET_TRANSFORM_SECONDS,
} as const satisfies Record<DatasetOperationType, unknown>;

export class DatasetTracker {
  private readonly instance: TelemetryContext;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
  begin(operationType: DatasetOperationType, attributes: DatasetAttributes): TrackedOperation {
    const { registry } = this.instance;
    if (!registry.recording.enabled) return new TrackedOperation(operationType, attributes);
    const type = operationTypeOf('dataset', operationType);
    const datasetId = requireLabel('datasetId', attributes.datasetId);
    const format = optionalLabel('format', attributes.format, UNKNOWN);
    const operation = optionalLabel('operation', attributes.operation, UNKNOWN);
    optionalLabel('source', attributes.source, UNKNOWN);
    const own = labelValuesOf(this.instance, attributes.labels);
    const { datasetSizeBytes } = attributes;
    if (datasetSizeBytes !== undefined) requireSize(datasetSizeBytes);
    const labels = [datasetId, type === 'dataset_load' ? format : operation, ...own];
    const durations = registry.of(DURATIONS[type]).withLabelValues(labels);
    const series = new TypedOperationRecorder(this.instance, type, datasetId, durations, own);
    return new TrackedOperation(type, attributes, series, Number.NaN, (seconds) => {
      if (datasetSizeBytes === undefined) return;
      if (type === 'dataset_load') {
        registry
          .of(DATASET_SIZE_BYTES)
          .withLabelValues([datasetId, format, ...own])
          .set(datasetSizeBytes);
      }
      // A clock can be too coarse to see a short operation.
      if (seconds > 0) {
        const rates = registry.of(DATASET_BYTES_PER_SECOND);
        rates.withLabelValues([datasetId, type, ...own]).record(datasetSizeBytes / seconds);
      }
    });
  }

  /** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
  recordCacheReads({ datasetId, source, hits = 0, misses = 0, labels }: CacheReads): void {
    const { registry } = this.instance;
    if (!registry.recording.enabled) return;
    requireLabel('datasetId', datasetId);
    requireLabel('source', source);
    const remedy = 'Pass how many reads there were since the last call.';
    requireIntegerAttribute('hits', hits, 0, remedy);
    requireIntegerAttribute('misses', misses, 0, remedy);
    const own = labelValuesOf(this.instance, labels);
    const reads = registry.of(DATASET_CACHE_READS_TOTAL);
    reads.withLabelValues([datasetId, source, 'hit', ...own]).add(hits);
    reads.withLabelValues([datasetId, source, 'miss', ...own]).add(misses);
  }
}

function requireSize(bytes: unknown): void {
  requireNumberAttribute('datasetSizeBytes', bytes, 0, Infinity, 'Pass the size in bytes, or leave it out.');
}
