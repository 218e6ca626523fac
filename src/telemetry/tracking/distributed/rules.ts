/** What is judged of distributed work: what coordination costs, and how evenly the workers are loaded. */
import type { Slices } from '../../../metrics/inner.ts';
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { phaseShares, slowest } from '../../query/comparisons.ts';
import { groupedBy, histogramsOf } from '../../query/snapshot-reader.ts';
import { durationStatistics } from '../../query/statistics.ts';
import { distributedMetrics, utilizationsIn } from './summary.ts';

export const DISTRIBUTED_RULES: readonly AnalysisRule[] = [slowCoordination, idleWorkers, stragglingWorkers];

function* slowCoordination({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const overheads = groupedBy('operation', histogramsOf(snapshot, 'coordination_overhead_seconds'));
  const { phases } = yield* distributedMetrics(snapshot, []);
  return slowest(overheads, thresholds.coordinationSeconds).map(([operation, measured]) => ({
    type: 'performance',
    target: 'distributed_training',
    message: `${operation} takes long`,
    details:
      phaseShares(phases, operation, durationStatistics(overheads.get(operation) ?? [], [])) ??
      "Its phases were not recorded: operation.child('communication') tells what the network takes.",
    ...measured,
  }));
}

/** Workers that had too little to do lately: by the mean of what they reported. One that is gone reports nothing. */
function idleWorkers({ snapshot, recent, recentSeconds, thresholds }: Evidenced): Found[] {
  const { low } = thresholds.workerUtilization;
  const all = utilizationsIn({ metrics: snapshot.metrics, recent }, true);
  const idle = all.filter(({ mean }) => mean < low);
  if (idle.length === 0) return [];
  const samples = idle.reduce((sum, { count }) => sum + count, 0);
  return [
    {
      type: 'efficiency',
      target: 'distributed_training',
      severity: 'medium',
      affectedWorkers: idle.map(({ workerId }) => workerId),
      message: `${idle.length} of ${all.length} workers have little to do`,
      details: 'The mean of what each reported lately; how the tasks are spread is in worker_task_seconds.',
      evidence: {
        statistic: 'mean',
        value: idle.reduce((sum, { mean, count }) => sum + mean * (count / samples), 0),
        unit: 'ratio',
        threshold: low,
        side: 'below',
        count: samples,
        windowSeconds: recentSeconds,
      },
    },
  ];
}

/** Everybody waits for the slowest: their tasks take much longer than those of the median worker. */
function* stragglingWorkers({ snapshot, activeWorkers }: Evidenced): Slices<Found[]> {
  const { stragglers } = yield* distributedMetrics({ metrics: snapshot.metrics, activeWorkers }, []);
  const workers = [...groupedBy('worker_id', histogramsOf(snapshot, 'worker_task_seconds')).keys()];
  const workerCount = workers.filter((worker) => activeWorkers?.has(worker) ?? true).length;
  const [slowest] = stragglers;
  if (slowest === undefined) return [];
  const median = slowest.meanTaskSeconds / slowest.slowdown;
  return [
    {
      type: 'efficiency',
      target: 'distributed_training',
      severity: 'medium',
      affectedWorkers: stragglers.map(({ workerId }) => workerId),
      message: `${stragglers.length} of ${workerCount} workers take much longer for a task than the median one`,
      details: 'Where all wait for the last task, they set the pace. Their tasks are in worker_task_seconds.',
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
