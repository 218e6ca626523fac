/** Pictures of datasets and of workers. */
import { meanOf } from '../makers/groups.ts';
import { medianBars } from '../makers/of-range/bars.ts';
import { workerBalance } from '../makers/of-range/workers.ts';
import { gaugesOverTime } from '../makers/over-time/gauges.ts';
import { percentilesOverTime } from '../makers/over-time/percentiles.ts';
import type { CatalogueRow } from './entry.ts';

export const DISTRIBUTED_CHARTS: readonly CatalogueRow[] = [
  {
    id: 'dataset-time',
    title: 'Work on datasets',
    help: 'How long loading, preprocessing and transforming took, by dataset: the median.',
    category: 'dataset',
    kind: 'bars',
    unit: 'seconds',
    filters: ['labels'],
    ofRange: medianBars({
      metrics: {
        load: 'dataset_load_seconds',
        preprocess: 'dataset_preprocess_seconds',
        transform: 'dataset_transform_seconds',
      },
      groupBy: 'dataset_id',
      label: 'time',
      things: 'operations',
      names: 'datasets',
    }),
  },
  {
    id: 'dataset-throughput',
    title: 'Reading of datasets',
    help: 'Bytes per second that operations on datasets achieved: the mean, by dataset.',
    category: 'dataset',
    kind: 'lines',
    unit: 'bytes_per_second',
    filters: ['labels'],
    overTime: gaugesOverTime({
      metrics: ['dataset_bytes_per_second'],
      groupBy: ['dataset_id'],
      unit: 'bytes_per_second',
      label: 'throughput',
      names: 'datasets',
      together: meanOf,
    }),
  },
  {
    id: 'worker-balance',
    title: 'Tasks of workers',
    help: 'The mean time of a task of each worker, and that of all: stragglers stand out.',
    category: 'distributed',
    kind: 'bars',
    unit: 'seconds',
    filters: ['labels'],
    ofRange: workerBalance,
  },
  {
    id: 'worker-utilization',
    title: 'Utilization of workers',
    help: 'How busy each worker was: the mean of what it told in each step.',
    category: 'distributed',
    kind: 'lines',
    unit: 'ratio',
    filters: ['labels'],
    overTime: gaugesOverTime({
      metrics: ['worker_utilization_sample_ratio'],
      groupBy: ['worker_id'],
      unit: 'ratio',
      label: 'utilization',
      names: 'workers',
      together: meanOf,
    }),
  },
  {
    id: 'coordination-time',
    title: 'Coordination of workers',
    help: 'How long coordinating, distributing and gathering took: 50th, 95th and 99th percentile.',
    category: 'distributed',
    kind: 'lines',
    unit: 'seconds',
    filters: ['operationType', 'labels'],
    overTime: percentilesOverTime({
      metrics: ['coordination_overhead_seconds'],
      label: 'time',
      things: 'operations',
    }),
  },
];
