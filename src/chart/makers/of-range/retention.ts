/** What a model that learns one task after another still knows of each: a line for each task. */
import { type CurveSnapshot, taskOfRetentionCurve } from '../../../telemetry/index.ts';
import { colorsOf } from '../../look/palette.ts';
import type { LineChart } from '../../model.ts';
import { type ChartQuery, runsIn } from '../../query.ts';
import { about, counted, figure } from '../about.ts';
import { MAX_LINES, meanOf } from '../groups.ts';
import type { OfRange, Recorded } from '../maker.ts';
import { placedAt } from './curves.ts';

interface TaskCurve {
  readonly taskId: string;
  readonly curve: CurveSnapshot;
}

export const retentionOfTasks: OfRange = {
  metrics: [],
  make(name, query, recorded) {
    const all = tasksOfLatestRun(query, recorded);
    // Where not all have room, those that are done worst.
    const worst = new Set([...all].sort((a, b) => scoreOf(a) - scoreOf(b)).slice(0, MAX_LINES));
    const tasks = all.filter((task) => worst.has(task));
    const positions = [...new Set(tasks.flatMap(({ curve }) => curve.steps))].sort((a, b) => a - b);
    const colors = colorsOf(
      tasks.map(({ taskId }) => taskId),
      query.names,
    );
    const isEmpty = tasks.length === 0;
    const mean = figure(meanOf(all.map(scoreOf)), 'number');
    const ends = tasks.map((task) => `${task.taskId} ${figure(scoreOf(task), 'number')}`);
    return {
      ...about({
        ...{ id: name.id, what: name.title, query, isEmpty },
        figures: [counted(all.length, 'tasks'), `mean ${mean} at the end`],
        description: `How well each task is done after how many were learnt. At the end: ${ends.join(', ')}.`,
        notes:
          all.length > tasks.length
            ? [`The ${tasks.length} tasks that are done worst of ${all.length} are drawn.`]
            : [],
      }),
      kind: 'lines',
      x: { scale: 'linear', label: 'tasks learnt', unit: 'count' },
      y: { scale: 'linear', label: 'retention score', unit: 'number' },
      positions,
      lines: tasks.map(({ taskId, curve }) => ({
        label: taskId,
        values: placedAt(positions, curve.steps, curve.values),
        color: colors.get(taskId) as number,
        spansGaps: true,
      })),
      areas: [],
      marks: [],
    } satisfies LineChart;
  },
};

function scoreOf({ curve }: TaskCurve): number {
  return curve.values.at(-1) as number;
}

/** Of the run that is asked for, else of the one that was continued last. */
function tasksOfLatestRun(query: ChartQuery, { runs, curves }: Recorded): TaskCurve[] {
  const wanted = runsIn(query);
  const wantedTask = query.labels?.task_id;
  const ofTasks = curves.flatMap((curve): TaskCurve[] => {
    const taskId = taskOfRetentionCurve(curve.metric);
    return taskId === undefined || curve.values.length === 0 ? [] : [{ taskId, curve }];
  });
  // Of those that were continued at once, the one that was begun last.
  const inOrder = [...runs].reverse().sort((a, b) => b.continuedAtUnixMs - a.continuedAtUnixMs);
  for (const { modelId, runId } of inOrder) {
    if (query.modelId !== undefined && modelId !== query.modelId) continue;
    if (wanted !== undefined && !wanted.includes(runId)) continue;
    const tasks = ofTasks.filter(({ curve }) => curve.modelId === modelId && curve.runId === runId);
    if (tasks.length > 0) return tasks.filter(({ taskId }) => !wantedTask || taskId === wantedTask);
  }
  return [];
}
