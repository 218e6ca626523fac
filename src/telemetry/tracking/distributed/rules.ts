/** What is judged of distributed work: what coordination costs, and how evenly the workers are loaded. */
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { slowest } from '../../query/comparisons.ts';
import { groupedBy, histogramsOf, metricNamed } from '../../query/snapshot-reader.ts';
import { distributedMetrics } from './summary.ts';

export const DISTRIBUTED_RULES: readonly AnalysisRule[] = [slowCoordination, idleWorkers, stragglingWorkers];

function slowCoordination({ snapshot, thresholds }: Evidenced): Found[] {
  const overheads = groupedBy('operation', histogramsOf(snapshot, 'coordination_overhead_seconds'));
  return slowest(overheads, thresholds.coordinationSeconds).map(([operation, measured]) => ({
    type: 'performance',
    target: 'distributed_training',
    message: `Reduce the overhead of ${operation}`,
    details: 'Consider fewer or larger messages, and handing out tasks in another way.',
    ...measured,
  }));
}

/** Workers that have too little to do. */
function idleWorkers({ snapshot, thresholds }: Evidenced): Found[] {
  const { low } = thresholds.workerUtilization;
  const metric = metricNamed(snapshot, 'worker_utilization_ratio');
  const idle = (metric?.series ?? []).flatMap((series) =>
    'value' in series && series.value < low
      ? [
          {
            workerId: series.overflow ? 'beyond the limit of series' : String(series.labels.worker_id),
            ratio: series.value,
          },
        ]
      : [],
  );
  if (idle.length === 0) return [];
  return [
    {
      type: 'efficiency',
      target: 'distributed_training',
      severity: 'medium',
      affectedWorkers: idle.map(({ workerId }) => workerId),
      message: 'Give idle workers more to do',
      details: 'Consider distributing tasks anew, or fewer workers.',
      evidence: {
        statistic: 'mean',
        value: idle.reduce((sum, { ratio }) => sum + ratio, 0) / idle.length,
        unit: 'ratio',
        threshold: low,
        side: 'below',
        count: idle.length,
      },
    },
  ];
}

/** Everybody waits for the slowest: their tasks take much longer than those of the median worker. */
function stragglingWorkers({ snapshot }: Evidenced): Found[] {
  const { stragglers } = distributedMetrics(snapshot, []);
  const [slowest] = stragglers;
  if (slowest === undefined) return [];
  const median = slowest.meanTaskSeconds / slowest.slowdown;
  return [
    {
      type: 'efficiency',
      target: 'distributed_training',
      severity: 'medium',
      affectedWorkers: stragglers.map(({ workerId }) => workerId),
      message: 'Relieve the workers that all others wait for',
      details:
        'Consider smaller tasks for them, or running their last tasks twice. Compared with the median worker.',
      evidence: {
        statistic: 'mean task time',
        value: slowest.meanTaskSeconds,
        unit: 'seconds',
        threshold: median,
        side: 'above',
        count: slowest.taskCount,
      },
    },
  ];
}
