/** Pictures of storage: the eight metric types of the WAL Telemetry API. */

import { STORAGE_METRIC_TYPES, type StorageMetricType } from '../../telemetry/index.ts';
import { distributionOf } from '../makers/of-range/distribution.ts';
import { gaugesOverTime } from '../makers/over-time/gauges.ts';
import { backendHealth } from '../makers/over-time/lanes.ts';
import { percentilesOverTime } from '../makers/over-time/percentiles.ts';
import { ratesOverTime } from '../makers/over-time/rates.ts';
import { ratiosOverTime } from '../makers/over-time/ratios.ts';
import type { CatalogueRow } from './entry.ts';

const STORAGE = ['operationType', 'backendType', 'status', 'labels'] as const;

const OPERATION_ON_BACKEND = ['operation_type', 'backend'];

export const STORAGE_CHARTS: readonly CatalogueRow[] = [
  {
    id: 'operation-count',
    title: 'Storage operations by status',
    help: 'How many storage operations reached each status in each step.',
    category: 'storage',
    kind: 'lines',
    unit: 'count',
    filters: STORAGE,
    overTime: ratesOverTime({
      metrics: [STORAGE_METRIC_TYPES.operation_count],
      groupBy: ['status'],
      unit: 'count',
      label: 'operations per step',
      things: 'changes of status',
      names: 'status',
    }),
  },
  {
    id: 'operation-latency',
    title: 'Latency of storage operations',
    help: 'From the start to the end of those that succeeded: 50th, 95th and 99th percentile.',
    category: 'storage',
    kind: 'lines',
    unit: 'seconds',
    filters: STORAGE,
    overTime: percentilesOverTime({
      metrics: [STORAGE_METRIC_TYPES.operation_latency],
      label: 'latency',
      things: 'operations',
    }),
  },
  {
    id: 'operation-latency-distribution',
    title: 'Distribution of latency of storage operations',
    help: 'How often which latency was, an outline for each of the busiest backends.',
    category: 'storage',
    kind: 'distribution',
    unit: 'seconds',
    filters: STORAGE,
    ofRange: distributionOf({
      metrics: [STORAGE_METRIC_TYPES.operation_latency],
      groupBy: 'backend',
      label: 'latency',
      things: 'operations',
      names: 'backends',
    }),
  },
  {
    id: 'success-rate',
    title: 'Success of storage operations',
    help: 'Of those that ended, the share that succeeded, by operation and backend.',
    category: 'storage',
    kind: 'lines',
    unit: 'ratio',
    filters: STORAGE,
    overTime: ratiosOverTime({
      metric: 'operation_outcomes_total',
      groupBy: OPERATION_ON_BACKEND,
      isOfShare: isOutcome('ok'),
      label: 'succeeded',
      things: 'operations',
      names: 'operations',
    }),
  },
  {
    id: 'error-rate',
    title: 'Errors of storage operations',
    help: 'Of those that ended, the share that failed, by operation and backend.',
    category: 'storage',
    kind: 'lines',
    unit: 'ratio',
    filters: STORAGE,
    overTime: ratiosOverTime({
      metric: 'operation_outcomes_total',
      groupBy: OPERATION_ON_BACKEND,
      isOfShare: isOutcome('error'),
      label: 'failed',
      things: 'operations',
      names: 'operations',
    }),
  },
  {
    id: 'backend-health',
    title: 'Health of backends',
    help: 'Which backend was online, degraded or offline when.',
    category: 'storage',
    kind: 'lanes',
    unit: 'number',
    filters: ['backendType', 'labels'],
    overTime: backendHealth,
  },
  {
    id: 'storage-throughput',
    title: 'Storage operations',
    help: 'Operations that ended, per minute, by operation and backend.',
    category: 'storage',
    kind: 'lines',
    unit: 'per_minute',
    filters: STORAGE,
    overTime: ratesOverTime({
      metrics: ['operation_outcomes_total'],
      groupBy: OPERATION_ON_BACKEND,
      unit: 'per_minute',
      label: 'operations',
      things: 'operations',
      names: 'operations',
    }),
  },
  {
    id: 'queue-size',
    title: 'Storage queue',
    help: 'How many operations are in the queue, by status.',
    category: 'storage',
    kind: 'lines',
    unit: 'count',
    filters: ['status', 'labels'],
    overTime: gaugesOverTime({
      metrics: [STORAGE_METRIC_TYPES.queue_size],
      groupBy: ['status'],
      unit: 'count',
      label: 'in the queue',
      names: 'status',
    }),
  },
  {
    id: 'retry-count',
    title: 'Retries of storage operations',
    help: 'How often operations were tried again in each step, by operation and backend.',
    category: 'storage',
    kind: 'lines',
    unit: 'count',
    filters: STORAGE,
    overTime: ratesOverTime({
      metrics: [STORAGE_METRIC_TYPES.retry_count],
      groupBy: OPERATION_ON_BACKEND,
      unit: 'count',
      label: 'retries per step',
      things: 'retries',
      names: 'operations',
    }),
  },
];

/** Of what succeeded or failed: what was aborted is in neither rate. */
function isOutcome(wanted: string): (labels: Readonly<Record<string, unknown>>) => boolean | undefined {
  return ({ outcome }) => (outcome === 'ok' || outcome === 'error' ? outcome === wanted : undefined);
}

/**
 * The chart of a metric type of the WAL Telemetry API. Inference has a `throughput`, too.
 *
 * @example storageChartId('queue_size') // 'queue-size'
 */
export function storageChartId(metricType: StorageMetricType): string {
  return metricType === 'throughput' ? 'storage-throughput' : metricType.replaceAll('_', '-');
}
