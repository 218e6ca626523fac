/** Results about datasets: how long they took to load and to prepare, how fast that was, and what caches did. */

import { mapping, type Slices } from '../../../metrics/inner.ts';
import { findById, summarize } from '../../query/results.ts';
import {
  groupedBy,
  histogramsBy,
  type OutcomesByType,
  outcomesByDataset,
  phasesBySubject,
  type Recorded,
  valuesBy,
  valuesOf,
} from '../../query/snapshot-reader.ts';
import type { ResultsSource } from '../../query/source.ts';
import {
  type DurationStatistics,
  durationStatistics,
  type ValueStatistics,
  valueStatistics,
} from '../../query/statistics.ts';

export interface CacheMetrics {
  readonly hits: number;
  readonly misses: number;
  /** hits / (hits + misses), 0 to 1; undefined without reads. */
  readonly hitRatio: number | undefined;
}

export interface DatasetMetrics {
  readonly datasetId: string;
  readonly sizeBytes: number | undefined;
  /** Of the loads that ended well; undefined if none did. */
  readonly loadTime: DurationStatistics | undefined;
  readonly preprocessTime: DurationStatistics | undefined;
  readonly transformTime: DurationStatistics | undefined;
  /** By operation type, of the operations whose size was told. */
  readonly bytesPerSecond: Readonly<Record<string, ValueStatistics>>;
  /** By data source. */
  readonly cache: Readonly<Record<string, CacheMetrics>>;
  /** By `dataset_load/decode`: an operation type and the phase that `child()` was given. */
  readonly phases: Readonly<Record<string, DurationStatistics>>;
  readonly outcomes: OutcomesByType;
}

/** Of every dataset that had an operation or a cached read, also where all of them failed. */
export function* datasetMetrics(
  recorded: Recorded,
  percentiles: readonly number[],
): Slices<DatasetMetrics[]> {
  const loads = histogramsBy('dataset_id', recorded, 'dataset_load_seconds');
  const preprocessings = histogramsBy('dataset_id', recorded, 'dataset_preprocess_seconds');
  const transformations = histogramsBy('dataset_id', recorded, 'dataset_transform_seconds');
  const rates = histogramsBy('dataset_id', recorded, 'dataset_bytes_per_second');
  const sizes = valuesBy('dataset_id', recorded, 'dataset_size_bytes');
  const reads = groupedBy('dataset_id', valuesOf(recorded, 'dataset_cache_reads_total'));
  const phases = phasesBySubject(recorded, 'dataset', percentiles);
  const outcomes = outcomesByDataset(recorded);
  return yield* mapping(new Set([...outcomes.keys(), ...reads.keys()]), (datasetId) => ({
    datasetId,
    sizeBytes: sizes(datasetId).at(-1)?.value,
    loadTime: durationStatistics(loads(datasetId), percentiles),
    preprocessTime: durationStatistics(preprocessings(datasetId), percentiles),
    transformTime: durationStatistics(transformations(datasetId), percentiles),
    bytesPerSecond: Object.fromEntries(
      rates(datasetId).map((rate) => [rate.labels.operation_type, valueStatistics([rate])]),
    ),
    cache: Object.fromEntries(
      [...groupedBy('source', reads.get(datasetId) ?? [])].map(([source, own]) => [source, cacheOf(own)]),
    ),
    phases: phases.get(datasetId) ?? {},
    outcomes: outcomes.get(datasetId) ?? {},
  }));
}

/**
 * Datasets that had an operation or a cached read; one of them by id, or undefined.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 */
export function getDatasetMetrics(source: ResultsSource): DatasetMetrics[];
export function getDatasetMetrics(source: ResultsSource, datasetId: string): DatasetMetrics | undefined;
export function getDatasetMetrics(
  source: ResultsSource,
  datasetId?: string,
): DatasetMetrics[] | DatasetMetrics | undefined {
  const all = summarize(source, ['dataset', 'operation'], datasetMetrics);
  return findById(all, datasetId, 'datasetId');
}

function cacheOf(reads: ReturnType<typeof valuesOf>): CacheMetrics {
  const of = (result: string) => reads.find(({ labels }) => labels.result === result)?.value ?? 0;
  const [hits, misses] = [of('hit'), of('miss')];
  return { hits, misses, hitRatio: hits + misses === 0 ? undefined : hits / (hits + misses) };
}
