/** How long datasets took to load and to prepare, how fast that was, and what caches did. */

import {
  type DatasetMetrics,
  groupedBy,
  histogramsOf,
  type TelemetrySnapshot,
} from '../../telemetry/index.ts';
import { type Block, left, measurement, right, type Table } from '../document/document.ts';
import type { ReportPart } from './context.ts';
import { byId, durationsJson, mapped, phasesJson, valuesJson } from './json.ts';
import { durationCells, durationColumns, phaseTable, withFailures } from './tables.ts';

const OPERATIONS = [
  { type: 'dataset_load', name: 'load', time: (dataset: DatasetMetrics) => dataset.loadTime },
  {
    type: 'dataset_preprocess',
    name: 'preprocess',
    time: (dataset: DatasetMetrics) => dataset.preprocessTime,
  },
  { type: 'dataset_transform', name: 'transform', time: (dataset: DatasetMetrics) => dataset.transformTime },
] as const;

export const DATASET_PART = {
  name: 'datasets',
  sections(datasets, { percentiles }) {
    if (datasets.length === 0) return [];
    const phases = datasets.map((dataset) => [dataset.datasetId, dataset.phases] as const);
    return [
      {
        id: 'datasets',
        heading: 'Dataset',
        blocks: [
          ...timeTable(datasets, percentiles),
          ...phaseTable('Dataset', phases, percentiles),
          ...cacheTable(datasets),
        ],
      },
    ];
  },
  json(datasets, { snapshot }) {
    const formats = formatsIn(snapshot);
    return {
      datasets: byId(datasets, 'datasetId', (dataset) => ({
        dataset_id: dataset.datasetId,
        format: formats(dataset.datasetId) ?? 'unknown',
        size_bytes: dataset.sizeBytes ?? null,
        load_time_stats: durationsJson(dataset.loadTime),
        preprocessing_time_stats: durationsJson(dataset.preprocessTime),
        transform_time_stats: durationsJson(dataset.transformTime),
        bytes_per_second: mapped(dataset.bytesPerSecond, valuesJson),
        cache: mapped(dataset.cache, ({ hits, misses, hitRatio }) => ({
          hits,
          misses,
          hit_ratio: hitRatio ?? null,
        })),
        phases: phasesJson(dataset.phases),
        outcomes: dataset.outcomes,
      })),
    };
  },
} as const satisfies ReportPart<'datasets', readonly DatasetMetrics[]>;

/** The one of the last load. */
function formatsIn(snapshot: TelemetrySnapshot): (datasetId: string) => string | undefined {
  const loads = groupedBy('dataset_id', histogramsOf(snapshot, 'dataset_load_seconds'));
  return (datasetId) => loads.get(datasetId)?.at(-1)?.labels.format;
}

/** A row for each dataset and each of its operations, also where all of them failed. */
function timeTable(datasets: readonly DatasetMetrics[], percentiles: readonly number[]): Block[] {
  const pairs = datasets.flatMap((dataset) =>
    OPERATIONS.filter(({ type }) => type in dataset.outcomes).map((operation) => ({ dataset, ...operation })),
  );
  if (pairs.length === 0) return [];
  const table: Table = {
    kind: 'table',
    columns: [
      left('Dataset'),
      left('Operation'),
      right('Size'),
      ...durationColumns(percentiles),
      right('Throughput'),
    ],
    rows: pairs.map(({ dataset, type, name, time }) => [
      dataset.datasetId,
      name,
      measurement(dataset.sizeBytes, 'bytes'),
      ...durationCells(time(dataset), percentiles),
      measurement(dataset.bytesPerSecond[type]?.mean, 'bytes_per_second'),
    ]),
  };
  return [
    withFailures(
      table,
      pairs.map(({ dataset, type }) => dataset.outcomes[type]?.error ?? 0),
    ),
  ];
}

function cacheTable(datasets: readonly DatasetMetrics[]): Block[] {
  const rows = datasets.flatMap(({ datasetId, cache }) =>
    Object.entries(cache).map(([source, { hits, misses, hitRatio }]) => [
      datasetId,
      source,
      measurement(hits, 'count'),
      measurement(misses, 'count'),
      measurement(hitRatio, 'ratio'),
    ]),
  );
  if (rows.length === 0) return [];
  const columns = [left('Dataset'), left('Source'), ...['Hits', 'Misses', 'Hit ratio'].map(right)];
  return [{ kind: 'table', caption: 'Cache', columns, rows }];
}
