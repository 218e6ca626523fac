/** Loading, preprocessing and transforming datasets, and how often a cache served them. */
import { optionalLabel, requireBetween, requireLabel, requireWhole } from './checks.ts';
import type { Instance } from './instance.ts';
import { UNKNOWN } from './model.ts';
import { type OperationAttributes, TrackedOperation } from './operation.ts';
import { OperationSeries } from './operation-series.ts';
import { type DatasetOperationType, operationTypeOf } from './operation-types.ts';

export interface DatasetAttributes extends OperationAttributes {
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

export interface DatasetOperationOptions extends DatasetAttributes {
  readonly operationType: DatasetOperationType;
}

/** Reads of a dataset: those that a cache served, and those that had to go to the source. */
export interface CacheReads {
  readonly datasetId: string;
  /** Where the data comes from when the cache has nothing: `ipfs`, `s3` ... */
  readonly source: string;
  /** A whole number, 0 or more; 0 if left out. */
  readonly hits?: number;
  /** A whole number, 0 or more; 0 if left out. */
  readonly misses?: number;
}

export class DatasetTracker {
  private readonly instance: Instance;

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
  begin(operationType: DatasetOperationType, attributes: DatasetAttributes): TrackedOperation {
    const { registry } = this.instance;
    if (!registry.gate.open) return new TrackedOperation(operationType, attributes);
    const type = operationTypeOf('dataset', operationType);
    const datasetId = requireLabel('datasetId', attributes.datasetId);
    const format = optionalLabel('format', attributes.format, UNKNOWN);
    const operation = optionalLabel('operation', attributes.operation, UNKNOWN);
    optionalLabel('source', attributes.source, UNKNOWN);
    const { datasetSizeBytes } = attributes;
    if (datasetSizeBytes !== undefined) requireSize(datasetSizeBytes);
    const labels = [datasetId, type === 'dataset_load' ? format : operation];
    const durations = registry.histogram(`${type}_seconds`).at(labels);
    const series = new OperationSeries(this.instance, type, datasetId, durations);
    return new TrackedOperation(type, attributes, series, Number.NaN, (seconds) => {
      if (datasetSizeBytes === undefined) return;
      if (type === 'dataset_load') {
        registry.gauge('dataset_size_bytes').at([datasetId, format]).set(datasetSizeBytes);
      }
      // A clock can be too coarse to see a short operation.
      if (seconds > 0) {
        const rates = registry.histogram('dataset_bytes_per_second');
        rates.at([datasetId, type]).record(datasetSizeBytes / seconds);
      }
    });
  }

  /** @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
  recordCacheReads({ datasetId, source, hits = 0, misses = 0 }: CacheReads): void {
    const { registry } = this.instance;
    if (!registry.gate.open) return;
    requireLabel('datasetId', datasetId);
    requireLabel('source', source);
    const remedy = 'Pass how many reads there were since the last call.';
    requireWhole('hits', hits, 0, remedy);
    requireWhole('misses', misses, 0, remedy);
    const reads = registry.counter('dataset_cache_reads_total');
    reads.at([datasetId, source, 'hit']).add(hits);
    reads.at([datasetId, source, 'miss']).add(misses);
  }
}

function requireSize(bytes: unknown): void {
  requireBetween('datasetSizeBytes', bytes, 0, Infinity, 'Pass the size in bytes, or leave it out.');
}
