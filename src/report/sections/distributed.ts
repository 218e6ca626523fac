/** What coordinating workers cost, and how busy each of them was. */

import { type DistributedMetrics, utilizationsIn } from '../../telemetry/index.ts';
import { type Block, left, measurement, right, type Section, type Table } from '../document/document.ts';
import type { ReportContext, ReportPart } from './context.ts';
import { durationsJson, phasesJson, valuesJson } from './json.ts';
import { durationCells, durationColumns, phaseTable, withFailures } from './tables.ts';

export const DISTRIBUTED_PART = {
  name: 'distributed',
  sections: (distributed, context) => [
    ...overhead(distributed, context),
    ...workerUtilization(distributed, context),
  ],
  json: (distributed) => ({
    coordination_overhead_stats: durationsJson(distributed.coordinationTime),
    communication_time_stats: durationsJson(distributed.communicationTime),
    worker_counts: valuesJson(distributed.workerCounts),
    average_worker_utilization: distributed.utilizationByWorker,
    worker_utilization_stats: valuesJson(distributed.utilization),
    task_distribution_times: durationsJson(distributed.taskDistributionTime),
    result_aggregation_times: durationsJson(distributed.resultAggregationTime),
    worker_task_time_stats: durationsJson(distributed.taskTime),
    stragglers: distributed.stragglers.map(({ workerId, meanTaskSeconds, slowdown, taskCount }) => ({
      worker_id: workerId,
      mean_task_seconds: meanTaskSeconds,
      slowdown,
      task_count: taskCount,
    })),
    phases: phasesJson(distributed.phases),
    outcomes: distributed.outcomes,
  }),
} as const satisfies ReportPart<'distributed', DistributedMetrics>;

const TIMES = [
  { type: 'worker_coordination', of: (all: DistributedMetrics) => all.coordinationTime },
  { type: 'task_distribution', of: (all: DistributedMetrics) => all.taskDistributionTime },
  { type: 'result_aggregation', of: (all: DistributedMetrics) => all.resultAggregationTime },
] as const;

function overhead(distributed: DistributedMetrics, { percentiles }: ReportContext): Section[] {
  const { outcomes, phases, workerCounts } = distributed;
  const types = TIMES.filter(({ type }) => type in outcomes);
  if (types.length === 0) return [];
  const table: Table = {
    kind: 'table',
    columns: [left('Operation'), ...durationColumns(percentiles)],
    rows: types.map(({ type, of }) => [type, ...durationCells(of(distributed), percentiles)]),
  };
  const blocks: Block[] = [
    withFailures(
      table,
      types.map(({ type }) => outcomes[type]?.error ?? 0),
    ),
    ...phaseTable('Subject', [['workers', phases]], percentiles),
  ];
  if (workerCounts !== undefined) {
    const { mean, min, max } = workerCounts;
    const fact = (label: string, value: number) => ({ label, value: measurement(value, 'number') });
    const pairs = [fact('Workers, mean', mean), fact('Workers, min', min), fact('Workers, max', max)];
    blocks.push({ kind: 'key_values', pairs });
  }
  return [{ id: 'distributed', heading: 'Distributed Overhead', blocks }];
}

/** By the means of what workers reported lately. The one that stands for those beyond the limit must not go unseen. */
function workerUtilization(
  { taskTime, stragglers }: DistributedMetrics,
  { snapshot, recent, percentiles }: ReportContext,
): Section[] {
  const workers = utilizationsIn({ metrics: snapshot.metrics, recent }, true);
  const blocks: Block[] = [];
  if (workers.length > 0) {
    blocks.push({
      kind: 'table',
      columns: [left('Worker'), right('Mean utilization'), right('Samples')],
      rows: workers.map(({ workerId, mean, count }) => [
        workerId,
        measurement(mean, 'ratio'),
        measurement(count, 'count'),
      ]),
    });
  }
  if (taskTime !== undefined) {
    blocks.push({
      kind: 'table',
      caption: 'Tasks of all workers',
      columns: durationColumns(percentiles),
      rows: [durationCells(taskTime, percentiles)],
    });
  }
  if (stragglers.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Workers that the others wait for',
      columns: [left('Worker'), ...['Tasks', 'Mean', 'Times the median'].map(right)],
      rows: stragglers.map(({ workerId, taskCount, meanTaskSeconds, slowdown }) => [
        workerId,
        measurement(taskCount, 'count'),
        measurement(meanTaskSeconds, 'seconds'),
        measurement(slowdown, 'number'),
      ]),
    });
  }
  return blocks.length === 0 ? [] : [{ id: 'workers', heading: 'Worker Utilization', blocks }];
}
