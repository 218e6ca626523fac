/** How evenly workers are loaded. */
import { getDistributedMetrics, histogramsOf } from '../../../telemetry/index.ts';
import { COLORS } from '../../look/palette.ts';
import { counted } from '../about.ts';
import { type OfRange, secondsOf } from '../maker.ts';
import { barChart, inNaturalOrder, type Row } from './bar-chart.ts';

const TASKS = 'worker_task_seconds';

/** Mean time of a task of each worker, with that of all; those much slower than the others stand out. */
export const workerBalance: OfRange = {
  metrics: [TASKS],
  make(name, query, recorded) {
    const stragglers = new Map(
      getDistributedMetrics({
        metrics: recorded.metrics,
        durationSeconds: secondsOf(recorded),
      }).stragglers.map(({ workerId, slowdown }) => [workerId, slowdown]),
    );
    const rows = histogramsOf(recorded, TASKS)
      .filter(({ histogram }) => histogram.count > 0)
      .map(({ labels, histogram: { sum, count } }): Row => {
        const worker = String(labels.worker_id);
        return {
          name: worker,
          values: [sum / count],
          rank: sum / count,
          isEmphasized: stragglers.has(worker),
        };
      });
    const mean = rows.reduce((sum, { rank }) => sum + rank, 0) / rows.length;
    const slow = [...stragglers].map(
      ([worker, slowdown]) => `${worker} is ${slowdown.toFixed(1)} times slower than the median worker`,
    );
    return barChart({
      ...{ name, query },
      rows: inNaturalOrder(rows),
      bars: [{ label: 'mean time of a task', color: COLORS.blue }],
      label: 'time of a task',
      unit: 'seconds',
      names: 'workers',
      figures: [
        counted(rows.length, 'workers'),
        slow.length === 0 ? 'no stragglers' : counted(slow.length, 'stragglers'),
      ],
      marks: [{ label: 'mean', value: mean }],
      notes: slow.map((sentence) => `${sentence}.`),
    });
  },
};
