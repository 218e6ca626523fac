/** Loading, preprocessing and transforming datasets, and how often a cache served them. */

import { optionalLabel, requireLabel } from '../../../validate.ts';
import { type CallLabels, type LabelValues, labelValuesOf } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import type { DatasetOperationType } from '../../context/operation-types.ts';
import { admittedNumber, namesOf } from '../../operations/attributes.ts';
import { CategoryTracker, type OperationPlan, UNKNOWN } from '../../operations/category-tracker.ts';
import { COMMON_NAMES, type OperationAttributes } from '../../operations/operation.ts';
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
  /** Bytes that the operation reads, 0 or more. Gives the bytes per second; of a load also the size of the dataset. */
  readonly datasetSizeBytes?: number | null;
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
  readonly hits?: number | null;
  /** A whole number, 0 or more; 0 if left out. */
  readonly misses?: number | null;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels<Label>;
}

export const DATASET_NAMES = /* @__PURE__ */ namesOf<DatasetOperationOptions>({
  operationType: true,
  datasetId: true,
  format: true,
  datasetSizeBytes: true,
  operation: true,
  source: true,
  ...COMMON_NAMES,
});

export const CACHE_READS_NAMES = /* @__PURE__ */ namesOf<CacheReads>({
  datasetId: true,
  source: true,
  hits: true,
  misses: true,
  labels: true,
});

/** Where durations of each type go. */
const DURATIONS = {
  dataset_load: DATASET_LOAD_SECONDS,
  dataset_preprocess: DATASET_PREPROCESS_SECONDS,
  dataset_transform: DATASET_TRANSFORM_SECONDS,
} as const satisfies Record<DatasetOperationType, unknown>;

export class DatasetTracker extends CategoryTracker<'dataset', DatasetAttributes> {
  constructor(instance: TelemetryContext) {
    super(instance, 'dataset');
  }

  protected override plan(
    type: DatasetOperationType,
    attributes: DatasetAttributes,
    own: LabelValues,
  ): OperationPlan {
    const { registry } = this.instance;
    const datasetId = requireLabel('datasetId', attributes.datasetId);
    const format = optionalLabel('format', attributes.format, UNKNOWN);
    const operation = optionalLabel('operation', attributes.operation, UNKNOWN);
    optionalLabel('source', attributes.source, UNKNOWN);
    const bytes = admittedNumber(registry.recording, 'datasetSizeBytes', attributes.datasetSizeBytes, {
      reason: 'bad_dataset_size',
    });
    const labels = [datasetId, type === 'dataset_load' ? format : operation, ...own];
    return {
      subject: datasetId,
      durations: registry.of(DURATIONS[type]).withLabelValues(labels),
      completed: (seconds) => {
        if (bytes === undefined) return;
        if (type === 'dataset_load') {
          const sizes = registry.of(DATASET_SIZE_BYTES);
          sizes.withLabelValues([datasetId, format, ...own]).set(bytes);
        }
        // A clock can be too coarse to see a short operation.
        if (seconds > 0) {
          const rates = registry.of(DATASET_BYTES_PER_SECOND);
          rates.withLabelValues([datasetId, type, ...own]).record(bytes / seconds);
        }
      },
    };
  }

  /** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND */
  recordCacheReads({ datasetId, source, hits, misses, labels }: CacheReads): void {
    const { registry } = this.instance;
    if (!registry.recording.enabled) return;
    requireLabel('datasetId', datasetId);
    requireLabel('source', source);
    const rule = { reason: 'bad_cache_reads', isWhole: true } as const;
    const hit = admittedNumber(registry.recording, 'hits', hits, rule) ?? 0;
    const missed = admittedNumber(registry.recording, 'misses', misses, rule) ?? 0;
    const own = labelValuesOf(this.instance, labels);
    const reads = registry.of(DATASET_CACHE_READS_TOTAL);
    reads.withLabelValues([datasetId, source, 'hit', ...own]).add(hit);
    reads.withLabelValues([datasetId, source, 'miss', ...own]).add(missed);
  }
}
