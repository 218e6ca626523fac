/** What is recorded of distributed work. */
import { distribution, durations, gauge, WORK_SECONDS } from '../../operations/metric-rows.ts';

const COORDINATION = ['operation'];
const WORKERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const WORKER = ['worker_id'];

export const COORDINATION_OVERHEAD_SECONDS = durations(
  'distributed',
  'coordination_overhead_seconds',
  COORDINATION,
  WORK_SECONDS,
);
export const COORDINATED_WORKERS = distribution(
  'distributed',
  'coordinated_workers',
  '1',
  COORDINATION,
  WORKERS,
);
export const WORKER_TASK_SECONDS = durations('distributed', 'worker_task_seconds', WORKER, WORK_SECONDS);
export const WORKER_UTILIZATION_RATIO = gauge(
  'distributed',
  'worker_utilization_ratio',
  'ratio',
  WORKER,
  'last',
);

/** Of every sample: the gauge has the last one alone, and a mean needs them all. */
export const WORKER_UTILIZATION_SAMPLE_RATIO = distribution(
  'distributed',
  'worker_utilization_sample_ratio',
  'ratio',
  WORKER,
  [0.1, 0.25, 0.5, 0.75, 0.9, 1],
);

export const DISTRIBUTED_METRICS = [
  COORDINATION_OVERHEAD_SECONDS,
  COORDINATED_WORKERS,
  WORKER_TASK_SECONDS,
  WORKER_UTILIZATION_RATIO,
  WORKER_UTILIZATION_SAMPLE_RATIO,
] as const;
